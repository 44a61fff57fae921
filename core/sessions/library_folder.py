"""Where the library lies on this computer, and whether it can be used."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from pathlib import Path

import platformdirs

from core.errors import FileError

ENVIRONMENT = "SWEETSPOT_LIBRARY"


def default_library() -> Path:
    """Return the folder of this person's library; ``SWEETSPOT_LIBRARY`` names another one."""
    chosen = os.environ.get(ENVIRONMENT, "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path(platformdirs.user_data_dir("Sweetspot", appauthor=False))


def check_writable(root: Path) -> int:
    """Return the free bytes of the library's disk; raise ``FileError`` if it takes no file."""
    probe = root / f".write-check-{os.getpid()}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"sweetspot")
        probe.unlink()
        return shutil.disk_usage(root).free
    except OSError as error:
        raise FileError(
            f"The library “{root}” cannot be written ({error.strerror or error}).",
            "Choose a folder that you may write to, or free some space.",
        ) from error


def slug_of(title: str) -> str:
    """Return a title as a part of a folder's name: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-") or "practice"
