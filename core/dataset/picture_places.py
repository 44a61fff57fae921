"""Finding the pictures that a foreign dataset names, and their sizes where it tells none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.dataset.malformed import Complaints
from core.errors import FileError
from core.video.still import SUFFIXES, size_of_still


class PicturePlaces:
    """Folders in which pictures may lie; the one that had the last is looked into first."""

    def __init__(self, places: Iterable[Path]) -> None:
        self._places = list(dict.fromkeys(places))
        self._last = self._places[0]

    def find(self, name: str) -> Path:
        """Return where the picture of this file name is, or where it should be."""
        name = name.replace("\\", "/")
        for place in (self._last, *self._places):
            if is_there(place / name):
                self._last = place
                return place / name
        return self._places[0] / name

    def find_stem(self, stem: str) -> Path | None:
        """Return the picture whose name without its ending is ``stem``."""
        for place in (self._last, *self._places):
            for suffix in (*SUFFIXES, *(each.upper() for each in SUFFIXES)):
                path = place / f"{stem}{suffix}"
                if is_there(path):
                    self._last = place
                    return path
        return None


def is_there(path: Path) -> bool:
    """Return whether a file is there; what cannot even be a name (too long, NUL) is not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def pictures_in(folder: Path) -> list[Path]:
    """Return the pictures of a folder and its subfolders, by name."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)


def size_from_file(path: Path, complaints: Complaints) -> tuple[int, int] | None:
    """Return a picture's upright (width, height) from its file; None, a complaint, if it fails."""
    try:
        return size_of_still(path).upright
    except FileError as error:
        complaints.add(path, "", f"{error.message.rstrip('.')}, and no size is written down")
        return None
