"""The right picture with its own overlays; late ones are shown, newer ones never wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import pytest
from practice_values import hit, scored, timebase, tracks
from pytestqt.qtbot import QtBot

from app.state.playback import Playback
from app.state.track_log import TrackLog
from app.viewer.screen import Screen
from app.viewer.video_area import VideoArea
from core.detections.detections import ObjectClass
from core.video.frame import Frame, VideoInfo

SIZE = (64, 36)


class Reader:
    """Decodes grey pictures; each waits at the gate."""

    def __init__(self, path: Path) -> None:
        self.info = VideoInfo(path, *SIZE, timebase(), False, "none", 0, False, False, "f")
        self.gate = threading.Semaphore(1000)
        self.asked: list[int] = []

    def frame(self, index: int) -> Frame:
        self.asked.append(index)
        self.gate.acquire()
        return Frame(index, index / 30, np.full((SIZE[1], SIZE[0], 3), index % 250, np.uint8))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Cinema:
    """A screen with its parts."""

    def __init__(self) -> None:
        self.area, self.playback = VideoArea(), Playback()
        self.reader = Reader(Path("practice.mp4"))
        self.screen = Screen(
            self.area.view, self.area.magnifier, self.playback, lambda _path: self.reader
        )
        self.screen.opened.connect(lambda info: self.playback.load(info.timebase))

    def grey(self) -> int:
        """Return which picture is on screen."""
        return self.area.view.image.pixelColor(5, 5).red()


@pytest.fixture
def cinema(qtbot: QtBot) -> Iterator[Cinema]:
    made = Cinema()
    qtbot.addWidget(made.area)
    made.area.resize(320, 200)
    made.area.show()
    made.screen.open(Path("practice.mp4"))
    qtbot.waitUntil(lambda: made.screen.shown_frame == 0, timeout=10_000)
    yield made
    made.reader.gate.release(1000)
    made.screen.finish()


def test_a_seek_shows_its_picture_and_what_is_known_of_it(qtbot: QtBot, cinema: Cinema) -> None:
    cinema.screen.set_tracks(TrackLog(tracks((40, ObjectClass.BALL, (1, 1, 4, 4)))))
    cinema.screen.set_hits(scored(hit("a", 40 / 30)))
    cinema.playback.seek_frame(40)
    qtbot.waitUntil(lambda: cinema.screen.shown_frame == 40, timeout=10_000)
    assert cinema.grey() == 40
    moment = cinema.area.view.moment
    assert (moment.frame, len(moment.boxes), len(moment.hits)) == (40, 1, 1)


def test_a_cached_step_is_on_screen_at_once(qtbot: QtBot, cinema: Cinema) -> None:
    cinema.playback.seek_frame(10)
    qtbot.waitUntil(lambda: {9, 10, 11, 12} <= set(cinema.reader.asked), timeout=10_000)
    qtbot.waitUntil(lambda: cinema.screen.shown_frame == 10, timeout=10_000)
    loader = cinema.screen._loader
    assert loader is not None
    qtbot.waitUntil(lambda: loader.image(11) is not None, timeout=10_000)
    cinema.playback.step(1)
    assert cinema.screen.shown_frame == 11, "without waiting for another event"


def test_overlays_belong_to_the_picture_not_to_the_playhead(qtbot: QtBot, cinema: Cinema) -> None:
    while cinema.reader.gate.acquire(blocking=False):
        pass
    cinema.playback.seek_frame(100)
    assert cinema.screen.loading
    assert cinema.area.view.moment.frame == 0
    cinema.screen.set_hits(scored(hit("a", 1.0)))
    assert cinema.area.view.moment.frame == 0
    cinema.reader.gate.release(1000)
    qtbot.waitUntil(lambda: cinema.area.view.moment.frame == 100, timeout=10_000)


def test_a_late_picture_is_better_than_none(qtbot: QtBot, cinema: Cinema) -> None:
    """When decoding cannot keep up, the film goes on in jumps instead of standing still."""
    qtbot.waitUntil(lambda: len(cinema.reader.asked) >= 5, timeout=10_000)
    while cinema.reader.gate.acquire(blocking=False):
        pass
    shown: list[int] = []
    cinema.screen.frame_shown.connect(shown.append)
    cinema.playback.seek_frame(50)
    qtbot.waitUntil(lambda: cinema.reader.asked[-1] == 50, timeout=10_000)
    cinema.playback.seek_frame(70)
    cinema.reader.gate.release(2)
    qtbot.waitUntil(lambda: 70 in shown, timeout=10_000)
    assert shown == [50, 70]


def test_another_video_is_opened_without_waiting_for_a_picture(
    qtbot: QtBot, cinema: Cinema
) -> None:
    while cinema.reader.gate.acquire(blocking=False):
        pass
    cinema.playback.seek_frame(200)
    qtbot.waitUntil(lambda: cinema.reader.asked[-1] == 200, timeout=10_000)
    stuck, cinema.reader = cinema.reader, Reader(Path("other.mp4"))
    cinema.screen.open(Path("other.mp4"))
    qtbot.waitUntil(lambda: cinema.screen.shown_frame == 0, timeout=10_000)
    stuck.gate.release(1000)
    cinema.screen.finish()
    assert not cinema.screen._ending


def test_closing_shows_nothing(cinema: Cinema) -> None:
    cinema.screen.close()
    assert cinema.screen.shown_frame == -1
    assert cinema.area.view.image.isNull()
    cinema.area.grab()
