"""The Live place's panels, each on its own."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.panels.level_meter import LevelMeter
from app.panels.live_side import LiveSide
from app.panels.live_source_list import ADDRESS_HELP, LiveSourceList, address_note
from app.panels.live_status import LiveStatus
from app.panels.live_trouble import BUTTONS, LiveTrouble
from app.state.live_hits import LessonHits
from app.state.live_phase import Cause, Trouble
from app.state.live_reports import LiveFigures
from app.state.live_tools import Devices
from core.capture.devices import Camera
from core.capture.source_spec import CameraFormat, SourceKind
from core.hits.hit import Hit
from core.live.record_values import DiskState, RecorderStatus
from core.live.watch_values import EarlyCall, HitFound, Latency, WatchStats


def lesson(*rs: float) -> LessonHits:
    hits = LessonHits()
    for number, r in enumerate(rs):
        hit = Hit(f"hit-{number}", 2.0 * number, 60 * number, 0.9, offset=(r, 0.0))
        hits = hits.after(HitFound(hit, 0.8))
    return hits


def test_the_side_counts_what_is_sure(context: AppContext, qtbot: QtBot) -> None:
    side = LiveSide(context)
    qtbot.addWidget(side)
    assert (side.count.text(), side.mean.text(), side.good.text()) == ("0", "–", "–")
    hits = lesson(0.1, 0.3, 0.9)
    side.show_hits(hits.after(EarlyCall(7, Hit("x", 9.0, 270, 0.7), 0.2)))
    assert (side.count.text(), side.mean.text(), side.good.text()) == ("3", "3.3", "67%")
    assert side.view.model().rowCount() == 3
    assert "1 of score 5" in side.counts.accessibleDescription()


def test_the_newest_hit_stays_in_sight_unless_the_coach_scrolled(
    context: AppContext, qtbot: QtBot
) -> None:
    side = LiveSide(context)
    qtbot.addWidget(side)
    side.resize(288, 420)
    side.show()
    bar = side.view.verticalScrollBar()
    side.show_hits(lesson(*[0.1] * 20))
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    side.show_hits(lesson(*[0.1] * 21))
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    bar.setValue(0)
    side.show_hits(lesson(*[0.1] * 22))
    assert bar.value() == 0


def test_a_trouble_has_a_button_that_helps(context: AppContext, qtbot: QtBot) -> None:
    pressed: list[Cause] = []
    banner = LiveTrouble(context, pressed.append)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    for cause in Cause:
        banner.show_trouble(Trouble(cause, "It is gone.", "Plug it in."))
        assert not banner.isHidden()
        assert banner.button.text() == BUTTONS[cause]
        assert banner.accessibleName() == "It is gone. Plug it in."
        QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    assert pressed == list(Cause)
    banner.show_trouble(None)
    assert banner.isHidden()


def test_the_status_line_and_its_details(context: AppContext, qtbot: QtBot) -> None:
    status = LiveStatus(context)
    qtbot.addWidget(status)
    stats = WatchStats(looked=9, looked_per_s=30.0, to_paint=Latency(9, 0.05, 0.06, 0.07))
    disk = RecorderStatus(disk=DiskState(480_000_000, 1800.0, low=True))
    status.show_figures(LiveFigures(stats, -20.0, disk))
    assert "50 ms behind" in status.words.text()
    assert "95 of 100 within 60 ms" in status.words.toolTip()
    assert status.disk.text() == "Disk: 480 MB left, 30 min"
    status.show_figures(None)
    assert status.words.text() == status.disk.text() == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-120, 6), min_size=2, max_size=8))
def test_a_louder_sound_lights_no_fewer_parts(context: AppContext, levels: list[float]) -> None:
    meter = LevelMeter(context.theme)
    lit = []
    for db in sorted(levels):
        meter.show_level(db)
        lit.append(meter.lit)
    assert lit == sorted(lit)
    meter.show_level(None)
    assert meter.lit == 0
    meter.deleteLater()


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", ADDRESS_HELP),
        ("gopher://club", "not video"),
        ("http://", "not an address"),
        ("192.168.1.20:8080/video", "same Wi-Fi"),
    ],
)
def test_what_helps_with_an_address(typed: str, part: str) -> None:
    assert part in address_note(typed)


def test_the_first_camera_that_is_plugged_in_is_taken(context: AppContext, qtbot: QtBot) -> None:
    sources = context.live.sources
    listed = LiveSourceList(context, sources)
    qtbot.addWidget(listed)
    sources.look()
    listed.choose_kind(SourceKind.ADDRESS)
    formats = (CameraFormat(1280, 720, 30.0), CameraFormat(640, 480, 60.0))
    camera = Camera("0", "Webcam", formats)
    sources._found(Devices((camera,)))
    assert sources.chosen == camera.spec()
    assert listed.list.currentItem().text() == "Webcam"
    assert listed.formats.currentText() == formats[0].words
    listed.formats.activated.emit(1)
    assert sources.chosen == camera.spec(formats[1])

    # Who types an address is not sent back to a camera.
    listed.choose_kind(SourceKind.ADDRESS)
    listed.address.textEdited.emit("http://phone:8080/video")
    sources._found(Devices())
    sources._found(Devices((camera,)))
    assert sources.chosen is not None
    assert sources.chosen.address == "http://phone:8080/video"
    assert listed.list.currentItem().text().startswith("Network camera")
