"""What the sound says of the hits while a lesson runs: the last minute, heard again and again."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable

import numpy as np

from core.capture.live_frame import SoundBlock
from core.capture.live_onsets import HeardOnsets, LiveOnset, LiveOnsets
from core.hits.engine import EngineUpdate
from core.hits.fusion import SOUND, estimate_shift, fuse_sound
from core.hits.hit import Hit
from core.live.watch_values import HitHeard, HitUnheard, LiveEvent
from core.video.sound import Onsets

WINDOW_S = 60.0
"""Hits and onsets that vote together: enough hits for the shift, little enough to be quick."""

SETTLED_S = 5.0
"""Onsets are final 4.5 s after they were heard, and a sound is up to 0.3 s late."""

EVERY_S = 1.0
"""Votes are so far apart: each asks all hits of the window again."""

SURE_OF_SHIFT = 2
"""Hits that must agree on the sound's shift before an impact may speak early."""


class WatchSound:
    """Collects onsets and hits on the source's clock, and lets the sound have its vote.

    ``onsets`` are all final ones of the lesson: with all hits and weak candidates,
    ``fuse_sound`` gives what Review gives. Not for several threads.
    """

    def __init__(self) -> None:
        self._onsets = LiveOnsets()
        self._times: list[float] = []
        self._strengths: list[float] = []
        self._until_s = self._next_s = -np.inf
        self._hits: deque[Hit] = deque()
        self._weak: deque[Hit] = deque()
        self._open: dict[str, Hit] = {}
        self._shift_s: float | None = None
        self._loud = 0.0

    def hear(self, block: SoundBlock, zero_s: float) -> list[tuple[float, float]]:
        """Take a block; ``zero_s`` is the source's time 0 on ``time.monotonic``.

        Return impacts for early calls: (moment as the picture shows it, how clear in 0..1).
        """
        heard = self._onsets.push(block)
        self._keep(heard.final, zero_s)
        self._until_s = block.taken_s + len(block.samples) / block.rate_hz - zero_s
        return self._impacts(heard, zero_s)

    def end(self, zero_s: float) -> None:
        """Hear that there is no more sound."""
        if self._times or self._until_s > -np.inf:
            self._keep(self._onsets.flush().final, zero_s)
        self._until_s = np.inf

    def take(self, update: EngineUpdate) -> None:
        """Take what the engine made final by sight."""
        self._hits.extend(update.hits)
        self._weak.extend(update.weak)
        for hit in (*update.hits, *update.weak):
            self._open[hit.id] = hit
            self._forget(hit.time_s - WINDOW_S)

    def vote(self) -> list[LiveEvent]:
        """Return what the sound says of the hits it is sure about now, each hit once."""
        if self._until_s < self._next_s:
            return []
        self._next_s = self._until_s + EVERY_S
        settled = [h for h in self._open.values() if h.time_s < self._until_s - SETTLED_S]
        if not settled:
            return []
        onsets = self.since(settled[-1].time_s - WINDOW_S)
        fused = {hit.id: hit for hit in fuse_sound(self._hits, onsets, self._weak)}
        self._learn(onsets)
        seen = {hit.id for hit in self._hits}
        events: list[LiveEvent] = []
        for hit in settled:
            del self._open[hit.id]
            heard = fused.get(hit.id)
            if heard is None and hit.id in seen:
                events.append(HitUnheard(hit))
            elif heard is not None and heard != hit:
                events.append(HitHeard(heard, new=hit.id not in seen))
        return events

    @property
    def held(self) -> int:
        """How many hits and candidates are in memory: those of the last minute."""
        return len(self._hits) + len(self._weak) + len(self._open)

    def since(self, time_s: float) -> Onsets:
        """Return the final onsets from ``time_s`` on, on the source's clock."""
        start = bisect_left(self._times, time_s)
        return Onsets(
            np.array(self._times[start:], np.float64), np.array(self._strengths[start:], np.float32)
        )

    def _keep(self, onsets: Iterable[LiveOnset], zero_s: float) -> None:
        for onset in onsets:
            self._times.append(onset.taken_s - zero_s)
            self._strengths.append(onset.strength)

    def _learn(self, onsets: Onsets) -> None:
        if not len(onsets.time_s):
            self._shift_s = None
            return
        shift = estimate_shift(list(self._hits), onsets)
        self._shift_s = shift.shift_s if shift.n >= SURE_OF_SHIFT else None
        self._loud = float(np.quantile(onsets.strength, 0.9)) * SOUND.loud_share

    def _impacts(self, heard: HeardOnsets, zero_s: float) -> list[tuple[float, float]]:
        if self._shift_s is None or self._loud <= 0:
            return []
        late_s = zero_s + self._shift_s
        return [(o.taken_s - late_s, min(o.strength / self._loud, 1.0)) for o in heard.early]

    def _forget(self, oldest_s: float) -> None:
        for kept in (self._hits, self._weak):
            while kept and kept[0].time_s < oldest_s:
                self._open.pop(kept.popleft().id, None)
