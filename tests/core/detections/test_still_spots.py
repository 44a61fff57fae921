"""What lies at one place is told from what passes it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.detections.still_spots import FORGET_S, LEAST_S, LEAST_SEEN, StillSpots
from core.detections.tracker import Seen


def _ball(x: float, y: float, side: float = 10.0) -> Seen:
    return Seen((x - side / 2, y - side / 2, x + side / 2, y + side / 2), 0.2)


@given(st.floats(0, 1000), st.floats(0, 1000), st.sampled_from([25.0, 30.0, 60.0, 240.0]))
def test_what_lies_is_held_at_any_frame_rate(x: float, y: float, fps: float) -> None:
    spots, ball = StillSpots(), _ball(x, y)
    n = max(LEAST_SEEN, round(LEAST_S * fps)) + 2
    for frame in range(n):
        assert not (frame == 0 and spots.hold(ball))
        spots.update(frame / fps, [ball])
    assert spots.hold(ball)
    assert not spots.hold(_ball(x + 30.0, y))


@given(st.floats(7.0, 80.0))
def test_what_flies_is_never_held(step_px: float) -> None:
    spots = StillSpots()
    for frame in range(30):
        ball = _ball(frame * step_px, 50.0)
        spots.update(frame / 30, [ball])
        assert not spots.hold(ball)


def test_a_spot_is_forgotten_when_nothing_is_seen_there() -> None:
    spots, ball = StillSpots(), _ball(5.0, 5.0)
    for frame in range(20):
        spots.update(frame / 30, [ball])
    spots.update(1.0 + FORGET_S, [])
    assert not spots.hold(ball)


def test_two_boxes_on_one_picture_count_once() -> None:
    spots, ball = StillSpots(), _ball(5.0, 5.0)
    for _ in range(LEAST_SEEN):
        spots.update(0.0, [ball, ball])
    spots.update(LEAST_S, [ball, ball])
    assert not spots.hold(ball)
