"""Which detector was put in another's place, when: the journal, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from core.journal import append, read_from
from core.json_value import value_of

FILE_NAME = "adopted.journal"
SHIPPED = ""
"""The detector that came with the program, among the names of a shelf."""


class Act(StrEnum):
    """What a person did."""

    ADOPTED = "adopted"
    ROLLED_BACK = "rolled-back"


@dataclass(frozen=True)
class Adoption:
    """One change of detector.

    ``model`` and ``instead_of`` are names of folders on the shelf, absolute paths of folders
    elsewhere, or ``SHIPPED``. ``at`` is an ISO 8601 time with zone.
    """

    act: Act
    model: str
    instead_of: str
    at: str = ""


def read_adoptions(folder: Path) -> tuple[Adoption, ...]:
    """Return the changes on file, oldest first; lines that a crash or a newer program left are
    passed over. Raises ``FileError`` when the file is there and cannot be read."""
    found = []
    for record in read_from(folder / FILE_NAME).records:
        try:
            found.append(value_of(Adoption, record, FILE_NAME))
        except ValueError:
            continue
    return tuple(found)


def write_adoption(folder: Path, act: Act, model: str, instead_of: str) -> Adoption:
    """Add a change to the journal and return it; raise ``FileError`` when the disk refuses."""
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    adoption = Adoption(act, model, instead_of, at)
    append(folder / FILE_NAME, asdict(adoption))
    return adoption


def pile_of(adoptions: Iterable[Adoption]) -> tuple[str, ...]:
    """Return the detectors one on top of the other: the last is in use, ``SHIPPED`` lies lowest.

    Adopting lays one on top, rolling back takes away what lies over the one it goes back to. A
    change that another window's has overtaken (what it replaces is no longer on top) does not
    count when it rolls back: two windows that roll back at once go back once.
    """
    pile = [SHIPPED]
    for each in adoptions:
        if each.act is Act.ADOPTED and each.model != pile[-1]:
            pile.append(each.model)
        elif each.act is Act.ROLLED_BACK and pile[-1] == each.instead_of:
            below = pile[:-1]
            if each.model in below:
                pile = below[: len(below) - below[::-1].index(each.model)]
    return tuple(pile)
