"""What an analysis under way tells whoever watches it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.hits.hit import Hit
from core.sessions.merging import merge_found_hits
from core.sessions.session import Session


@dataclass(frozen=True)
class AnalysisUpdate:
    """What is new. The first update of an analysis starts from frame 0 again, also when it was
    resumed: the ``detections`` and ``tracks`` of all its updates together are the whole.

    ``found`` are all the machine's hits so far, complete up to ``until_s`` (None: to the end);
    ``session`` is the session as it was when the analysis began, with them merged in. Whoever
    holds a session with newer edits calls ``apply_to``. ``eta_s`` is None while unknown.
    """

    frames_done: int
    n_frames: int
    frames_per_s: float
    eta_s: float | None
    detections: Detections
    tracks: Tracks
    session: Session
    found: tuple[Hit, ...]
    until_s: float | None

    def apply_to(self, session: Session) -> Session:
        """Return ``session``, with all its edits, holding what the analysis has found so far."""
        merged = merge_found_hits(session, self.found, self.until_s)
        return replace(merged, analysis=self.session.analysis)


OnUpdate = Callable[[AnalysisUpdate], None]


class Pace:
    """How fast frames go by, over the last few seconds."""

    def __init__(self, over_s: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._over_s, self._clock = over_s, clock
        self._marks: deque[tuple[float, int]] = deque()

    def mark(self, frame: int) -> None:
        """Note that ``frame`` frames are done now."""
        now = self._clock()
        self._marks.append((now, frame))
        while len(self._marks) > 2 and self._marks[0][0] < now - self._over_s:
            self._marks.popleft()

    @property
    def per_s(self) -> float:
        """Frames per second; 0 while unknown."""
        if len(self._marks) < 2:
            return 0.0
        (since, first), (until, last) = self._marks[0], self._marks[-1]
        return (last - first) / (until - since) if until > since else 0.0

    def eta_s(self, total: int) -> float | None:
        """Return the seconds until ``total`` frames are done; None while unknown."""
        return (total - self._marks[-1][1]) / self.per_s if self.per_s > 0 else None
