"""A score: 1 to 5, with its reason; derived from a hit and a rule, never stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ScoreRule:
    """The bands: a hit scores 5 up to the first limit of r, 4 up to the second, and so on.

    Stored with every session, so that old scores can be told from new ones.
    """

    name: str = "standard"
    version: int = 1
    limits: tuple[float, float, float, float] = (0.2, 0.4, 0.6, 0.8)

    def __post_init__(self) -> None:
        """Refuse limits that do not rise."""
        if list(self.limits) != sorted(self.limits) or self.limits[0] <= 0:
            raise ValueError("the limits of a score rule must be positive and rise")


@dataclass(frozen=True)
class Score:
    """How centred a hit was.

    ``value`` 1 to 5, or None when the offset is unknown. ``reason`` says why in words.
    ``doubtful`` means that the uncertainty of r reaches over a band's edge. ``overruled``
    means the coach gave it.
    """

    value: int | None
    reason: str
    doubtful: bool = False
    overruled: bool = False
