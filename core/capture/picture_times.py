"""Puts a live source's own clock, zero at its first picture, onto its packets and pictures."""

from __future__ import annotations

from fractions import Fraction

from core.capture.even_times import EvenTimes
from core.capture.live_frame import Packet
from core.capture.packet_pump import Arrived
from core.capture.source_clock import SourceClock
from core.capture.stream_plan import Stamps
from core.video.picture import DecodedFrame

MICROSECOND = Fraction(1, 1_000_000)


class PictureTimes:
    """``stamp`` each packet before it is decoded; then ``of`` tells a picture's times."""

    def __init__(self, maybe_ours: bool = False) -> None:
        self._clock = SourceClock(maybe_ours)
        self._zero_us: int | None = None
        self._latest_us = -1
        self.begin_anew(Stamps.SOURCE)

    @property
    def started(self) -> bool:
        """Whether there was a first picture."""
        return self._zero_us is not None

    def begin_anew(self, stamps: Stamps, one_late: bool = False) -> None:
        """Expect stamps of a new connection, of this kind.

        ``one_late``: a packet comes when the next one begins, because only then FFmpeg knows its
        end; so a picture began to arrive when the one before it came.
        """
        self._stamps, self._one_late = stamps, one_late
        self._known_s: float | None = None
        self._step_s = 0.0
        self._came_s: float | None = None
        self._even = EvenTimes()
        self._clock.begin_anew()

    def stamp(self, arrived: Arrived) -> None:
        """Replace a packet's stamps by microseconds that rise through jumps and reconnections."""
        packet = arrived.packet
        pts, dts, tick = packet.pts, packet.dts, float(packet.time_base or 0)
        known = dts if dts is not None else pts
        began_s = arrived.at_s
        if self._one_late and self._came_s is not None:
            began_s = self._came_s
        self._came_s = arrived.at_s
        ahead_s = 0.0
        if self._stamps is Stamps.NONE:
            time_s = self._clock.place(None, self._even.sent_s(began_s))
        else:
            time_s = self._clock.place(self._followed(known, tick), began_s)
            if known is not None and pts is not None:
                ahead_s = (pts - known) * tick
        packet.time_base = MICROSECOND
        packet.pts = round((time_s + ahead_s) * 1e6)
        packet.dts = round(time_s * 1e6)

    def _followed(self, known: int | None, tick: float) -> float:
        """Return a stamp in seconds; one that is missing follows the last as that the one before.

        The first one of a connection is 0: so RTSP counts, and does not say it.
        """
        before_s = self._known_s
        if known is not None:
            self._known_s = known * tick
            self._step_s = 0.0 if before_s is None else self._known_s - before_s
        else:
            self._known_s = 0.0 if before_s is None else before_s + self._step_s
        return self._known_s

    def begin(self, first: DecodedFrame) -> None:
        """Let the source's clock begin at its first picture."""
        self._zero_us = int(first.pts or 0)

    def of(self, decoded: DecodedFrame) -> tuple[float, float]:
        """Return ``time_s`` and ``taken_s`` of a picture; ``time_s`` is more than the last."""
        zero_us = self._zero_us or 0
        stamped_us = zero_us if decoded.pts is None else decoded.pts
        self._latest_us = max(stamped_us - zero_us, self._latest_us + 1)
        decoded.pts = self._latest_us
        decoded.time_base = MICROSECOND
        time_s = self._latest_us / 1e6
        return time_s, self._clock.taken(time_s + zero_us / 1e6)

    def make_own(self, packet: Packet) -> None:
        """Move a stamped packet's zero to the first picture's."""
        packet.pts -= self._zero_us or 0
        packet.dts -= self._zero_us or 0

    def sound_taken_s(self, stamp_s: float) -> float:
        """Return the moment on ``time.monotonic`` of a stamp of the same source's sound."""
        return self._clock.taken(self._clock.at(stamp_s))
