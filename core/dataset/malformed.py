"""What cannot be read in a dataset's files: named by file and place, raised or collected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import DatasetError

HINT = "Put that place right, or leave the file out. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Malformed:
    """One thing that does not fit: the file, the place in it (line or field), and what is wrong."""

    file: Path
    place: str
    what: str

    @property
    def sentence(self) -> str:
        """It in words, with the place."""
        return f"“{self.file.name}”{f', {self.place}' if self.place else ''}: {self.what}."


class Complaints:
    """Where a reader puts what it cannot read.

    A strict one raises ``DatasetError`` at the first; another one collects, and the reader
    goes on with the rest.
    """

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.found: list[Malformed] = []

    def add(self, file: Path, place: str, what: str) -> None:
        """Take note, or raise."""
        complaint = Malformed(file, place, what)
        if self.strict:
            raise DatasetError(complaint.sentence, f"It lies in {file.parent}. {HINT}")
        self.found.append(complaint)
