"""Sound that comes inside a stream, as blocks with the moment they were taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

from core.capture.live_frame import Packet, SoundBlock


class StreamSound:
    """Decodes one stream's packets of sound to mono; ``taken_s`` maps its seconds to moments."""

    def __init__(self, taken_s: Callable[[float], float]) -> None:
        self._taken_s = taken_s
        self._resampler: Any = None
        self._rate_hz = 0

    def decoded(self, packet: Packet) -> Iterator[SoundBlock]:
        """Yield what a packet holds; damaged ones and those without a stamp hold nothing."""
        try:
            frames = packet.decode()
        except FFmpegError:
            return
        for frame in frames:
            if frame.pts is None or not frame.sample_rate:
                continue
            samples = self._mono(frame)
            if len(samples):
                yield SoundBlock(samples, self._rate_hz, self._taken_s(float(frame.time)))

    def _mono(self, frame: av.AudioFrame) -> np.ndarray[Any, np.dtype[np.float32]]:
        if self._resampler is None or frame.sample_rate != self._rate_hz:
            self._rate_hz = frame.sample_rate
            # To the same rate: it only mixes down, and holds nothing back.
            self._resampler = av.AudioResampler(format="flt", layout="mono", rate=self._rate_hz)
        parts = [
            np.asarray(f.to_ndarray(), np.float32).ravel() for f in self._resampler.resample(frame)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)
