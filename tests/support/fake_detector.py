"""A detector that reads the truth instead of the picture, and a tiny practice to use it on."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.sessions.session import Session
from core.video.frame import Picture
from core.video.writer import Sound, VideoWriter

SIZE = (320, 180)
FPS = 30.0
PERIOD = 45
"""Frames from one hit to the next: the ball comes for 22 of them, then leaves."""


class FakeDetector:
    """Returns the boxes of a function of the frame's number; counts what it was asked."""

    def __init__(
        self,
        boxes_of: Callable[[int], Detections] | None = None,
        model_hash: str = "fake-1",
        delay_s: float = 0.0,
    ) -> None:
        self._boxes_of = boxes_of or rally
        self._delay_s = delay_s
        self.model_hash = model_hash
        self.model_name = "Fake"
        self.asked: list[int] = []

    def fitted_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return half the size, so that scaling back is tested too."""
        return max(width // 2, 2), max(height // 2, 2)

    def detect(
        self,
        picture: Picture,
        frame: int = 0,
        *,
        source_size: tuple[int, int] | None = None,
        previous: Picture | None = None,
    ) -> Detections:
        """Return the truth of ``frame``; the picture must be of the size that was asked for."""
        assert source_size is not None
        assert picture.shape[1::-1] == self.fitted_size_for(*source_size)
        self.asked.append(frame)
        if self._delay_s:
            time.sleep(self._delay_s)
        return self._boxes_of(frame)


def rally(frame: int) -> Detections:
    """Return the boxes of a player who hits a ball flat every ``PERIOD`` frames."""
    phase = (frame % PERIOD) - PERIOD // 2
    ball_x = 200.0 + abs(phase) * 5.0
    ball_y = 90.0 + abs(phase) * 0.8
    swing = max(-8, min(8, phase))
    head_x = 196.0 + swing * 2.5
    boxes = [
        (110, 40, 170, 170),
        (head_x - 50, 74, head_x + 14, 108),
        (ball_x - 3, ball_y - 3, ball_x + 3, ball_y + 3),
        (head_x - 14, 72, head_x + 14, 108),
    ]
    kinds = [ObjectClass.PLAYER, ObjectClass.RACKET, ObjectClass.BALL, ObjectClass.RACKET_HEAD]
    return Detections.of(frame, boxes, [0.95, 0.9, 0.8, 0.9], [int(kind) for kind in kinds])


def hit_times(n_frames: int) -> list[float]:
    """Return when the ball of ``rally`` is hit, in seconds."""
    return [frame / FPS for frame in range(PERIOD // 2, n_frames, PERIOD)]


def make_clip(path: Path, n_frames: int = 150, sound: bool = True) -> Path:
    """Write a small clip of ``rally`` with a click at every hit."""
    rng = np.random.default_rng(0)
    rate = 22050
    samples = rng.normal(0, 0.001, int(rate * n_frames / FPS)).astype(np.float32)
    for at in hit_times(n_frames):
        start = int(at * rate)
        decay = np.exp(-np.arange(400) / 60).astype(np.float32)[: len(samples) - start]
        samples[start : start + 400] += rng.normal(0, 0.5, len(decay)).astype(np.float32) * decay
    with VideoWriter(path, SIZE, FPS, Sound(samples, rate) if sound else None) as writer:
        for frame in range(n_frames):
            writer.write(_picture(frame))
    return path


def results_of(session: Session) -> list[tuple[object, ...]]:
    """Return what must be equal however an analysis was interrupted."""
    return [(hit.id, hit.time_s, hit.frame, hit.offset, hit.sound_onset_s) for hit in session.hits]


def _picture(frame: int) -> Picture:
    picture = np.full((SIZE[1], SIZE[0], 3), (60, 110, 70), np.uint8)
    for box, colour in zip(rally(frame).xyxy, (40, 200, 255, 120), strict=True):
        x0, y0, x1, y1 = box.round().astype(int)
        picture[max(y0, 0) : y1, max(x0, 0) : x1] = colour
    return picture
