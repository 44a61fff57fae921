"""The live picture: what is painted, what is told, and the score that can be read from afar."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.state.live_hits import LiveHit, Standing
from app.state.live_picture import LivePicture, Showing
from app.viewer.live_score import FADE_S, LARGE_FOR_S, QUIET, ShownScore, draw_score
from app.viewer.live_view import LiveView, Sign
from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Hit
from core.scoring.score import Score

GREY = QColor(90, 90, 90)


def live(value: int | None = 4, standing: Standing = Standing.FINAL, key: str = "a") -> LiveHit:
    hit = Hit(key, 1.0, 30, 0.9, offset=(0.3, 0.0))
    return LiveHit(
        key,
        hit,
        Score(value, "7 cm from the centre, towards the tip and towards the left edge"),
        standing,
    )


def picture(number: int = 7, showing: Showing = Showing.NOW, at_x: float = 30.0) -> LivePicture:
    image = QImage(320, 180, QImage.Format.Format_RGB32)
    image.fill(GREY)
    boxes = Detections.of(number, [(at_x, 40, at_x + 40, 160)], [0.9], [int(ObjectClass.PLAYER)])
    tracks = Tracks.unlinked(boxes)
    tracks.main[:] = True
    return LivePicture(image, (320, 180), showing, number, number / 30, tracks)


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def view(qtbot: QtBot, clock: Clock) -> LiveView:
    made = LiveView(clock)
    qtbot.addWidget(made)
    made.resize(640, 360)
    made.show()
    qtbot.waitExposed(made)
    return made


def pixels(view: LiveView) -> np.ndarray:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def test_a_picture_of_now_is_told_once_when_it_is_painted(view: LiveView, qtbot: QtBot) -> None:
    told: list[tuple[int, float]] = []
    view.painted.connect(lambda number, at_s: told.append((number, at_s)))
    view.show_picture(picture(7))
    qtbot.waitUntil(lambda: bool(told))
    view.repaint()
    assert told == [(7, 100.0)]
    view.show_picture(picture(3, Showing.MIRROR))
    view.repaint()
    assert told == [(7, 100.0)], "only what is painted now closes the time from glass to glass"


def test_boxes_can_be_switched_off(view: LiveView) -> None:
    view.show_picture(picture())
    with_boxes = pixels(view)
    view.show_boxes(on=False)
    without = pixels(view)
    assert (with_boxes != without).any()
    assert (without[100:260, 100:540] == 90).all()


def test_the_score_is_large_and_stands_where_the_player_does_not(view: LiveView) -> None:
    for at_x, left in ((30.0, False), (270.0, True)):
        view.show_picture(picture(at_x=at_x))
        view.show_boxes(on=False)
        before = pixels(view)
        view.show_score(live(key=str(at_x)))
        changed = (pixels(view) != before).any(axis=2)
        _, columns = np.nonzero(changed)
        assert (columns.mean() < 320) == left
        assert np.ptp(np.nonzero(changed)[0]) > 0.4 * 360
        view.show_score(None)


def test_signs_stand_in_the_corner(view: LiveView) -> None:
    view.show_picture(picture())
    before = pixels(view)
    view.show_signs(Sign("REC 0:12", dot=True), Sign("Mirror"))
    rows, columns = np.nonzero((pixels(view) != before).any(axis=2))
    assert rows.max() < 120
    assert columns.max() < 240
    assert [sign.words for sign in view.signs] == ["REC 0:12", "Mirror"]


def test_without_a_picture_it_says_what_it_waits_for(view: LiveView) -> None:
    before = pixels(view)
    view.show_waiting("Opening the camera …")
    assert (pixels(view) != before).any()


def test_an_old_score_steps_back_and_a_withdrawn_one_goes() -> None:
    assert ShownScore(live(), 1.0, 1.0).opacity == 1.0
    assert ShownScore(live(), LARGE_FOR_S + 1, 9.0).opacity == QUIET
    gone = [
        ShownScore(live(standing=Standing.WITHDRAWN), 2.0, since).opacity
        for since in (0.0, FADE_S / 2, FADE_S, 2 * FADE_S)
    ]
    assert gone == sorted(gone, reverse=True)
    assert gone[-1] == 0.0
    assert not ShownScore(live(standing=Standing.WITHDRAWN), 9.0, 2 * FADE_S).moves


def drawn(each: LiveHit) -> np.ndarray:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(GREY)
    painter = QPainter(image)
    covered = draw_score(painter, QRectF(0, 0, 400, 300), ShownScore(each, 1.0, 0.1))
    painter.end()
    assert QRectF(0, 0, 400, 300).contains(covered)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(300, 400, 4)
    return rows[..., :3].astype(np.int16)


def test_scores_and_their_standing_differ_without_colour() -> None:
    signs = [live(value) for value in (1, 2, 3, 4, 5, None)]
    signs += [live(4, Standing.EARLY), live(4, Standing.WITHDRAWN)]
    greys = [drawn(each).mean(axis=2) for each in signs]
    for number, one in enumerate(greys):
        for other in greys[number + 1 :]:
            assert (np.abs(one - other) > 24).sum() > 300


@pytest.mark.parametrize("standing", list(Standing))
def test_the_words_fit_what_stands(standing: Standing) -> None:
    words = ShownScore(live(4, standing), 1.0, 1.0).words
    expected = {
        Standing.EARLY: "first look",
        Standing.FINAL: "7 cm towards the tip, left edge",
        Standing.WITHDRAWN: "no hit",
    }
    assert words == expected[standing]
