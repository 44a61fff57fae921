"""The reading thread: the newest request wins, and nothing queues."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from practice_values import timebase
from pytestqt.qtbot import QtBot

from app.jobs.frame_loader import FrameLoader
from core.errors import VideoError
from core.video.frame import Frame, VideoInfo

SIZE = (32, 18)


class GatedReader:
    """Decodes a frame only when told to; remembers what it was asked."""

    def __init__(self, path: Path) -> None:
        self.info = VideoInfo(path, *SIZE, timebase(), False, "none", 0, False, False, "f")
        self.asked: list[int] = []
        self.broken: set[int] = set()
        self.gate = threading.Semaphore(0)
        self.at_gate = threading.Event()
        self.closed = False

    def frame(self, index: int) -> Frame:
        self.asked.append(index)
        self.at_gate.set()
        self.gate.acquire()
        if index in self.broken:
            raise VideoError("This picture is damaged.")
        rgb = np.full((SIZE[1], SIZE[0], 3), index % 256, np.uint8)
        return Frame(index, index / 30, rgb)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True

    def let(self, count: int) -> None:
        for _ in range(count):
            self.gate.release()


@pytest.fixture
def reader() -> GatedReader:
    return GatedReader(Path("practice.mp4"))


@pytest.fixture
def loader(qtbot: QtBot, reader: GatedReader) -> Iterator[FrameLoader]:
    made = FrameLoader(reader.info.path, lambda _path: reader, cache_bytes=20 * 32 * 18 * 4)
    made.start()
    yield made
    reader.let(1000)
    made.close()
    assert reader.closed


def test_the_newest_request_wins(qtbot: QtBot, loader: FrameLoader, reader: GatedReader) -> None:
    loader.want(1)
    assert reader.at_gate.wait(5)
    for frame in range(2, 60):
        loader.want(frame)
    with qtbot.waitSignals([loader.frame_ready, loader.frame_ready], timeout=5000):
        reader.let(2)
    assert reader.asked == [1, 59]


def test_frames_ahead_come_after_the_wanted_one(
    qtbot: QtBot, loader: FrameLoader, reader: GatedReader
) -> None:
    reader.let(4)
    ready: list[int] = []
    loader.frame_ready.connect(ready.append)
    loader.want(10, [11, 12, 9])
    qtbot.waitUntil(lambda: len(ready) == 4, timeout=5000)
    assert ready == [10, 11, 12, 9]


def test_what_was_read_is_there_at_once_and_not_read_again(
    qtbot: QtBot, loader: FrameLoader, reader: GatedReader
) -> None:
    reader.let(10)
    with qtbot.waitSignal(loader.frame_ready, timeout=5000):
        loader.want(7)
    loader.want(7)
    image = loader.image(7)
    assert image is not None
    assert image.pixelColor(3, 3).red() == 7
    assert loader.image(8) is None
    assert reader.asked == [7]


def test_memory_is_bounded_and_the_wanted_frame_stays(
    qtbot: QtBot, loader: FrameLoader, reader: GatedReader
) -> None:
    reader.let(100)
    ready: list[int] = []
    loader.frame_ready.connect(ready.append)
    for frame in range(60):
        loader.want(frame)
        qtbot.waitUntil(lambda wanted=frame: wanted in ready, timeout=5000)
    held = [frame for frame in range(60) if loader.image(frame) is not None]
    assert len(held) <= 20
    assert held[-1] == 59


def test_a_broken_frame_is_said_once_and_left_out(
    qtbot: QtBot, loader: FrameLoader, reader: GatedReader
) -> None:
    reader.broken = {4, 5}
    reader.let(100)
    failures: list[object] = []
    ready: list[int] = []
    loader.failed.connect(failures.append)
    loader.frame_ready.connect(ready.append)
    loader.want(4, [5, 6])
    qtbot.waitUntil(lambda: ready == [6], timeout=5000)
    assert len(failures) == 1


def test_a_file_that_cannot_be_opened_is_said(qtbot: QtBot) -> None:
    def refuse(path: Path) -> GatedReader:
        raise VideoError("This is not a video.", "Choose another file.")

    loader = FrameLoader(Path("letter.txt"), refuse)
    said: list[VideoError] = []
    loader.failed.connect(said.append)
    loader.start()
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert said[0].hint == "Choose another file."
    loader.close()
