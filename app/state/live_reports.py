"""What a watching tells the window, beside its pictures."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import SweetspotError
from core.live.record_values import RecorderStatus
from core.live.watch_values import LiveEvent, WatchStats
from core.sessions.session import Session


@dataclass(frozen=True)
class LiveTold:
    """What happened, in order. ``at_s`` is when it was fetched, on ``time.monotonic``."""

    events: tuple[LiveEvent, ...]
    at_s: float


@dataclass(frozen=True)
class RecordingBegun:
    """From now on the lesson is kept."""


@dataclass(frozen=True)
class RecordingEnded:
    """A recording is in the library. ``session`` is None when nothing could be kept.

    ``error`` says why it ended before it was asked to, or why it could not begin.
    """

    session: Session | None
    error: SweetspotError | None = None


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
