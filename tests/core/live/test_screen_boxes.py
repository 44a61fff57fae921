"""Which boxes are shown live: sure ones, one main one of each class, a ball that flies."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.detections.detections import Detections, ObjectClass
from core.live.screen_boxes import ScreenBoxes, sure_boxes

BALL, PLAYER = int(ObjectClass.BALL), int(ObjectClass.PLAYER)


def boxes(*rows: tuple[float, float, float, int], side: float = 6.0) -> Detections:
    """Return boxes of (x, y, score, class)."""
    half = side / 2
    xyxy = [(x - half, y - half, x + half, y + half) for x, y, *_ in rows]
    return Detections.of(0, xyxy, [row[2] for row in rows], [row[3] for row in rows])


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(list(ObjectClass))), max_size=20))
def test_surer_boxes_are_never_left_out_before_others(
    found: list[tuple[float, ObjectClass]],
) -> None:
    listed = boxes(*[(10.0, 10.0, score, int(kind)) for score, kind in found])
    sure = sure_boxes(listed)
    for kind in ObjectClass:
        kept = [float(score) for score in sure.of_class(kind).score]
        all_of = sorted((float(score) for score in listed.of_class(kind).score), reverse=True)
        assert sorted(kept, reverse=True) == all_of[: len(kept)]


def test_one_main_object_of_each_class_the_large_player_among_them() -> None:
    shown = ScreenBoxes(1.0)
    near = Detections.of(0, [(0, 0, 60, 200), (300, 0, 320, 60)], [0.5, 0.9], [PLAYER, PLAYER])
    shown.add(0, 0.0, near, 360)
    tracks = shown.between(0.0, 0.0)
    assert list(tracks.main) == [True, False]


def test_a_ball_that_lies_about_is_not_the_ball_in_play() -> None:
    shown = ScreenBoxes(2.0)
    for number in range(30):
        flying = (20.0 + 12 * number, 100.0, 0.5, BALL)
        shown.add(number, number / 30, boxes((300.0, 300.0, 0.9, BALL), flying), 360)
    last = shown.between(29 / 30, 29 / 30)
    main = last[last.main]
    assert len(main) == 1
    assert float(main.xyxy[0, 0]) > 320


def test_a_ball_far_away_is_another_one() -> None:
    shown = ScreenBoxes(2.0)
    for number, x in enumerate((10.0, 20.0, 400.0)):
        shown.add(number, number / 30, boxes((x, 50.0, 0.9, BALL)), 360)
    one, two, three = (int(each) for each in shown.between(0.0, 1.0).track_id)
    assert one == two != three


def test_only_the_last_moments_are_kept_and_old_pictures_are_passed_over() -> None:
    shown = ScreenBoxes(0.5)
    for number in range(100):
        shown.add(number, number / 30, boxes((5.0, 5.0, 0.9, PLAYER)), 360)
    shown.add(3, 9.0, boxes((5.0, 5.0, 0.9, PLAYER)), 360)
    tracks = shown.between(0.0, 99.0)
    assert len(tracks) == 16
    assert shown.nearest(99 / 30) == 99
    assert np.all(np.diff(shown.between(3.0, 3.3).xyxy[:, 0]) == 0)
    assert ScreenBoxes(1.0).nearest(0.0) is None
