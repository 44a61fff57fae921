"""Which detector the verbs use: the one named, else the one adopted in the library."""

from __future__ import annotations

import sys
from pathlib import Path

from core.models.shelf import shelf_of
from core.resources import default_model
from core.sessions.library_folder import default_library


def detector_folder(named: str | None, library: Path | None = None) -> Path:
    """Return the folder of the detector to use; says on stderr why it is not the adopted one.

    ``named`` is a folder or a name in the library, None or "" for the one in use. Raises
    ``ModelError`` for a name that is neither.
    """
    shelf = shelf_of(library or default_library(), default_model())
    if named:
        return Path(named) if Path(named).exists() else shelf.find(named)
    used = shelf.in_use()
    if used.problem:
        sys.stderr.write(f"sweetspot: {used.problem}\n")
    return used.folder
