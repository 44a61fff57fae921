"""A second ball in flight is seen as such; the ball of the hit itself is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.hits.contact import Meeting
from core.hits.hit import Point
from core.hits.kinematics import Sight
from core.hits.parameters import DEFAULT
from core.hits.rivals import rival_score

CONTACT = Meeting(1.0, 0.01, (500.0, 300.0), 2.0, 0.0, None, None, None, None)


def _flight(start: Point, speed: Point, first_s: float, n: int, score: float = 0.7) -> list[Sight]:
    """Sights at 30 frames/s from ``first_s`` on; ``start`` is the place at the contact's time."""
    sights = []
    for i in range(n):
        t = first_s + i / 30 - CONTACT.time_s
        xy = start[0] + t * speed[0], start[1] + t * speed[1]
        sights.append(Sight(first_s + i / 30, i, xy, 2.5, 10.0, score))
    return sights


@given(st.floats(-900, 900), st.floats(-900, 900))
def test_the_ball_that_was_hit_is_no_rival(vx: float, vy: float) -> None:
    here = CONTACT.ball_xy
    flights = [_flight(here, (900.0, vy), 0.8, 6), _flight(here, (vx, -900.0), 1.01, 6)]
    assert rival_score(CONTACT, flights, DEFAULT) == 0.0


@given(st.floats(150, 900), st.sampled_from([0.82, 0.9, 1.02]))
def test_a_ball_that_flies_elsewhere_is_one(away: float, first_s: float) -> None:
    flight = _flight((500.0, 300.0 + away), (900.0, 0.0), first_s, 6)
    assert rival_score(CONTACT, [flight], DEFAULT) > 0.69


def test_a_ball_that_lies_elsewhere_is_none() -> None:
    assert rival_score(CONTACT, [_flight((900.0, 700.0), (0.0, 0.0), 0.8, 12)], DEFAULT) == 0.0


def test_a_ball_of_another_time_is_none() -> None:
    assert rival_score(CONTACT, [_flight((900.0, 700.0), (900.0, 0.0), 2.0, 12)], DEFAULT) == 0.0


def test_the_surest_counts() -> None:
    flights = [_flight((500.0, 700.0), (900.0, 0.0), 0.9, 6, score) for score in (0.3, 0.8, 0.5)]
    assert abs(rival_score(CONTACT, flights, DEFAULT) - 0.8) < 1e-9
