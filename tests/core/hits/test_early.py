"""Early calls: sooner than the hits, of the same hits, and without changing them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from fake_detector import FPS, PERIOD, SIZE, hit_times, rally
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detections.detections import Detections
from core.hits.early import EARLY, SAME_CALL_S, OpenCalls
from core.hits.engine import EngineUpdate, HitEngine
from core.hits.hit import Hit
from core.hits.parameters import DEFAULT, HitParameters


def _run(
    n: int, early: HitParameters | None = EARLY, every: int = 1, capture_fps: float | None = None
) -> list[tuple[float, EngineUpdate]]:
    """Return what each picture of a rally brought, with the film's time."""
    engine = HitEngine(SIZE, fps=FPS, capture_fps=capture_fps, early=early)
    told = []
    for frame in range(0, n, every):
        told.append((frame / FPS, engine.push(frame, frame / FPS, rally(frame))))
    return [*told, (n / FPS, engine.finish())]


def test_calls_come_within_a_third_of_a_second_and_long_before_the_hits() -> None:
    told = _run(5 * PERIOD)
    calls = [(at_s, hit) for at_s, update in told for hit in update.early]
    finals = [(at_s, hit) for at_s, update in told for hit in update.hits]
    truth = hit_times(4 * PERIOD)
    assert len(calls) >= len(truth)
    for true_s, (called_s, call), (final_s, hit) in zip(truth, calls, finals, strict=False):
        assert abs(call.time_s - true_s) < 0.1
        assert called_s - true_s < 1 / 3
        assert final_s - called_s > 0.4
        assert abs(call.time_s - hit.time_s) < SAME_CALL_S


@settings(max_examples=4)
@given(st.integers(20, 120), st.integers(1, 2))
def test_the_hits_do_not_depend_on_early_calls(n: int, every: int) -> None:
    with_calls, without = _run(n, EARLY, every), _run(n, None, every)
    assert [u.hits for _, u in with_calls] == [u.hits for _, u in without]
    assert [u.weak for _, u in with_calls] == [u.weak for _, u in without]
    assert not any(u.early for _, u in without)


def test_in_slow_motion_calls_come_as_early_in_real_time() -> None:
    early = replace(EARLY, show_from=0.4)
    engine = HitEngine(SIZE, fps=FPS, capture_fps=4 * FPS, early=early)
    called: list[tuple[float, Hit]] = []
    for frame in range(6 * PERIOD):
        film_s = frame / FPS
        boxes = _between(frame / 4)
        called += [(film_s, hit) for hit in engine.push(frame, film_s, boxes).early]
    assert called
    assert all((at_s - hit.time_s) / 4 < 0.5 for at_s, hit in called)


def test_no_hit_is_called_twice() -> None:
    calls = [hit.time_s for _, update in _run(6 * PERIOD) for hit in update.early]
    assert all(b - a >= EARLY.apart_s for a, b in pairwise(calls))


def test_an_impact_makes_a_call_of_what_sight_alone_doubts() -> None:
    sure = replace(EARLY, show_from=0.93)
    quiet, loud = (HitEngine(SIZE, fps=FPS, early=sure) for _ in range(2))
    heard: list[Hit] = []
    seen: list[Hit] = []
    for frame in range(2 * PERIOD):
        at_s = frame / FPS
        for true_s in hit_times(3 * PERIOD):
            if at_s <= true_s + 0.1 < at_s + 1 / FPS:
                loud.hear(true_s, 1.0)
        seen += quiet.push(frame, at_s, rally(frame)).early
        heard += loud.push(frame, at_s, rally(frame)).early
    assert len(heard) > len(seen)


def test_a_final_hit_answers_its_call_and_others_are_withdrawn_in_time() -> None:
    calls = OpenCalls()
    first, second = calls.add(_hit(1.0)), calls.add(_hit(2.0))
    assert calls.answer(_hit(1.5)) is None
    assert calls.answer(_hit(1.05)) == first
    assert calls.answer(_hit(1.05)) is None
    # A final hit may still come for it.
    assert calls.withdrawn(2.0 + DEFAULT.delay_s) == []
    assert calls.withdrawn(2.0 + DEFAULT.delay_s + 2 * SAME_CALL_S) == [second]
    assert calls.withdrawn(99.0) == []


@given(st.lists(st.floats(0, 60), max_size=12), st.lists(st.floats(0, 60), max_size=12))
def test_every_call_is_answered_or_withdrawn_once(called: list[float], final: list[float]) -> None:
    calls = OpenCalls()
    numbers = [calls.add(_hit(at_s)).number for at_s in called]
    closed = [call.number for at_s in final if (call := calls.answer(_hit(at_s)))]
    closed += [call.number for call in calls.withdrawn(float("inf"))]
    assert sorted(closed) == numbers


def _between(frame: float) -> Detections:
    """Return the rally's boxes between two of its pictures."""
    low, high = rally(int(frame)), rally(int(frame) + 1)
    share = frame - int(frame)
    xyxy = low.xyxy + share * (high.xyxy - low.xyxy)
    return Detections.of(int(frame), xyxy, low.score, low.class_id)


def _hit(time_s: float) -> Hit:
    return Hit("hit", time_s, 0, 0.9)
