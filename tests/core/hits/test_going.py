"""A thing's way as its player sees it."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from core.hits.going import Going
from core.hits.hit import Point
from core.hits.kinematics import Sight
from core.hits.scene import Scene

PLAYER = 7
FRAMES = 12


def _scene(frame: int, speed: Point) -> Scene:
    x, y = speed[0] * frame, speed[1] * frame
    return Scene(frame, frame / 30, frame / 30, {}, {PLAYER: (x, y, x + 80, y + 200)}, {})


def _way(speed: Point) -> list[Sight]:
    places = [(300 + speed[0] * frame, 150 + speed[1] * frame) for frame in range(FRAMES)]
    return [Sight(frame / 30, frame, xy, 2.0, 10.0) for frame, xy in enumerate(places)]


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_a_shoe_goes_nowhere_however_far_the_player_runs(vx: float, vy: float) -> None:
    going = Going([_scene(frame, (vx, vy)) for frame in range(FRAMES)], PLAYER)
    way = _way((vx, vy))
    assert going.travel(way, way[0].xy, 0.0) < 1e-6
    assert going.ride(way) < 1e-6


@given(st.floats(1, 50), st.floats(-20, 20))
def test_a_ball_goes_its_way_from_a_running_player(ball: float, player: float) -> None:
    going = Going([_scene(frame, (0.0, player)) for frame in range(FRAMES)], PLAYER)
    way = _way((ball, 0.0))
    gone = math.hypot(ball, player) * (FRAMES - 1)
    assert math.isclose(going.travel(way, way[0].xy, 0.0), gone, rel_tol=1e-6)


def test_without_a_player_the_court_stands_still() -> None:
    going = Going([], PLAYER)
    assert math.isclose(going.travel(_way((10.0, 0.0)), (300.0, 150.0), 0.0), 110.0)
    assert going.ride(_way((10.0, 0.0))) == math.inf
