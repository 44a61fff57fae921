"""Numbering class names while files are read that name them as they come."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from core.dataset.fields import read_text
from core.dataset.malformed import Complaints

CLASSES_FILE = "classes.txt"
"""One name on a line, beside the labels: labelImg and X-AnyLabeling write it, and we do."""


class ClassNumbers:
    """Gives each name a number: the known ones in their order, new ones behind."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._number = {name: place for place, name in enumerate(dict.fromkeys(known))}

    @property
    def names(self) -> tuple[str, ...]:
        """Every name so far, by number."""
        return tuple(self._number)

    def of(self, name: str) -> int:
        """Return a name's number; a new name gets the next."""
        return self._number.setdefault(name, len(self._number))


def listed_names(root: Path, complaints: Complaints) -> list[str]:
    """Return the names of ``classes.txt`` in ``root``, none without that file."""
    path = root / CLASSES_FILE
    if not path.is_file():
        return []
    text = read_text(path, complaints) or ""
    return [line.strip() for line in text.splitlines() if line.strip()]
