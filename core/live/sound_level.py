"""How loud it is at the microphone just now, for a meter."""

from __future__ import annotations

import math
import threading

import numpy as np

from core.capture.live_frame import LiveFrame, Packet, SoundBlock

FALL_DB_PER_S = 26.0
"""How fast a meter falls after a peak. Programme meters take a second and more for 20 dB
(IEC 60268-10); ours has to show one stroke beside the next."""

SILENCE_DB = -90.0


class SoundLevel:
    """Holds the newest level in dB of full scale, 0 at most. A frame listener; never waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._db = SILENCE_DB
        self._at_s: float | None = None

    def take(self, frame: LiveFrame) -> None:
        """Hear of a picture: nothing to do."""

    def take_packet(self, packet: Packet) -> None:
        """Hear of a packet: nothing to do."""

    def take_sound(self, block: SoundBlock) -> None:
        """Take the next sound."""
        peak = float(np.abs(block.samples).max(initial=0.0))
        db = max(20 * math.log10(peak), SILENCE_DB) if peak > 0 else SILENCE_DB
        end_s = block.taken_s + len(block.samples) / block.rate_hz
        with self._lock:
            self._db = max(db, self._fallen(end_s))
            self._at_s = end_s

    def at(self, now_s: float) -> float | None:
        """Return the level at ``now_s`` (``time.monotonic``); None while no sound came."""
        with self._lock:
            return None if self._at_s is None else self._fallen(now_s)

    def _fallen(self, now_s: float) -> float:
        since_s = 0.0 if self._at_s is None else max(now_s - self._at_s, 0.0)
        return max(self._db - FALL_DB_PER_S * since_s, SILENCE_DB)
