"""Plays a clip through a recorder as a watch would, much faster than life and with the truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from core.capture.file_source import FileSource
from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.hits.engine import HitEngine
from core.live.record_lead import Lead
from core.live.recorder import Recorder
from core.video.picture import look_of

_AHEAD = 25
"""Pictures a test may be ahead of the recorder, which drops what comes faster."""


_PATIENCE_S = 60.0


class TestClock:
    """A clock that goes when somebody waits."""

    __test__ = False

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> bool:
        """Let so much time pass at once."""
        self.now_s += seconds
        return False


@dataclass
class Feed:
    """Frames of ``path`` into recorders; ``boxes_of`` plays the detector, None where it is late."""

    path: Path
    boxes_of: Callable[[int], Detections | None] | None = None
    fps: float = 30.0
    copied: bool = True
    skip: int = 0
    """Frames that go by before the recorder hears anything."""
    lead: Lead | None = None
    """Hears from the beginning, and the recorder follows it."""
    heard: Callable[[], None] | None = None
    """Called after every frame."""

    def first(self) -> LiveFrame:
        """Return a picture of the source: what a recorder is made with."""
        clock = TestClock()
        with FileSource(self.path, clock, clock.wait) as source:
            frame = source.read()
        assert frame is not None
        return frame

    def into(self, recorder: Recorder, stop: int | None = None, wait: bool = True) -> int:
        """Play the clip, up to frame ``stop``, into ``recorder``; return how many frames."""
        clock = TestClock()
        engine: HitEngine | None = None
        count = 0
        with FileSource(self.path, clock, clock.wait) as source:
            tap = _Tap(self.copied)
            while stop is None or count < stop:
                began = count >= self.skip
                tap.hearers = [self.lead] if self.lead is not None else []
                tap.hearers += [recorder] if began else []
                source.tap(tap if tap.hearers else None)
                frame = source.read()
                if frame is None:
                    break
                for hearer in tap.hearers:
                    hearer.take(frame)
                if self.boxes_of is not None and (began or self.lead is not None):
                    engine = engine or HitEngine(frame.size, fps=self.fps)
                    self._look(tap.hearers, engine, frame)
                count += 1
                if self.heard is not None:
                    self.heard()
                while (
                    wait and began and frame.number - self.skip - recorder.status().frames > _AHEAD
                ):
                    if recorder.status().ended:
                        break
                    time.sleep(0.001)
        if engine is not None:
            recorder.take_found(engine.finish())
        return count

    def _look(self, hearers: list[Recorder | Lead], engine: HitEngine, frame: LiveFrame) -> None:
        boxes = self.boxes_of(frame.number) if self.boxes_of is not None else None
        if boxes is None:
            return
        update = engine.push(frame.number, frame.time_s, boxes)
        for hearer in hearers:
            hearer.take_detections(frame.number, boxes)
            hearer.take_found(update)


def wait_for(done: Callable[[], bool]) -> None:
    """Wait until something has happened that takes a moment; fail when it never does."""
    until = time.monotonic() + _PATIENCE_S
    while not done():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.002)


def wait_for_frames(recorder: Recorder, count: int) -> None:
    """Wait until so many frames are recorded, or it has ended."""
    wait_for(lambda: recorder.status().frames >= count or recorder.status().ended is not None)


class _Tap:
    """Hands on what comes beside the pictures, packets only if wanted."""

    def __init__(self, copied: bool) -> None:
        self._copied = copied
        self.hearers: list[Recorder | Lead] = []

    def take_packet(self, packet: Packet) -> None:
        """Hand a packet on."""
        for hearer in self.hearers if self._copied else ():
            hearer.take_packet(packet)

    def take_sound(self, block: SoundBlock) -> None:
        """Hand sound on."""
        for hearer in self.hearers:
            hearer.take_sound(block)

    def take_trouble(self, trouble: object) -> None:
        """Hear of trouble: nothing to do."""


def drawn_frames(
    times_s: Iterable[float],
    size: tuple[int, int] = (128, 96),
    pix_fmt: str = "yuvj422p",
    taken_from_s: float = 50.0,
    first: int = 0,
) -> Iterable[LiveFrame]:
    """Yield pictures of a camera that has no packets to copy: grey, a little lighter each."""
    for number, time_s in enumerate(times_s, first):
        picture = np.full((size[1], size[0], 3), 40 + number % 150, np.uint8)
        picture[: size[1] // 2, : number % size[0]] = (200, 60, 20)
        decoded: Any = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=pix_fmt)
        decoded.pts, decoded.time_base = number, Fraction(1, 30)
        yield LiveFrame(number, time_s, taken_from_s + time_s, decoded, look_of(decoded, None))


def moved(frame: LiveFrame, number: int, time_s: float) -> LiveFrame:
    """Return a picture with another number and time."""
    return replace(frame, number=number, time_s=time_s, taken_s=50.0 + time_s)
