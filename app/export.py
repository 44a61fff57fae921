"""``sweetspot export``: a detector as ONNX and Core ML, written by the trainer's process."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from app.terminal_trainer import ask_in_terminal
from app.train import size_of
from core.detections.model_manifest import FILE_NAME, ModelManifest
from core.errors import FileError, ModelError
from core.models.shelf import MODELS
from core.phone.export_request import COMPRESSIONS, PRECISIONS, TARGETS, ExportRequest
from core.phone.phone_model import phone_model_of
from core.resources import default_model
from core.sessions.library_folder import default_library, slug_of
from core.training.run_record import is_run

STOPPED = 130
_MB = 1e6


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("source", metavar="MODEL_OR_RUN", help="a detector, a training run or a checkpoint (.pt)")
    add("--out", metavar="DIR", help="the detector's folder to write; default: its own, or a new")
    add("--name", default="", metavar="NAME", help="what to call it; default: as before")
    add("--precision", choices=PRECISIONS, default="fp16", help="of Core ML; default fp16")
    add("--compress", choices=COMPRESSIONS, default="none", help="of Core ML's weights")
    add("--target", choices=TARGETS, default="ios16", help="the oldest iOS; default ios16")
    add("--input", metavar="WxH", help="Core ML's picture in pixels; default: the detector's own")
    add("--dynamic-batch", action="store_true", help="let ONNX take several pictures at once")
    add("--no-coreml", action="store_true", help="only ONNX")


def export(wanted: argparse.Namespace) -> int:
    """Export as asked for, say what was written; return 0, or 130 when stopped.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    request = request_of(wanted)
    answer = ask_in_terminal("export", asdict(request), "step")
    if answer is None:
        return STOPPED
    for why in dict(answer.get("left_out", {})).values():
        sys.stderr.write(f"Note: {why}\n")
    sys.stdout.write(_written(Path(request.folder)))
    return 0


def request_of(wanted: argparse.Namespace) -> ExportRequest:
    """Return the request that the options ask for. Raises ``SweetspotError``."""
    source = Path(wanted.source).absolute()
    if not source.exists():
        raise ModelError(
            f"There is no “{wanted.source}”.",
            "Name the folder of a detector or of a training run, or a checkpoint (.pt).",
        )
    width, height = size_of(wanted.input) if wanted.input else (0, 0)
    folder = Path(wanted.out).absolute() if wanted.out else folder_for(source, default_library())
    try:
        return ExportRequest(
            source=str(source),
            folder=str(folder),
            name=wanted.name,
            precision=wanted.precision,
            compress=wanted.compress,
            target=wanted.target,
            input_width=width,
            input_height=height,
            dynamic_batch=wanted.dynamic_batch,
            coreml=not wanted.no_coreml,
        )
    except ValueError as error:
        raise FileError(f"That cannot be exported: {error}.", "For example --input 704x416.") from (
            error
        )


def folder_for(source: Path, library: Path) -> Path:
    """Return where an export goes unless somebody says: a detector's own folder; for a run, and
    for the detector that ships, which is never written to, one in the library.

    Raises ``ModelError`` for a checkpoint that lies nowhere in particular.
    """
    home = source.parent if source.is_file() else source
    if (home / FILE_NAME).is_file():
        if home.resolve() != default_model().resolve():
            return home
        return library / MODELS / slug_of(ModelManifest.load(home).name)
    if source.is_file() and not is_run(home):
        raise ModelError(
            f"“{source.name}” belongs to no run.", "Say where to write with --out DIR."
        )
    return library / MODELS / home.name


def _written(folder: Path) -> str:
    manifest = ModelManifest.load(folder)
    lines = [f"{manifest.name}: {folder}"]
    tops = dict.fromkeys(name.split("/")[0] for name in manifest.files)
    for name in tops:
        inside = [each for each in manifest.files if each.split("/")[0] == name]
        size = sum((folder / each).stat().st_size for each in inside)
        lines.append(f"  {name}  {size / _MB:.1f} MB")
    package = phone_model_of(manifest)
    if package is not None:
        picture = f"{package.input_width}x{package.input_height}"
        lines.append(f"  Core ML: {package.precision}, {package.target} and later, {picture}")
        if package.compress != "none":
            plain = package.n_bytes_plain / _MB
            lines.append(f"  weights as {package.compress}; plain it would be {plain:.1f} MB")
    return "\n".join(lines) + "\n"
