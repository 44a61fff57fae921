"""Transport, progress strip, header and trend."""

from __future__ import annotations

from dataclasses import replace

import pytest
from practice_values import hit, scored, session, timebase
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.panels.progress_strip import ProgressStrip, span_text
from app.panels.score_trend import ScoreTrend
from app.panels.session_header import SessionHeader, date_text
from app.panels.transport import TransportBar
from app.state.playback import Playback
from core.scoring.summary import summarise
from core.sessions import edits


def test_the_strip_tells_speed_and_time_left(qtbot: QtBot) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    asked: list[str] = []
    strip.stop_wanted.connect(lambda: asked.append("stop"))
    strip.start_wanted.connect(lambda: asked.append("start"))
    strip.show_running(150, 300, 45.0, 1.5, 75.0)
    words = strip.findChildren(QLabel)[0].text()
    assert "50 %" in words
    assert "45 frames/s" in words
    assert "1.5× real time" in words
    assert "75 s left" in words
    button, bar = strip.findChildren(QPushButton)[0], strip.findChildren(QProgressBar)[0]
    assert bar.value() == 500
    button.click()
    strip.show_stopped("Stopped.")
    button.click()
    assert asked == ["stop", "start"]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (200, "3 min"), (6000, "1 h 40 min")]
)
def test_time_left_in_words(seconds: float, text: str) -> None:
    assert span_text(seconds) == text


def test_the_transport_says_speed_as_the_real_world_sees_it(
    context: AppContext, qtbot: QtBot
) -> None:
    playback = Playback()
    bar = TransportBar(context, playback)
    qtbot.addWidget(bar)
    playback.load(timebase())
    assert bar._speed.text() == "1×"
    playback.set_capture_fps(240.0)
    assert bar._speed.text() == "1/8 real"
    playback.seek_frame(45)
    assert bar._clock.text() == "0:01.50 / 0:10.00"
    bar._name_speeds()
    names = [action.text() for action in bar._speed.menu().actions()]
    assert names[0] == "0.1× of the file  =  1/80 real"
    assert all(each.accessibleName() for each in bar.findChildren(QAbstractButton))


def test_the_loop_can_be_ended_only_when_there_is_one(context: AppContext, qtbot: QtBot) -> None:
    playback = Playback()
    bar = TransportBar(context, playback)
    qtbot.addWidget(bar)
    bar.show()
    playback.load(timebase())
    assert not bar._clear.isVisible()
    playback.set_loop(1.0, 2.0)
    assert bar._clear.isVisible()


def test_the_header_shows_figures_and_rates(context: AppContext, qtbot: QtBot) -> None:
    header = SessionHeader(context)
    qtbot.addWidget(header)
    value = session(hit("a", 1.0, (0, 0)), hit("b", 2.0, (0.5, 0)), hit("c", 3.0, None))
    value = replace(value, player="Anna")
    header.show_session(value, summarise(value.hits, value.rule))
    texts = {label.text() for label in header.findChildren(QLabel)}
    assert {"Practice", "3", "4.0", "50%"} <= texts
    assert any("Anna" in text and "4 May 2026" in text for text in texts)
    box = header.findChildren(QComboBox)[0]
    assert [box.itemData(i) for i in range(box.count())] == [None, 60.0, 120.0, 240.0]
    odd = edits.set_capture_fps(value, 300.0)
    header.show_session(odd, summarise(odd.hits, odd.rule))
    assert box.currentData() == 300.0
    chosen: list[float | None] = []
    header.capture_fps_chosen.connect(chosen.append)
    box.activated.emit(2)
    assert chosen == [120.0]


def test_a_date_that_is_none_is_shown_as_it_is() -> None:
    assert date_text("2026-05-04T09:05:00+02:00") == "4 May 2026, 09:05"
    assert date_text("some day") == "some day"


def test_the_trend_is_picked_by_its_dots(qtbot: QtBot) -> None:
    trend = ScoreTrend()
    qtbot.addWidget(trend)
    trend.resize(300, 160)
    value = session(hit("a", 1.0, (0, 0)), hit("b", 8.0, (0.9, 0)), hit("c", 9.0, None))
    trend.set_hits(scored(*value.hits), summarise(value.hits, value.rule), 10.0)
    chosen: list[str] = []
    trend.hit_chosen.connect(chosen.append)
    for time_s, score in ((1.0, 5), (8.0, 1), (5.0, 3)):
        spot = trend.point_of(time_s, score).toPoint()
        qtbot.mouseClick(trend, Qt.MouseButton.LeftButton, pos=spot)
    assert chosen == ["a", "b"]
    assert "5.0" in trend.accessibleDescription()
    trend.grab()
