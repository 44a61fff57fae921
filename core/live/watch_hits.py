"""Boxes and sound of a live source in; tracks, hits and early calls out. No threads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from core.capture.live_frame import LiveFrame, SoundBlock
from core.detections.detections import Detections
from core.hits.early import EARLY, OpenCalls
from core.hits.engine import EngineUpdate, HitEngine
from core.live.watch_sound import WatchSound
from core.live.watch_values import EarlyCall, EarlyWithdrawn, HitFound, LiveEvent, WatchSettings
from core.video.sound import Onsets

MEASURED = 24
"""Pictures whose times tell the rate of a source that does not name it."""


@dataclass(frozen=True)
class Push:
    """What one picture brought: updates of the engine, and events for the window."""

    updates: tuple[EngineUpdate, ...] = ()
    events: tuple[LiveEvent, ...] = ()


class LiveHits:
    """Drives the hit engine over a live source, whose size may change and which may have sound.

    ``settings.fps`` is the source's rate; None has it measured over the first pictures, which
    wait as long. ``capture_fps`` as for ``HitEngine``. What is not looked at is not pushed: the
    hits are those of the pictures there were. ``now_s`` and a block's times are on
    ``time.monotonic``.
    """

    def __init__(self, settings: WatchSettings, capture_fps: float | None = None) -> None:
        self._settings, self._capture_fps = settings, capture_fps
        self._waiting: list[tuple[LiveFrame, Detections]] = []
        self._size: tuple[int, int] | None = None
        self._engine: HitEngine | None = None
        self._calls = OpenCalls()
        self._sound = WatchSound()
        self._zero_s: float | None = None

    @property
    def onsets(self) -> Onsets:
        """All onsets of the lesson that are final, on the source's clock."""
        return self._sound.since(-math.inf)

    def push(self, frame: LiveFrame, boxes: Detections, now_s: float) -> Push:
        """Take the boxes of one picture."""
        updates: list[EngineUpdate] = []
        if frame.size != self._size:
            updates += self._ended()
            self._size = frame.size
        self._zero_s = frame.taken_s - frame.time_s
        if self._engine is None:
            self._waiting.append((frame, boxes))
            updates += self._begun()
        else:
            updates.append(self._engine.push(frame.number, frame.time_s, boxes))
        return self._told(updates, now_s - self._zero_s, frame.time_s)

    def hear(self, block: SoundBlock) -> Push:
        """Take the next block of the lesson's sound."""
        if self._zero_s is None or not self._settings.use_sound:
            return Push()
        for time_s, clear in self._sound.hear(block, self._zero_s):
            if self._engine is not None:
                self._engine.hear(time_s, clear)
        return Push(events=tuple(self._sound.vote()))

    def finish(self, now_s: float) -> Push:
        """Return all that waited for a future that will not come."""
        zero_s = self._zero_s or 0.0
        push = self._told(self._ended(), now_s - zero_s, math.inf)
        self._sound.end(zero_s)
        return Push(push.updates, (*push.events, *self._sound.vote()))

    def _begun(self, *, now: bool = False) -> list[EngineUpdate]:
        """Start the engine as soon as the rate is known; ``now`` with what is known."""
        fps = self._settings.fps
        if fps is None and len(self._waiting) > (1 if now else MEASURED):
            fps = 1.0 / median(b.time_s - a.time_s for (a, _), (b, _) in pairwise(self._waiting))
        if fps is None or self._size is None:
            return []
        early = EARLY if self._settings.call_early else None
        engine = HitEngine(self._size, fps=fps, capture_fps=self._capture_fps, early=early)
        self._calls = OpenCalls(self._capture_fps / fps if self._capture_fps else 1.0)
        self._engine = engine
        waiting, self._waiting = self._waiting, []
        return [engine.push(frame.number, frame.time_s, boxes) for frame, boxes in waiting]

    def _ended(self) -> list[EngineUpdate]:
        updates = self._begun(now=True) if self._engine is None else []
        if self._engine is not None:
            updates.append(self._engine.finish())
        self._engine, self._waiting = None, []
        return updates

    def _told(self, updates: list[EngineUpdate], now_s: float, reached_s: float) -> Push:
        """Return the updates with their events; both times are on the source's clock."""
        events: list[LiveEvent] = []
        for update in updates:
            self._sound.take(update)
            for hit in update.early:
                call = self._calls.add(hit)
                events.append(EarlyCall(call.number, hit, now_s - hit.time_s))
            for hit in update.hits:
                answered = self._calls.answer(hit)
                number = None if answered is None else answered.number
                events.append(HitFound(hit, now_s - hit.time_s, number))
        withdrawn = self._calls.withdrawn(reached_s)
        events += [EarlyWithdrawn(call.number, call.hit) for call in withdrawn]
        return Push(tuple(updates), tuple(events))
