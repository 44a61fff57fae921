"""Zoom, pan and picture of the video surface."""

from __future__ import annotations

import numpy as np
import pytest
from practice_values import tracks
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.viewer.canvas import Moment
from app.viewer.magnifier import Magnifier, racket_centre
from app.viewer.overlays import Layer
from app.viewer.video_view import LARGEST_ZOOM, VideoView
from core.detections.detections import ObjectClass


def picture(width: int = 320, height: int = 180) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(20, 90, 40))
    return image


@pytest.fixture
def view(qtbot: QtBot) -> VideoView:
    made = VideoView()
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    qtbot.waitExposed(made)
    made.set_image(picture())
    return made


def wheel(view: VideoView, at: QPointF, turns: int) -> None:
    event = QWheelEvent(
        at,
        QPointF(view.mapToGlobal(at.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_a_picture_is_fitted_and_stays_so(view: VideoView) -> None:
    assert view.zoom == pytest.approx(2.0)
    assert view.fitted
    view.resize(320, 480)
    assert view.zoom == pytest.approx(1.0)
    view.set_image(picture(640, 360))
    assert view.zoom == pytest.approx(0.5)


@pytest.mark.parametrize("at", [(10, 90), (320, 240), (630, 400)])
def test_the_wheel_zooms_at_the_pointer(view: VideoView, at: tuple[int, int]) -> None:
    spot = QPointF(*at)
    before = view.source_point(spot)
    wheel(view, spot, 3)
    after = view.source_point(spot)
    assert view.zoom == pytest.approx(2.0 * 1.25**3)
    assert abs(after.x() - before.x()) < 1
    assert abs(after.y() - before.y()) < 1


def test_zoom_has_its_limits_and_comes_back_to_fit(view: VideoView) -> None:
    middle = QPointF(320, 240)
    wheel(view, middle, 40)
    assert view.zoom == pytest.approx(LARGEST_ZOOM)
    wheel(view, middle, -60)
    assert view.fitted
    view.actual_size()
    assert view.zoom == pytest.approx(2.0), "actual size is smaller than the view: it is fitted"


def test_dragging_pans_only_when_zoomed(qtbot: QtBot, view: VideoView) -> None:
    def drag() -> QPointF:
        spot = QPointF(320, 240)
        before = view.source_point(spot)
        port = view.viewport()
        qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(320, 240))
        qtbot.mouseMove(port, QPoint(300, 230))
        qtbot.mouseMove(port, QPoint(280, 220))
        qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(280, 220))
        return view.source_point(spot) - before

    assert drag().manhattanLength() < 1
    view.zoom_at(2.0, None)
    moved = drag()
    assert moved.x() == pytest.approx(40 / view.zoom, abs=1)
    assert moved.y() == pytest.approx(20 / view.zoom, abs=1)


def test_the_picture_never_leaves_the_view(view: VideoView) -> None:
    view.zoom_at(4.0, None)
    for _ in range(20):
        view.pan(500, 400)
    middle = view.source_point(QPointF(view.viewport().rect().center()))
    assert -2 <= middle.x() <= 322
    assert -2 <= middle.y() <= 182


def test_overlays_follow_zoom_and_pan(view: VideoView) -> None:
    view.set_moment(Moment(0, 0.0, tracks((0, ObjectClass.BALL, (158, 88, 162, 92)))))
    view.set_layers([Layer.BALL])

    def yellow() -> QPointF:
        image = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        flat = np.frombuffer(image.constBits(), np.uint8)
        blue, green, red = flat.reshape(image.height(), image.width(), 4)[:, :, :3].T
        columns, rows = np.nonzero((red > 200) & (green > 200) & (blue < 140))
        return QPointF(float(columns.mean()), float(rows.mean()))

    for act in (lambda: None, lambda: view.zoom_at(1.7, QPointF(300, 250)), lambda: view.pan(9, 5)):
        act()
        expected = view.viewportTransform().map(QPointF(160, 90))
        assert (yellow() - expected).manhattanLength() < 2.5


def test_the_magnifier_looks_at_the_main_racket(view: VideoView) -> None:
    glass = Magnifier(view)
    boxes = tracks(
        (4, ObjectClass.RACKET, (100, 40, 160, 100)),
        (4, ObjectClass.RACKET_HEAD, (130, 40, 160, 80)),
    )
    glass.follow(Moment(4, 0.1, boxes))
    assert glass.focus_point == QPointF(145, 60)
    glass.follow(Moment(60, 2.0, boxes))
    assert glass.focus_point == QPointF(145, 60), "a lost racket leaves it where it was"
    assert racket_centre(boxes, 60) is None


def test_the_magnifier_enlarges_and_snaps_to_corners(qtbot: QtBot, view: VideoView) -> None:
    glass = Magnifier(view)
    glass.show()
    glass.place()
    glass.set_power(9)
    assert glass.power == 4.0
    assert glass.transform_of(QPointF(0, 0)).m11() == pytest.approx(view.zoom * 4)
    assert glass.geometry().right() > view.width() / 2
    qtbot.mousePress(glass, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    glass.move(20, 300)
    qtbot.mouseRelease(glass, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert glass.geometry().left() < 30
    assert glass.geometry().bottom() > view.height() - 30


def swipe(view: VideoView, by: QPoint, modifier: Qt.KeyboardModifier) -> None:
    at = QPointF(320, 240)
    event = QWheelEvent(
        at,
        QPointF(view.mapToGlobal(at.toPoint())),
        by,
        by * 8,
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.ScrollUpdate,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_two_fingers_pull_the_picture_and_pinch_it(view: VideoView) -> None:
    view.zoom_at(2.0, None)
    zoom, before = view.zoom, view.source_point(QPointF(320, 240))
    swipe(view, QPoint(-20, -10), Qt.KeyboardModifier.NoModifier)
    after = view.source_point(QPointF(320, 240))
    assert view.zoom == zoom
    assert (after - before).x() == pytest.approx(20 / zoom, abs=0.5)
    assert (after - before).y() == pytest.approx(10 / zoom, abs=0.5)
    swipe(view, QPoint(0, 20), Qt.KeyboardModifier.ControlModifier)
    assert view.zoom > zoom, "with Ctrl it zooms, as a pinch is told on some systems"


def test_a_part_of_the_picture_is_shown_near_without_black_beside_it(view: VideoView) -> None:
    view.resize(640, 360)
    view.show_region(QRectF(2, 2, 6, 6))
    corner = view.source_point(QPointF(0, 0))
    assert view.zoom == pytest.approx(5.0)
    assert corner.x() == pytest.approx(0, abs=1)
    assert corner.y() == pytest.approx(0, abs=1)
    view.show_region(QRectF(150, 80, 20, 20))
    middle = view.source_point(QPointF(320, 180))
    assert (middle.x(), middle.y()) == pytest.approx((160, 90), abs=1)
    view.show_region(QRectF(0, 0, 320, 180))
    assert view.fitted
