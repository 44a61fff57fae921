"""Boxes of one live picture after the other in, tracks, hits and early calls out. No threads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from core.capture.live_frame import LiveFrame
from core.detections.detections import Detections
from core.hits.engine import EngineUpdate, HitEngine
from core.live.watch_values import HitFound, LiveEvent

MEASURED = 24
"""Pictures whose times tell the rate of a source that does not name it."""


@dataclass(frozen=True)
class Push:
    """What one picture brought: updates of the engine, and events for the window."""

    updates: tuple[EngineUpdate, ...] = ()
    events: tuple[LiveEvent, ...] = ()


class LiveHits:
    """Drives the hit engine over a live source, whose size and rate may change.

    ``fps`` is the source's rate; None has it measured over the first pictures, which wait as
    long. ``capture_fps`` as for ``HitEngine``. What is not looked at is not pushed.
    """

    def __init__(self, fps: float | None = None, capture_fps: float | None = None) -> None:
        self._fps, self._capture_fps = fps, capture_fps
        self._waiting: list[tuple[int, float, Detections]] = []
        self._size: tuple[int, int] | None = None
        self._engine: HitEngine | None = None

    def push(self, frame: LiveFrame, boxes: Detections, now_s: float, *, cut: bool = False) -> Push:
        """Take the boxes of one picture; ``now_s`` is on ``time.monotonic``.

        ``cut`` says that the source was away before it.
        """
        updates: list[EngineUpdate] = []
        if frame.size != self._size:
            updates += self._ended()
            self._size = frame.size
        if self._engine is None:
            self._waiting.append((frame.number, frame.time_s, boxes))
            updates += self._begun()
        else:
            updates.append(self._engine.push(frame.number, frame.time_s, boxes, cut=cut))
        return _told(updates, now_s - (frame.taken_s - frame.time_s))

    def finish(self, now_source_s: float) -> Push:
        """Return all that waited for a future that will not come."""
        return _told(self._ended(), now_source_s)

    def _begun(self, *, now: bool = False) -> list[EngineUpdate]:
        """Start the engine as soon as the rate is known; ``now`` with what is known."""
        fps = self._fps
        if fps is None and (len(self._waiting) > MEASURED or (now and len(self._waiting) > 1)):
            times = [time_s for _, time_s, _ in self._waiting]
            fps = 1.0 / median(b - a for a, b in pairwise(times))
        if fps is None or self._size is None:
            return []
        self._engine = HitEngine(self._size, fps=fps, capture_fps=self._capture_fps)
        waiting, self._waiting = self._waiting, []
        return [self._engine.push(*each) for each in waiting]

    def _ended(self) -> list[EngineUpdate]:
        updates = self._begun(now=True) if self._engine is None else []
        if self._engine is not None:
            updates.append(self._engine.finish())
        self._engine, self._waiting = None, []
        return updates


def _told(updates: list[EngineUpdate], now_source_s: float) -> Push:
    events = [HitFound(hit, now_source_s - hit.time_s) for update in updates for hit in update.hits]
    return Push(tuple(updates), tuple(events))
