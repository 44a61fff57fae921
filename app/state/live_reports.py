"""What a watching tells the window, beside its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import SweetspotError
from core.live.record_values import RecorderStatus
from core.live.recorder import Recorder
from core.live.watch_values import LiveEvent, WatchStats


@dataclass(frozen=True)
class LiveTold:
    """What happened, in order. ``at_s`` is when it was fetched, on ``time.monotonic``."""

    events: tuple[LiveEvent, ...]
    at_s: float


@dataclass(frozen=True)
class RecordingBegun:
    """From now on the lesson is kept."""


@dataclass(frozen=True, eq=False)
class RecordingStopped:
    """A recording takes nothing more and is to be finished; ``error`` says why, if not asked to."""

    recorder: Recorder
    error: SweetspotError | None = None


@dataclass(frozen=True)
class RecordingRefused:
    """No recording could begin, and why; watching goes on."""

    error: SweetspotError


@dataclass(frozen=True)
class LiveFigures:
    """Counts and levels, a few times a second. ``level_db`` is None without sound."""

    stats: WatchStats
    level_db: float | None
    recording: RecorderStatus | None


@dataclass(frozen=True)
class Unheard:
    """Nothing can be called out, and why; watching goes on."""

    error: SweetspotError
