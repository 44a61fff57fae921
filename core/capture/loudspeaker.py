"""A loudspeaker for short sounds: the newest wins, and nobody waits for it."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.capture.portaudio import Library, in_use, library, number_of
from core.errors import CaptureError

Samples = NDArray[np.float32]
_CHANNELS = 2
_LATENCY_S = 0.06
"""Less tears the sound on a busy computer; a call-out has half a second."""


class Loudspeaker:
    """Plays on a device (its id; "" is the system's choice) while it is open.

    Entering opens the device, which takes a tenth of a second or more: not in the GUI thread.
    It raises ``CaptureError`` where there is none. ``play`` may be called from any thread and
    returns at once; a loudspeaker that is not open plays nothing.
    """

    def __init__(self, device: str = "") -> None:
        self._device = device
        self.rate_hz = 0
        self._lock = threading.Lock()
        self._left: Samples = np.zeros(0, np.float32)
        self._stream: Any = None
        self._open = ExitStack()

    def __enter__(self) -> Loudspeaker:
        sound = library()
        with ExitStack() as opening:
            opening.enter_context(in_use())
            try:
                self._start(sound)
            except sound.PortAudioError as error:
                raise CaptureError(
                    "No sound can be played: the loudspeaker is missing or taken.",
                    "Choose another one in the system's sound settings; the rest works without.",
                ) from error
            self._open = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        stream, self._stream = self._stream, None
        self.rate_hz = 0
        with self._open:
            if stream is not None:
                stream.close(ignore_errors=True)

    def play(self, samples: Samples, rate_hz: int) -> None:
        """Play mono samples (n,), -1..1, at once, instead of whatever is playing."""
        if not self.rate_hz:
            return
        fitting = at_rate(samples, rate_hz, self.rate_hz)
        with self._lock:
            self._left = fitting

    def silence(self) -> None:
        """Play nothing more."""
        with self._lock:
            self._left = np.zeros(0, np.float32)

    def _start(self, sound: Library) -> None:
        number = number_of(self._device, "output")
        told = sound.query_devices(number, "output")
        self._stream = sound.OutputStream(
            device=number,
            channels=min(_CHANNELS, int(told["max_output_channels"])),
            samplerate=told["default_samplerate"],
            dtype="float32",
            latency=_LATENCY_S,
            callback=self._fill,
        )
        try:
            self._stream.start()
        except sound.PortAudioError:
            self._stream.close(ignore_errors=True)
            raise
        self.rate_hz = round(told["default_samplerate"])

    def _fill(self, wanted: Any, count: int, times: object, status: object) -> None:  # noqa: ANN401
        with self._lock:
            now, self._left = self._left[:count], self._left[count:]
        wanted[: len(now)] = now[:, None]
        wanted[len(now) :] = 0


def at_rate(samples: Samples, rate_hz: int, wanted_hz: int) -> Samples:
    """Return the samples for another rate, by straight lines: words and tones, no music."""
    if rate_hz == wanted_hz or not len(samples):
        return np.asarray(samples, np.float32)
    count = max(round(len(samples) * wanted_hz / rate_hz), 1)
    at = np.arange(count) * (rate_hz / wanted_hz)
    return np.asarray(np.interp(at, np.arange(len(samples)), samples), np.float32)
