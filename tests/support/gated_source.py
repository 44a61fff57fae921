"""Live sources for tests: one whose every picture is looked at, and one that plays a script."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType

import av
import numpy as np

from core.capture.live_frame import LiveFrame, SoundBlock
from core.capture.live_source import LiveSource, Tap
from core.detections.detections import Detections
from core.errors import CaptureError
from core.hits.engine import EngineUpdate
from core.video.picture import look_of

PATIENCE_S = 30.0


class Wakeful:
    """A clock that jumps to whatever is waited for: a file plays as fast as it is read."""

    def __init__(self) -> None:
        self.now_s = time.monotonic()

    def clock(self) -> float:
        """Return the time."""
        return self.now_s

    def wait(self, seconds: float) -> bool:
        """Let so much time pass at once."""
        self.now_s += seconds
        return False


class Gated:
    """Lets ``source`` give its next picture when the last was looked at: none is left out.

    It is the watch's source and one of its result listeners; while it ``keeps``, it keeps what it
    hears.
    """

    n_lost = 0

    def __init__(self, source: LiveSource, most: int | None = None) -> None:
        self.name = source.name
        self._source, self._most = source, most
        self._gate = threading.Semaphore(1)
        self._stopped = False
        self.boxes: dict[int, Detections] = {}
        self.updates: list[EngineUpdate] = []
        self.keeps = True

    def __enter__(self) -> Gated:
        self._source.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._source.__exit__(kind, error, trace)

    def read(self) -> LiveFrame | None:
        """Return the next picture when it may come."""
        assert self._gate.acquire(timeout=PATIENCE_S)
        frame = None if self._stopped else self._source.read()
        done = frame is None or (self._most is not None and frame.number >= self._most)
        return None if done else frame

    def stop(self) -> None:
        """End it."""
        self._stopped = True
        self._gate.release()
        self._source.stop()

    def tap(self, tap: Tap | None) -> None:
        """Let ``tap`` hear."""
        self._source.tap(tap)

    def take_detections(self, number: int, boxes: Detections) -> None:
        """Keep the boxes and let the next picture come."""
        if self.keeps:
            self.boxes[number] = boxes
        self._gate.release()

    def take_found(self, update: EngineUpdate) -> None:
        """Keep what was found."""
        if self.keeps:
            self.updates.append(update)


def frame_of(number: int, time_s: float, size: tuple[int, int] = (64, 48)) -> LiveFrame:
    """Return a grey picture of that moment."""
    picture = np.full((size[1], size[0], 3), 90, np.uint8)
    decoded = av.VideoFrame.from_ndarray(picture, "rgb24")
    return LiveFrame(number, time_s, time.monotonic(), decoded, look_of(decoded, None))


Step = LiveFrame | SoundBlock | CaptureError | Callable[[], None] | None


class Scripted:
    """Plays steps: pictures, sound, errors to raise, functions to call, None for trouble's end."""

    name = "script"
    n_lost = 0

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self._tap: Tap | None = None
        self.opened = 0

    def __enter__(self) -> Scripted:
        self.opened += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def read(self) -> LiveFrame | None:
        """Return the next picture."""
        while self._steps:
            step = self._steps.pop(0)
            if isinstance(step, CaptureError):
                raise step
            if isinstance(step, LiveFrame):
                return step
            if isinstance(step, SoundBlock):
                assert self._tap is not None
                self._tap.take_sound(step)
            elif step is not None:
                step()
        return None

    def stop(self) -> None:
        """End it."""
        self._steps.clear()

    def tap(self, tap: Tap | None) -> None:
        """Let ``tap`` hear."""
        self._tap = tap
