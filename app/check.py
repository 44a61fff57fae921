"""``sweetspot check``: whether a detector's exported files compute what its net computes."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from app.terminal_trainer import ask_in_terminal
from core.errors import FileError
from core.phone.check_report import FILE_NAME, CheckReport
from core.phone.check_request import CheckRequest
from core.phone.check_table import text_of
from core.resources import default_model

STOPPED, NOT_PASSED = 130, 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("model", metavar="MODEL_DIR", help="the detector's folder")
    add(
        "--frames",
        metavar="PATH",
        help="a video or a folder of pictures to compare on; they become the detector's golden "
        "frames, which go to the phone with it; default: those it has, else the sample practice",
    )
    add("--report", metavar="OUT.html", help="write a page with the figures and the worst frame")
    add("--json", action="store_true", help="print JSON instead of tables")


def check(wanted: argparse.Namespace) -> int:
    """Check as asked for and print the verdict; return 0, 1 for a bad export, 130 when stopped.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    request = request_of(wanted)
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        told = Path(folder) / FILE_NAME
        asked = asdict(replace(request, json=str(told)))
        if ask_in_terminal("check", asked, "frame") is None:
            return STOPPED
        report = CheckReport.from_json(told.read_bytes())
    sys.stdout.write(report.to_json() + "\n" if wanted.json else text_of(report))
    written = [str(Path(wanted.model) / FILE_NAME)] if request.keep else []
    for path in [*written, *([wanted.report] if wanted.report else [])]:
        sys.stderr.write(f"Written: {path}\n")
    return 0 if report.passed else NOT_PASSED


def request_of(wanted: argparse.Namespace) -> CheckRequest:
    """Return the request that the options ask for. Raises ``FileError``.

    The detector that ships is never written to: of it only the report is made.
    """
    folder = Path(wanted.model).absolute()
    for name in (wanted.model, wanted.frames):
        if name and not Path(name).exists():
            raise FileError(f"There is no “{name}”.", "Name a detector's folder, and a video.")
    return CheckRequest(
        folder=str(folder),
        frames=str(Path(wanted.frames).absolute()) if wanted.frames else "",
        report=str(Path(wanted.report).absolute()) if wanted.report else "",
        keep=folder.resolve() != default_model().resolve(),
    )
