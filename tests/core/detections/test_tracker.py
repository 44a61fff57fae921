"""Objects keep their identity through misses, weak boxes and uneven time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detections.detections import ObjectClass
from core.detections.tracker import Seen, Tracker

BALL, PLAYER = ObjectClass.BALL, ObjectClass.PLAYER


def _ball(x: float, y: float, score: float = 0.6, side: float = 10.0) -> Seen:
    return Seen((x - side / 2, y - side / 2, x + side / 2, y + side / 2), score)


def _follow(tracker: Tracker, steps: Sequence[tuple[float, Seen | None]]) -> list[set[int]]:
    ids = []
    for time_s, box in steps:
        trails = tracker.step(time_s, {BALL: [] if box is None else [box]})
        ids.append({trail.track_id for trail in trails if trail.observed})
    return ids


@settings(max_examples=30, deadline=None)
@given(
    speed=st.floats(-1500, 1500),
    gaps=st.lists(st.floats(0.01, 0.06), min_size=8, max_size=16),
    missed=st.sets(st.integers(4, 14), max_size=2),
)
def test_a_flight_is_one_track_at_any_rate(
    speed: float, gaps: list[float], missed: set[int]
) -> None:
    time_s, steps = 0.0, []
    for i, gap in enumerate(gaps):
        time_s += gap
        y = 300 + 200 * time_s + 400 * time_s**2
        steps.append((time_s, None if i in missed else _ball(500 + speed * time_s, y)))
    seen = _follow(Tracker(), steps)
    assert len(set().union(*seen)) == 1


def test_weak_boxes_continue_but_do_not_begin() -> None:
    tracker = Tracker()
    assert tracker.step(0.0, {BALL: [_ball(0, 0, 0.1)]}) == []
    tracker.step(0.1, {BALL: [_ball(100, 100)]})
    [trail] = tracker.step(0.13, {BALL: [_ball(104, 100, 0.1)]})
    assert trail.n_seen == 2


def test_a_lying_ball_does_not_steal_the_flight() -> None:
    tracker = Tracker()
    lying = _ball(300, 300)
    first = None
    for i in range(20):
        flying = _ball(100 + 25 * i, 200 + 10 * i)
        trails = tracker.step(i / 30, {BALL: [lying, flying]})
        by_place = {trail.track_id: trail for trail in trails if trail.observed}
        still = [t for t in by_place.values() if t.xyxy == lying.xyxy]
        assert len(still) == 1
        first = first or still[0].track_id
        assert still[0].track_id == first
    assert trails[0].motion.time_s - still[0].anchor_s > 0.5


def test_players_who_cross_the_picture_keep_their_numbers() -> None:
    tracker = Tracker()
    ids = set()
    for i in range(30):
        a = Seen((100 + 4 * i, 100, 180 + 4 * i, 400), 0.9)
        b = Seen((900 - 3 * i, 120, 960 - 3 * i, 380), 0.8)
        ids |= {t.track_id for t in tracker.step(i / 30, {PLAYER: [a, b]})}
    assert len(ids) == 2


def test_a_lost_object_is_forgotten_in_time_not_in_frames() -> None:
    for rate in (30, 240):
        tracker = Tracker()
        for i in range(5):
            tracker.step(i / rate, {BALL: [_ball(100 + i, 100)]})
        assert tracker.step(4 / rate + 0.25, {}) != []
        assert tracker.step(4 / rate + 0.35, {}) == []


def test_after_a_cut_everything_is_new() -> None:
    tracker = Tracker()
    [before] = tracker.step(0.0, {BALL: [_ball(100, 100)]})
    tracker.cut()
    [after] = tracker.step(0.03, {BALL: [_ball(100, 100)]})
    assert after.track_id != before.track_id


def test_unseen_objects_are_carried_on() -> None:
    tracker = Tracker()
    for i in range(8):
        tracker.step(i / 30, {BALL: [_ball(100 + 20 * i, 100)]})
    [trail] = tracker.step(8 / 30, {})
    assert not trail.observed
    assert trail.motion.position[0] == pytest.approx(260, abs=5)


def test_a_lost_ball_is_not_found_again_in_a_weak_box() -> None:
    tracker = Tracker()
    seen = [(i / 30, _ball(100 + 20 * i, 200)) for i in range(6)]
    gap: list[tuple[float, Seen | None]] = [((6 + i) / 30, None) for i in range(3)]
    [*_, weak] = _follow(tracker, [*seen, *gap, (9 / 30, _ball(280, 200, 0.2))])
    assert weak == set()
    [sure] = _follow(tracker, [(10 / 30, _ball(300, 200))])
    assert sure == {1}


def test_few_boxes_are_not_waited_for() -> None:
    tracker = Tracker()
    few = [(i / 30, _ball(100 + 20 * i, 200)) for i in range(2)]
    gap: list[tuple[float, Seen | None]] = [((2 + i) / 30, None) for i in range(5)]
    seen = _follow(tracker, [*few, *gap, (7 / 30, _ball(240, 200))])
    assert len(set().union(*seen)) == 2
