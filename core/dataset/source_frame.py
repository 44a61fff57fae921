"""A frame of a practice as the builder takes it: where it is found and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.dataset.annotation import FrameFix


@dataclass(frozen=True, slots=True)
class SourceFrame:
    """One fixed frame of a session.

    ``session`` is the session's id: frames of one session never part into two splits.
    ``fingerprint`` names the video's content, ``time_s`` is on the video's own clock. An
    accepted fix is exhaustive (without annotations: a negative); of any other only the
    annotated objects are known.
    """

    session: str
    video: Path
    fingerprint: str
    time_s: float
    fix: FrameFix

    @property
    def frame(self) -> int:
        """The frame's number in presentation order, from 0."""
        return self.fix.frame
