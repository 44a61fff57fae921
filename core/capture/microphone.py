"""A microphone, as blocks of sound with the moment at which they were taken."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np

from core.capture.live_frame import SoundBlock
from core.capture.portaudio import Library, in_use, library, number_of, sound_inputs
from core.capture.sample_clock import SampleClock
from core.errors import CaptureError

_SILENT_S = 3.0
_BLOCK_S, _LATENCY_S = 0.01, 0.02


class Microphone:
    """Listens to a device (its id; "" is the system's choice) as long as it is open.

    ``take`` gets every block, in the sound system's own thread: it must return at once. Blocks
    follow each other at the device's own rate; where the computer was too slow some are missing
    (``n_gaps``), and ``taken_s`` says so. Entering raises ``CaptureError`` in plain words.
    """

    def __init__(self, device: str, take: Callable[[SoundBlock], None]) -> None:
        self._device, self._take = device, take
        self.name = device.partition(": ")[2] or "the microphone"
        self.rate_hz = 0
        self.n_gaps = 0
        self._clock = SampleClock(1)
        self._heard_s = self._noise_s = 0.0
        self._stream: Any = None
        self._closing = threading.Event()
        self._ended = threading.Event()
        self._open = ExitStack()

    def __enter__(self) -> Microphone:
        sound = library()
        with ExitStack() as opening:
            opening.enter_context(in_use())
            try:
                self._start(sound)
            except sound.PortAudioError as error:
                raise self._refused() from error
            self._open = opening.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        stream, self._stream = self._stream, None
        with self._open:
            if stream is not None:
                stream.close(ignore_errors=True)

    def trouble(self) -> CaptureError | None:
        """Return what is wrong now, None as long as it is heard. Any thread."""
        now_s = time.monotonic()
        if self._closing.is_set():
            return None
        if self._ended.is_set() or now_s - self._heard_s > _SILENT_S:
            return CaptureError(
                f"“{self.name}” is silent: it was unplugged, or another program has taken it.",
                "The picture goes on without sound. Plug it in again and choose it anew.",
            )
        if now_s - self._noise_s > _SILENT_S:
            return CaptureError(
                f"“{self.name}” hears nothing at all.",
                "Is it muted, or switched off for Sweetspot in the system's privacy settings? The "
                "picture goes on without sound.",
            )
        return None

    def _start(self, sound: Library) -> None:
        number = number_of(self._device, "input")
        if number is None and not sound_inputs():
            raise CaptureError(
                "There is no microphone.", "Plug one in; watching works without sound, too."
            )
        told = sound.query_devices(number, "input")
        self.name = str(told["name"])
        self.rate_hz = round(told["default_samplerate"])
        self._clock = SampleClock(self.rate_hz)
        self._stream = sound.InputStream(
            device=number,
            channels=1,
            samplerate=self.rate_hz,
            dtype="float32",
            blocksize=round(self.rate_hz * _BLOCK_S),
            latency=_LATENCY_S,
            callback=self._heard,
            finished_callback=self._ended.set,
        )
        self._heard_s = self._noise_s = time.monotonic()
        try:
            self._stream.start()
        except sound.PortAudioError:
            self._stream.close(ignore_errors=True)
            raise

    def _heard(self, samples: Any, count: int, times: Any, status: Any) -> None:  # noqa: ANN401
        now_s = time.monotonic()
        self._heard_s = now_s
        block_s = count / self.rate_hz
        # What PortAudio calls now, and when the block began, are on a clock of its own.
        age_s = times.currentTime - times.inputBufferAdcTime if times.inputBufferAdcTime else 0.0
        begun_s = now_s - (age_s if block_s <= age_s < 1.0 else block_s)
        if status.input_overflow:
            self.n_gaps += 1
        taken_s = self._clock.taken(count, begun_s, bool(status.input_overflow))
        mono = np.array(samples[:, 0], np.float32)
        # Even a quiet room is not all zeros; what is switched off is.
        self._noise_s = now_s if mono.any() else self._noise_s
        if not self._closing.is_set():
            self._take(SoundBlock(mono, self.rate_hz, taken_s))

    def _refused(self) -> CaptureError:
        return CaptureError(
            f"Sweetspot cannot listen to “{self.name}”.",
            "Is another program using it, or is the microphone switched off for Sweetspot in the "
            "system's privacy settings? Watching works without sound, too.",
        )
