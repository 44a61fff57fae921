"""The hit map: where a hit lies on the face, and picking it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice_values import hit, scored
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.panels.hit_map import HitMap
from app.panels.racket_face import RacketFace
from app.viewer.ink import score_colour
from core.hits.hit import HitStatus
from core.scoring.face import face_offset
from core.scoring.score import ScoreRule

RULE = ScoreRule()


@pytest.fixture
def panel(qtbot: QtBot) -> HitMap:
    made = HitMap()
    qtbot.addWidget(made)
    made.resize(260, 360)
    made.show()
    qtbot.waitExposed(made)
    return made


@given(
    st.floats(-1.5, 1.5), st.floats(-1.5, 1.5), st.one_of(st.none(), st.floats(-math.pi, math.pi))
)
def test_turning_the_racket_upright_keeps_the_distance(
    u: float, v: float, angle: float | None
) -> None:
    tip = None if angle is None else (math.cos(angle), math.sin(angle))
    offset = face_offset(hit("a", 1.0, (u, v), tip=tip))
    assert offset is not None
    assert math.hypot(*offset) == pytest.approx(math.hypot(u, v), abs=1e-9)


@pytest.mark.parametrize(
    ("tip", "ball_to", "expected"),
    [
        ((0.0, -1.0), (0.0, -0.5), (0.0, 0.5)),  # upright: above is towards the tip
        ((0.0, -1.0), (0.5, 0.0), (0.5, 0.0)),
        ((-1.0, 0.0), (-0.5, 0.0), (0.0, 0.5)),  # lying to the left: left is towards the tip
        ((-1.0, 0.0), (0.0, -0.5), (0.5, 0.0)),  # and up in the picture is right on the face
        ((0.0, 1.0), (0.5, 0.0), (-0.5, 0.0)),  # hanging: the sides change
        (None, (0.3, -0.4), (0.3, 0.4)),  # unknown: as in the picture
    ],
)
def test_the_tip_points_up(
    tip: tuple[float, float] | None,
    ball_to: tuple[float, float],
    expected: tuple[float, float],
) -> None:
    assert face_offset(hit("a", 1.0, ball_to, tip=tip)) == pytest.approx(expected, abs=1e-9)


@given(st.floats(40, 2000), st.floats(40, 2000))
def test_the_face_fits_its_room(width: float, height: float) -> None:
    room = QRectF(0, 0, width, height)
    face = RacketFace.within(room)
    for offset in ((0, 1.0), (0, -1.0), (1.0, 0), (-1.0, 0)):
        assert room.contains(face.point(offset))


def test_a_click_on_a_point_chooses_its_hit(qtbot: QtBot, panel: HitMap) -> None:
    panel.set_hits(scored(hit("left", 1.0, (-0.6, 0.0)), hit("tip", 2.0, (0.0, -0.7))), RULE)
    face = panel._face()
    chosen: list[str] = []
    panel.hit_chosen.connect(chosen.append)
    for offset in ((-0.6, 0.0), (0.0, 0.7), (0.5, -0.5)):
        spot = face.point(offset).toPoint()
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(spot))
    assert chosen == ["left", "tip"]


def test_points_have_their_scores_colours_and_rejected_ones_are_gone(panel: HitMap) -> None:
    panel.set_hits(
        scored(hit("a", 1.0, (0.5, 0.3)), hit("no", 2.0, (-0.9, 0), status=HitStatus.REJECTED)),
        RULE,
    )
    face, image = panel._face(), panel.grab().toImage()
    at = face.point((0.5, -0.3)).toPoint()
    assert _close(image.pixelColor(at), score_colour(3))
    gone = face.point((-0.9, 0)).toPoint()
    assert not _close(image.pixelColor(gone), score_colour(1))


def test_a_far_miss_stays_on_the_panel(panel: HitMap) -> None:
    panel.set_hits(scored(hit("far", 1.0, (0.0, 6.0))), RULE)
    assert panel.rect().contains(panel._face().point((0.0, -6.0)).toPoint())


def test_it_says_where_the_hits_lie(panel: HitMap) -> None:
    panel.set_hits((), RULE)
    assert panel.accessibleDescription() == "No measured hits yet."
    panel.set_hits(scored(*(hit(f"h{i}", i + 1.0, (0.4, -0.4)) for i in range(4))), RULE)
    assert "right and tip" in panel.accessibleDescription()
    panel.grab()


def _close(one: QColor, other: QColor) -> bool:
    gaps = (one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue())
    return max(abs(gap) for gap in gaps) < 30
