"""``sweetspot runs export | import | repeat``: a run as a file, and a run once more."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.terminal_bar import TerminalBar
from app.terminal_progress import stop_on_interrupt
from app.train import RUNS, STOPPED, train_in_terminal
from core.errors import Cancelled, TrainingError
from core.progress import Progress
from core.sessions.library_folder import default_library
from core.training.choice import new_name
from core.training.run_record import is_run, read_run


@dataclass(frozen=True)
class RunVerb:
    """One verb: what it is about, its arguments as name and help, and who does it."""

    about: str
    arguments: Mapping[str, str]
    do: Callable[[argparse.Namespace], int]

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare its arguments; all are text."""
        for name, about in self.arguments.items():
            parser.add_argument(name, help=about)


def export(wanted: argparse.Namespace) -> int:
    """Pack a run with its data for another computer. Raises ``SweetspotError``."""
    from core.training.run_zip import export_run

    path, run = Path(wanted.file), run_named(wanted.run).absolute()

    def work(progress: Progress) -> str:
        export_run(run, path, progress)
        return (
            f"Packed into {path}. Where it is unpacked, “sweetspot train --request request.json” "
            "goes on with it.\n"
        )

    return _watched(work)


def bring(wanted: argparse.Namespace) -> int:
    """Take a run out of a file into a folder of runs. Raises ``SweetspotError``."""
    from core.training.run_zip import import_run

    path = Path(wanted.file)
    folder = Path(wanted.into).absolute() if wanted.into else default_library() / RUNS
    return _watched(lambda progress: f"{import_run(path, folder, progress)}\n")


def repeat(wanted: argparse.Namespace) -> int:
    """Train once more with a run's data, settings and seed. Raises ``SweetspotError``."""
    from core.training.repeating import again

    run = read_run(run_named(wanted.run).absolute())
    if wanted.run_dir:
        folder = Path(wanted.run_dir).absolute()
    else:
        there = {each.name for each in run.folder.parent.iterdir()}
        kind = (run.request.preset if run.request is not None else None) or "again"
        folder = run.folder.parent / new_name(kind, there, datetime.now().astimezone())
    return train_in_terminal(again(run, folder))


_RUN = "the run's folder, or its name in the library"
VERBS: Mapping[str, RunVerb] = {
    "export": RunVerb(
        "Pack a training and all it needs into one file.",
        {"run": _RUN, "file": "the zip to make"},
        export,
    ),
    "import": RunVerb(
        "Take a training out of a file that “export” has made.",
        {"file": "the zip", "--into": "a folder of runs; default: the library's"},
        bring,
    ),
    "repeat": RunVerb(
        "Train once more with the same data, settings and seed.",
        {"run": _RUN, "--run-dir": "the new run's folder; default: beside the old one"},
        repeat,
    ),
}


def run_named(name: str) -> Path:
    """Return the folder of a run by its path, or by its name in the library.

    Raises ``TrainingError`` if there is none.
    """
    for folder in (Path(name), default_library() / RUNS / name):
        if is_run(folder):
            return folder
    raise TrainingError(f"There is no training “{name}”.", "“sweetspot runs” lists them.")


class _Bar:
    """A bar that hears Ctrl-C."""

    def __init__(self) -> None:
        self.bar, self.stopped = TerminalBar(sys.stderr), threading.Event()

    def step(self, done: float, total: float, note: str = "") -> None:
        """Draw how far it is; raise ``Cancelled`` after Ctrl-C."""
        if self.stopped.is_set():
            raise Cancelled
        if self.bar.due():
            self.bar.draw(min(1.0, done / total) if total else 0.0, note)


def _watched(work: Callable[[Progress], str]) -> int:
    """Do something with a bar, print what it comes to, and return the exit code."""
    bar = _Bar()
    try:
        with stop_on_interrupt(bar.stopped):
            told = work(bar)
    except Cancelled:
        sys.stderr.write("Stopped; nothing was changed.\n")
        return STOPPED
    finally:
        bar.bar.say()
    sys.stdout.write(told)
    return 0
