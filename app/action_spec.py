"""What the table of actions says of one action."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Where an action's keys work. In correct mode Review's go on, but for those it takes."""

    EVERYWHERE = "everywhere"
    LIBRARY = "library"
    REVIEW = "review"
    CORRECT = "correct"
    LIVE = "live"
    TRAIN = "train"
    PHONE = "phone"


@dataclass(frozen=True)
class ActionSpec:
    """One action. ``keys`` are Qt's portable key names; Ctrl is Command on a Mac."""

    id: str
    group: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    scope: Scope = Scope.EVERYWHERE
    checkable: bool = False
    checked: bool = False
    repeats: bool = False
