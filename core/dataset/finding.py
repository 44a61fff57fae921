"""What a health check finds: how bad, in plain words, where, and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How bad a finding is."""

    STOPS_TRAINING = "stops training"
    WORTH_A_LOOK = "worth a look"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a dataset. ``kind`` names the check, ``pictures`` are those concerned."""

    severity: Severity
    kind: str
    sentence: str
    way_out: str
    pictures: tuple[Path, ...] = ()


def stops(kind: str, sentence: str, way_out: str, pictures: tuple[Path, ...] = ()) -> Finding:
    """Return a finding that stops training."""
    return Finding(Severity.STOPS_TRAINING, kind, sentence, way_out, pictures)


def look(kind: str, sentence: str, way_out: str, pictures: tuple[Path, ...] = ()) -> Finding:
    """Return a finding worth a look."""
    return Finding(Severity.WORTH_A_LOOK, kind, sentence, way_out, pictures)


def counted(n: int, noun: str, one: str = "", more: str = "") -> str:
    """Return a number with its noun and verb: “1 picture is”, “2 pictures are”, “3 boxes”."""
    plural = f"{noun}es" if noun.endswith("x") else f"{noun}s"
    return f"{n} {noun if n == 1 else plural} {one if n == 1 else more}".rstrip()
