"""The strip under the video: clicks, drags, zoom, and what it paints."""

from __future__ import annotations

import numpy as np
import pytest
from practice_values import hit, scored
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.state.sound_strip import SoundStrip
from app.viewer.ink import score_colour
from app.viewer.timeline import Timeline
from core.hits.hit import HitStatus


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(600, 104)
    made.set_duration(10.0)
    made.show()
    qtbot.waitExposed(made)
    return made


def count(timeline: Timeline, colour: QColor, tolerance: int = 10) -> int:
    image = timeline.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    wanted = np.array([colour.blue(), colour.green(), colour.red()])
    return int((np.abs(flat[:, :, :3].astype(int) - wanted).max(axis=2) < tolerance).sum())


def click(qtbot: QtBot, timeline: Timeline, x: float, y: int = 60) -> None:
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(x), y))


def test_a_click_jumps_to_its_time(qtbot: QtBot, timeline: Timeline) -> None:
    times: list[float] = []
    timeline.scrubbed.connect(times.append)
    click(qtbot, timeline, 300)
    assert times == [pytest.approx(5.0, abs=0.02)]


def test_a_click_near_a_hit_means_the_hit(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.set_hits(scored(hit("a", 5.0), hit("b", 8.0)))
    chosen: list[str] = []
    times: list[float] = []
    timeline.hit_chosen.connect(chosen.append)
    timeline.scrubbed.connect(times.append)
    click(qtbot, timeline, 306)
    click(qtbot, timeline, 320)
    assert chosen == ["a"]
    assert len(times) == 1


def test_a_live_hit_goes_before_a_rejected_one(timeline: Timeline) -> None:
    timeline.set_hits(scored(hit("no", 5.0, status=HitStatus.REJECTED), hit("yes", 5.05)))
    near = timeline.hit_near(300)
    assert near is not None
    assert near.hit.id == "yes"


def test_dragging_scrubs(qtbot: QtBot, timeline: Timeline) -> None:
    times: list[float] = []
    drags: list[bool] = []
    timeline.scrubbed.connect(times.append)
    timeline.dragging_changed.connect(drags.append)
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    for x in (90, 120, 150):
        qtbot.mouseMove(timeline, QPoint(x, 60))
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(150, 60))
    assert times == sorted(times)
    assert times[-1] == pytest.approx(2.5, abs=0.05)
    assert drags == [True, False]


def test_the_wheel_zooms_around_the_pointer_and_a_double_click_fits(
    qtbot: QtBot, timeline: Timeline
) -> None:
    before = timeline.scale.time_of(150)
    event = QWheelEvent(
        QPointF(150, 60),
        QPointF(timeline.mapToGlobal(QPoint(150, 60))),
        QPoint(),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(timeline, event)
    assert timeline.scale.span_s < 5
    assert timeline.scale.time_of(150) == pytest.approx(before, abs=1e-6)
    qtbot.mouseDClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(150, 60))
    assert timeline.scale.fits


def test_the_view_follows_the_playhead_when_zoomed(timeline: Timeline) -> None:
    timeline._set_scale(timeline.scale.zoomed(10, 0))
    timeline.set_playhead(7.0)
    assert timeline.scale.end_s < 7.0
    timeline.set_playhead(7.0, follow=True)
    assert timeline.scale.start_s <= 7.0 <= timeline.scale.end_s


@pytest.mark.parametrize(("offset", "value"), [((0, 0), 5), ((0.5, 0), 3), ((0.95, 0), 1)])
def test_a_hit_has_the_colour_of_its_score(
    timeline: Timeline, offset: tuple[float, float], value: int
) -> None:
    timeline.set_hits(scored(hit("a", 5.0, offset, confidence=1.0)))
    assert count(timeline, score_colour(value)) > 60


def test_a_better_hit_is_larger_and_an_unsure_one_paler(timeline: Timeline) -> None:
    def strength(**kind: float) -> int:
        made = hit("a", 5.0, (kind["r"], 0.0), sigma=0.0, confidence=kind["confidence"])
        timeline.set_hits(scored(made))
        return count(timeline, score_colour(scored(made)[0].score.value))

    assert strength(r=0.0, confidence=1.0) > strength(r=0.95, confidence=1.0) > 0
    assert strength(r=0.0, confidence=0.6) < strength(r=0.0, confidence=1.0)


def test_four_hours_with_ten_thousand_hits_are_drawn_as_a_crowd(timeline: Timeline) -> None:
    timeline.set_duration(4 * 3600.0)
    timeline.set_hits(scored(*(hit(f"h{i}", i * 1.44, (0.5, 0)) for i in range(10_000))))
    envelope = np.abs(np.sin(np.arange(4 * 3600 * 100) / 700)).astype(np.float32)
    timeline.set_sound(SoundStrip(envelope, 0.01, 0.0, np.arange(0, 14400, 1.4)))
    assert count(timeline, score_colour(3), 40) > 2000
    near = timeline.hit_near(300)
    assert near is not None


def test_what_is_not_analysed_looks_different(timeline: Timeline) -> None:
    whole = timeline.grab().toImage()
    timeline.set_analysed(5.0)
    part = timeline.grab().toImage()
    assert whole.pixelColor(450, 50) == whole.pixelColor(150, 50)
    assert whole.copy(310, 30, 280, 60) != part.copy(310, 30, 280, 60)
    assert whole.copy(10, 40, 200, 40) == part.copy(10, 40, 200, 40)


def test_playing_repaints_only_what_moves(timeline: Timeline) -> None:
    timeline.set_hits(scored(hit("a", 5.0)))
    timeline.grab()
    kept = timeline._picture
    for time_s in (1.0, 2.0, 3.0):
        timeline.set_playhead(time_s)
        timeline.grab()
    assert timeline._picture is kept


def drag(qtbot: QtBot, timeline: Timeline, start: float, end: float) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(timeline, left, pos=QPoint(round(start), 60))
    qtbot.mouseMove(timeline, QPoint(round((start + end) / 2), 60))
    qtbot.mouseMove(timeline, QPoint(round(end), 60))
    qtbot.mouseRelease(timeline, left, pos=QPoint(round(end), 60))


def test_a_mark_is_dragged_only_where_hits_are_movable(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.set_hits(scored(hit("a", 5.0), hit("b", 8.0)))
    moves: list[tuple[str, float]] = []
    timeline.hit_moved.connect(lambda name, time_s: moves.append((name, time_s)))
    drag(qtbot, timeline, 300, 330)
    assert moves == []
    timeline.set_hits_movable(True)
    drag(qtbot, timeline, 300, 330)
    assert moves == [("a", pytest.approx(5.5, abs=0.02))]
    drag(qtbot, timeline, 400, 430)
    click(qtbot, timeline, 300)
    assert len(moves) == 1, "beside a mark a drag scrubs, and a click moves nothing"


def test_a_dragged_mark_can_be_dropped_unmoved(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.set_hits(scored(hit("a", 5.0)))
    timeline.set_hits_movable(True)
    moves: list[str] = []
    timeline.hit_moved.connect(lambda name, _time_s: moves.append(name))
    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(300, 60))
    qtbot.mouseMove(timeline, QPoint(360, 60))
    qtbot.mouseMove(timeline, QPoint(390, 60))
    assert timeline.drop_hit()
    assert not timeline.drop_hit()
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(390, 60))
    assert moves == []


def test_corrected_frames_are_marked(timeline: Timeline) -> None:
    head = timeline.palette().highlight().color()
    before = count(timeline, head)
    timeline.set_fixed(np.array([2.0, 4.0, 4.001]))
    assert count(timeline, head) > before
