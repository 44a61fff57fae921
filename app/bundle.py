"""``sweetspot bundle``: what goes to the phone as one file, and whether such a file is whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.terminal_progress import TerminalProgress, stop_on_interrupt
from core.errors import BundleError, Cancelled
from core.files import sha256_of
from core.phone.bundle import bundle_name, pack_bundle
from core.phone.bundle_index import BundleIndex
from core.phone.bundle_reader import verify_bundle
from core.phone.receipts import Receipts
from core.program import program_version
from core.sessions.library_folder import default_library

STOPPED = 130


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", nargs="?", metavar="MODEL_DIR", help="the detector's folder")
    parser.add_argument("--out", metavar="FILE", help="the bundle; default: here, by its name")
    parser.add_argument(
        "--unchecked",
        action="store_true",
        help="also without a check that passed; the bundle says so and the phone asks twice",
    )
    parser.add_argument("--verify", metavar="FILE", help="look whether a bundle is whole")
    parser.add_argument("--library", metavar="DIR", help="keep the receipt in this library")


def bundle(wanted: argparse.Namespace) -> int:
    """Pack or verify; return the exit code. Raises ``SweetspotError``."""
    if (wanted.model is None) == (wanted.verify is None):
        raise BundleError(
            "Either a detector is packed or a bundle is verified.",
            "“sweetspot bundle MODEL_DIR” or “sweetspot bundle --verify FILE”.",
        )
    if wanted.verify is not None:
        path = Path(wanted.verify)
        sys.stdout.write(text_of(path, verify_bundle(path), sha256_of(path)))
        return 0
    folder = Path(wanted.model)
    path = Path(wanted.out) if wanted.out else Path(bundle_name(folder))
    progress = TerminalProgress(sys.stderr, fps=0.0, noun="byte")
    with stop_on_interrupt(progress.stopped):
        try:
            index = pack_bundle(
                folder,
                path,
                program=program_version(),
                unchecked=wanted.unchecked,
                progress=progress,
            )
        except Cancelled:
            return STOPPED
        finally:
            progress.close()
    library = Path(wanted.library) if wanted.library else default_library()
    receipt = Receipts(library).saved(path)
    sys.stdout.write(text_of(path, index, receipt.bundle))
    return 0


def text_of(path: Path, index: BundleIndex, sha256: str) -> str:
    """Return what a bundle with this hash is, in lines."""
    size = path.stat().st_size
    said = "checked" if index.checked else "NOT CHECKED"
    lines = [
        f"{path}: “{index.name}”, {size / 1e6:.1f} MB in {len(index.members)} files",
        f"  {said}: {index.verdict}",
        f"  packed by Sweetspot {index.program}, SHA-256 {sha256}",
    ]
    return "\n".join(lines) + "\n"
