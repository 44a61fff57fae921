"""What the window wants of a watching under way: set in its thread, read in the watching's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.live_choices import LiveChoices
from core.live.calling import CallKind, CallRule


@dataclass(frozen=True)
class Replay:
    """A hit to be shown again. ``serial`` tells one wish from the next for the same hit."""

    serial: int
    hit_time_s: float


@dataclass(frozen=True)
class LiveWish:
    """Everything wanted at one moment.

    ``view_px`` is the view's size in real pixels. ``delay_s`` is how late the mirror is, 0
    without it. ``volume`` is 0 to 1. ``tries`` rises when a recording that broke is wanted again.
    """

    view_px: tuple[int, int] = (0, 0)
    delay_s: float = 0.0
    replay: Replay | None = None
    record: bool = False
    tries: int = 0
    call: CallRule = field(default_factory=CallRule)
    call_kind: CallKind = CallKind.WORDS
    volume: float = 0.8
    stop: bool = False


def as_chosen(wish: LiveWish, choices: LiveChoices) -> LiveWish:
    """Return the wish with what the coach has chosen to hear."""
    return replace(
        wish,
        call=CallRule(choices.call_on, choices.call_doubtful),
        call_kind=CallKind(choices.call),
        volume=choices.volume,
    )


class LiveWishes:
    """The newest wish. Any thread may call it."""

    def __init__(self, first: LiveWish) -> None:
        self._lock = threading.Lock()
        self._wish = first
        self._changed = threading.Event()

    @property
    def now(self) -> LiveWish:
        """What is wanted now."""
        with self._lock:
            return self._wish

    def change(self, edit: Callable[[LiveWish], LiveWish]) -> None:
        """Want what ``edit`` makes of the wish from now on."""
        with self._lock:
            self._wish = edit(self._wish)
        self._changed.set()

    def end_replay(self, serial: int) -> None:
        """Want the present again, unless another replay was asked for meanwhile."""
        with self._lock:
            replay = self._wish.replay
            if replay is not None and replay.serial == serial:
                self._wish = replace(self._wish, replay=None)

    def wait(self, seconds: float) -> None:
        """Wait until something changes, at most this long."""
        if self._changed.wait(seconds):
            self._changed.clear()
