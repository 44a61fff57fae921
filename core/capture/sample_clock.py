"""When each sample of a sound device was taken, from blocks that arrive unevenly."""

from __future__ import annotations

from core.capture.source_clock import SourceClock


class SampleClock:
    """Counts samples, and lets the least late block tell how the count stands to the clock here.

    A device's clock is even and nearly right; the moments at which its blocks come are neither.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._count = 0
        self._clock = SourceClock()

    def taken(self, count: int, begun_s: float, gap: bool = False) -> float:
        """Return when the first of the next ``count`` samples was taken, on ``time.monotonic``.

        ``begun_s`` is what the device says of it. ``gap``: samples are missing before it.
        """
        stamp_s = self._count / self._rate_hz
        self._count += count
        if gap:
            self._clock.begin_anew()
        return self._clock.taken(self._clock.place(stamp_s, begun_s))
