"""Which hit the playhead is at, and the way from hit to hit."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.state.playback import Playback
from core.sessions.scored_hits import ScoredHit

NEAR_S = 0.5
"""Seconds of the real world within which the playhead is at a hit."""

_JUST_PASSED_S = 0.7


class HitWalk(QObject):
    """Follows the playhead over the hits. ``current_changed`` carries an id or None."""

    current_changed = Signal(object)

    def __init__(self, playback: Playback, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self._hits: list[ScoredHit] = []
        self._times: list[float] = []
        self._current: ScoredHit | None = None
        self._pinned: str | None = None
        playback.frame_changed.connect(lambda _frame: self._follow())

    @property
    def current(self) -> str | None:
        """The id of the hit the playhead is at."""
        return None if self._current is None else self._current.hit.id

    @property
    def current_hit(self) -> ScoredHit | None:
        """The hit the playhead is at."""
        return self._current

    def set_hits(self, hits: Sequence[ScoredHit]) -> None:
        """Walk over these hits, sorted by time."""
        self._hits = list(hits)
        self._times = [each.hit.time_s for each in self._hits]
        self._follow()

    def jump(self, hit_id: str) -> None:
        """Go to the frame of a hit and make it the current one."""
        each = next((one for one in self._hits if one.hit.id == hit_id), None)
        if each is not None:
            self._pinned = hit_id
            self._playback.seek_frame(each.hit.frame)
            self._follow()

    def go(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) hit that was not rejected."""
        frame, shown = self._playback.frame, [each for each in self._hits if not each.rejected]
        if direction < 0 and self._playback.playing and self._playback.timebase is not None:
            # While it plays on, "previous" means the one before the hit that has just passed.
            passed = _JUST_PASSED_S * self._playback.real_factor
            frame = self._playback.timebase.frame_at(self._playback.time_s - passed)
        ahead = [each for each in shown if (each.hit.frame - frame) * direction > 0]
        if ahead:
            self.jump(ahead[0 if direction > 0 else -1].hit.id)

    def nearest(self) -> ScoredHit | None:
        """Return the hit nearest to the playhead, however far, without rejected ones."""
        now = self._playback.time_s
        shown = [each for each in self._hits if not each.rejected]
        return min(shown, key=lambda each: abs(each.hit.time_s - now), default=None)

    def _follow(self) -> None:
        found = self._at_playhead()
        changed = (found and found.hit.id) != self.current
        self._current = found
        if changed:
            self.current_changed.emit(self.current)

    def _at_playhead(self) -> ScoredHit | None:
        timebase = self._playback.timebase
        if timebase is None or not self._hits:
            return None
        now = timebase.time_of(self._playback.frame)
        reach = NEAR_S * self._playback.real_factor
        low = bisect.bisect_left(self._times, now - reach)
        high = bisect.bisect_right(self._times, now + reach)
        near = self._hits[low:high]
        pinned = next((each for each in near if each.hit.id == self._pinned), None)
        if pinned is not None and pinned.hit.frame == self._playback.frame:
            return pinned
        self._pinned = None
        here = self._playback.frame
        # A hit of this very frame stays the one at hand when it has just been rejected: the next
        # press must not reach its neighbour.
        return min(
            near,
            key=lambda each: (each.hit.frame != here, each.rejected, abs(each.hit.time_s - now)),
            default=None,
        )
