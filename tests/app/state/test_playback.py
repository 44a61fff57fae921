"""The playhead follows a clock that the test turns by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice_values import timebase
from PySide6.QtWidgets import QApplication

from app.state.playback import LOOP_HIT_S, SPEEDS, Playback
from core.timebase import Timebase


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def playback(qapp: QApplication, clock: Clock) -> Playback:
    made = Playback(clock=clock)
    made.load(timebase())
    return made


def run(playback: Playback, clock: Clock, seconds: float, ticks: int = 10) -> None:
    for _ in range(ticks):
        clock.now += seconds / ticks
        playback.tick()


def test_plays_at_the_source_rate(playback: Playback, clock: Clock) -> None:
    playback.play()
    run(playback, clock, 1.0)
    assert playback.frame == 30
    playback.pause()
    clock.now += 5
    playback.tick()
    assert playback.frame == 30


def test_late_ticks_leave_frames_out_and_never_slow_down(playback: Playback, clock: Clock) -> None:
    shown: list[int] = []
    playback.frame_changed.connect(shown.append)
    playback.play()
    run(playback, clock, 2.0, ticks=4)
    assert shown == [15, 30, 45, 60]


def test_variable_rate_shows_the_frame_that_is_due(qapp: QApplication, clock: Clock) -> None:
    times = np.array([0.0, 0.1, 0.15, 0.9, 1.0])
    playback = Playback(clock=clock)
    playback.load(Timebase(times, 1.2))
    playback.play()
    run(playback, clock, 0.5, ticks=1)
    assert playback.frame == 2
    run(playback, clock, 0.45, ticks=1)
    assert playback.frame == 3


@pytest.mark.parametrize("speed", SPEEDS)
def test_speed_scales_time(playback: Playback, clock: Clock, speed: float) -> None:
    playback.set_speed(speed)
    playback.play()
    run(playback, clock, 1.0)
    assert playback.time_s == pytest.approx(speed)


def test_a_change_of_speed_while_playing_does_not_jump(playback: Playback, clock: Clock) -> None:
    playback.play()
    run(playback, clock, 1.0)
    playback.set_speed(0.5)
    assert playback.time_s == pytest.approx(1.0)
    run(playback, clock, 1.0)
    assert playback.time_s == pytest.approx(1.5)


def test_stops_on_the_last_frame_and_begins_again(playback: Playback, clock: Clock) -> None:
    playback.seek(9.5)
    playback.play()
    run(playback, clock, 2.0)
    assert not playback.playing
    assert playback.frame == 299
    playback.play()
    assert playback.time_s == 0.0


def test_stepping_is_exact_and_pauses(playback: Playback) -> None:
    playback.play()
    for expected in (1, 2, 3):
        playback.step(1)
        assert playback.frame == expected
    playback.step(-10)
    assert playback.frame == 0
    assert not playback.playing


def test_shuttle_goes_back_and_faster(playback: Playback, clock: Clock) -> None:
    playback.seek(5.0)
    playback.shuttle(-1)
    run(playback, clock, 1.0)
    assert playback.time_s == pytest.approx(4.0)
    playback.shuttle(-1)
    assert playback.speed == 1.5
    playback.shuttle(1)
    assert playback.direction == 1


def test_a_loop_repeats_and_one_outside_it_plays_on(playback: Playback, clock: Clock) -> None:
    playback.set_loop(2.0, 3.0)
    playback.seek(2.9)
    playback.play()
    run(playback, clock, 0.4, ticks=4)
    assert 2.0 <= playback.time_s < 3.0
    playback.seek(5.0)
    run(playback, clock, 1.0)
    assert playback.time_s == pytest.approx(6.0)


def test_loop_by_a_and_b_in_any_order(playback: Playback) -> None:
    playback.seek(4.0)
    playback.mark_loop_start()
    assert playback.loop is None
    assert playback.loop_start == 4.0
    playback.seek(2.0)
    playback.mark_loop_end()
    assert playback.loop == (2.0, 4.0)
    playback.clear_loop()
    assert playback.loop is None


def test_a_looped_hit_lasts_as_long_in_the_real_world(playback: Playback) -> None:
    playback.set_capture_fps(120.0)
    playback.loop_around(5.0)
    assert playback.loop is not None
    assert playback.loop[1] - playback.loop[0] == pytest.approx(2 * LOOP_HIT_S * 4)
    assert playback.playing
    playback.pause()


def test_dragging_the_playhead_holds_the_clock(playback: Playback, clock: Clock) -> None:
    playback.play()
    playback.hold(True)
    playback.seek(3.0)
    run(playback, clock, 1.0)
    assert playback.time_s == 3.0
    playback.hold(False)
    run(playback, clock, 1.0)
    assert playback.time_s == pytest.approx(4.0)
    playback.pause()
    playback.hold(True)
    playback.hold(False)
    assert not playback.playing


def test_a_better_timebase_keeps_the_position(playback: Playback) -> None:
    playback.seek(4.0)
    playback.set_timebase(timebase(600, 60.0))
    assert (playback.time_s, playback.frame) == (4.0, 240)


def test_real_speed_needs_a_capture_rate(playback: Playback) -> None:
    assert playback.real_speed == 1.0
    playback.set_capture_fps(240.0)
    assert playback.real_speed == pytest.approx(1 / 8)
    playback.set_capture_fps(30.01)
    assert playback.real_factor == 1.0


def test_upcoming_frames_wrap_in_a_loop_and_stop_at_the_end(playback: Playback) -> None:
    playback.seek_frame(297)
    assert playback.upcoming(5) == [298, 299]
    playback.set_loop(1.0, 1.2)
    playback.seek_frame(34)
    assert playback.upcoming(4) == [35, 30, 31, 32]


def test_upcoming_leaves_out_what_no_display_shows(qapp: QApplication, clock: Clock) -> None:
    playback = Playback(clock=clock)
    playback.load(timebase(600, 120.0))
    playback.set_speed(2.0)
    playback.play()
    assert playback.upcoming(3) == [4, 8, 12]
    playback.pause()
    assert playback.upcoming(3) == [1, 2, 3]


@given(
    moves=st.lists(
        st.one_of(
            st.tuples(st.just("seek"), st.floats(-5, 50)),
            st.tuples(st.just("step"), st.integers(-400, 400)),
            st.tuples(st.just("wait"), st.floats(0, 20)),
            st.tuples(st.just("play"), st.sampled_from([1, -1])),
            st.tuples(st.just("loop"), st.floats(0, 10)),
            st.tuples(st.just("speed"), st.floats(0, 5)),
        ),
        max_size=20,
    )
)
def test_the_frame_is_always_one_of_the_video(
    qapp: QApplication, moves: list[tuple[str, float]]
) -> None:
    clock = Clock()
    playback = Playback(clock=clock)
    playback.load(timebase())
    for kind, value in moves:
        if kind == "seek":
            playback.seek(value)
        elif kind == "step":
            playback.step(int(value))
        elif kind == "wait":
            clock.now += value
            playback.tick()
        elif kind == "play":
            playback.play(int(value))
        elif kind == "loop":
            playback.set_loop(value, value + 1)
        else:
            playback.set_speed(value)
        assert 0 <= playback.frame < 300
        assert 0 <= playback.time_s <= 10.0
        assert all(0 <= frame < 300 for frame in playback.upcoming(8))
    playback.pause()


def test_without_a_video_nothing_happens(qapp: QApplication) -> None:
    playback = Playback()
    for act in (playback.play, playback.toggle, playback.tick, playback.mark_loop_end):
        act()
    playback.seek(3)
    playback.loop_around(1.0)
    assert not playback.playing
    assert playback.upcoming(3) == []
