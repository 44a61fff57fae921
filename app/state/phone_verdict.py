"""What a check of an export says, as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass

from core.video.frame import Picture


@dataclass(frozen=True)
class Verdict:
    """A check in the coach's words.

    ``figures`` is a table: its first row the headers, a row's first cell its name. ``picture``
    shows the frame that differs most, ``caption`` which one that is and by how much.
    """

    passed: bool
    headline: str
    words: str
    reasons: tuple[str, ...] = ()
    advice: str = ""
    figures: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    picture: Picture | None = None
    caption: str = ""
    has_report: bool = False


@dataclass(frozen=True)
class WeightChoice:
    """One way to keep the weights. ``passed`` is None as long as it was not tried.

    ``cost`` says in words what it costs in accuracy, or why it cannot be taken.
    """

    compress: str
    title: str
    n_bytes: int | None = None
    passed: bool | None = None
    cost: str = ""
