"""Which picture is shown: now, the mirror, or a replay; at the view's size, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fake_detector import rally
from hypothesis import given
from hypothesis import strategies as st
from live_feed import drawn_frames

from app.state.live_picture import LivePicture, Showing
from app.state.live_screen import MOST_PX, REPLAY_SPEED, LiveScreen, fitted
from app.state.live_wish import LiveWish, LiveWishes, Replay
from core.capture.live_frame import LiveFrame
from core.live.past import REPLAY_AFTER_S, REPLAY_BEFORE_S, Past
from core.live.watch_values import Looked, Shown

FPS = 30.0
TAKEN_S = 50.0
SIDES = st.integers(160, 5000)


@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES))
def test_a_picture_fits_into_the_view_and_touches_its_rim(
    size: tuple[int, int], room: tuple[int, int]
) -> None:
    width, height = fitted(size, room)
    assert width <= room[0] + 1
    assert height <= room[1] + 1
    touches = width >= room[0] - 1 or height >= room[1] - 1
    assert touches or width * height > 0.95 * MOST_PX
    assert width * height < 1.05 * MOST_PX


@pytest.fixture(scope="module")
def frames() -> list[LiveFrame]:
    """Return four seconds of a camera."""
    return list(drawn_frames([number / FPS for number in range(120)]))


@pytest.fixture
def past(frames: list[LiveFrame]) -> Iterator[Past]:
    with Past() as made:
        for frame in frames:
            made.take(frame)
            made.take_detections(frame.number, rally(frame.number))
            while made.state().n_pictures < frame.number - 1:
                pass
        while made.state().n_pictures < len(frames):
            pass
        yield made


def shown(frames: list[LiveFrame], newest: int, looked: int) -> Shown:
    frame = frames[looked]
    return Shown(frames[newest], Looked(frame, rally(looked), frame.taken_s + 0.02))


@pytest.fixture
def wishes() -> LiveWishes:
    return LiveWishes(LiveWish(view_px=(300, 300)))


@pytest.fixture
def screen(past: Past, wishes: LiveWishes) -> LiveScreen:
    return LiveScreen(past, wishes)


def test_each_picture_comes_once_with_its_own_boxes(
    screen: LiveScreen, wishes: LiveWishes, frames: list[LiveFrame]
) -> None:
    now = shown(frames, newest=31, looked=30)
    picture = screen.next(now, wishes.now, TAKEN_S + 1.1)
    assert picture is not None
    assert (picture.number, picture.showing) == (30, Showing.NOW)
    assert (picture.image.width(), picture.image.height()) == (300, 225)
    assert set(picture.tracks.at(30).class_id) == {0, 1, 2, 3}
    assert screen.next(now, wishes.now, TAKEN_S + 1.2) is None
    bigger = replace(wishes.now, view_px=(640, 480))
    again = screen.next(now, bigger, TAKEN_S + 1.2)
    assert again is not None
    assert again.image.width() == 640


def test_boxes_of_long_ago_are_guesses_and_then_nothing(
    screen: LiveScreen, wishes: LiveWishes, frames: list[LiveFrame]
) -> None:
    late = screen.next(shown(frames, newest=36, looked=30), wishes.now, 0.0)
    assert late is not None
    assert len(late.tracks)
    assert not late.tracks.observed.any()
    later = screen.next(shown(frames, newest=60, looked=30), wishes.now, 0.0)
    assert later is not None
    assert len(later.tracks) == 0


def test_nothing_is_made_for_a_view_that_is_hidden(
    screen: LiveScreen, frames: list[LiveFrame]
) -> None:
    assert screen.next(shown(frames, 5, 5), LiveWish(), 0.0) is None
    assert screen.next(None, LiveWish(view_px=(9, 9)), 0.0) is None


def test_the_mirror_is_as_late_as_wished(
    screen: LiveScreen, wishes: LiveWishes, frames: list[LiveFrame]
) -> None:
    wishes.change(lambda wish: replace(wish, delay_s=2.0))
    picture = screen.next(shown(frames, 119, 119), wishes.now, TAKEN_S + 3.01)
    assert picture is not None
    assert picture.showing is Showing.MIRROR
    assert picture.time_s == pytest.approx(1.0, abs=1 / FPS)


def replayed(
    screen: LiveScreen, wishes: LiveWishes, now: Shown, start_s: float
) -> list[LivePicture]:
    """Return the pictures that are shown until the replay is over."""
    out = []
    for tick in range(2000):
        picture = screen.next(now, wishes.now, start_s + tick / 60)
        if wishes.now.replay is None:
            return out
        if picture is not None:
            out.append(picture)
    raise AssertionError("the replay does not end")


def test_a_replay_shows_the_hit_slowly_and_ends(
    screen: LiveScreen, wishes: LiveWishes, frames: list[LiveFrame]
) -> None:
    wishes.change(lambda wish: replace(wish, replay=Replay(1, 2.0)))
    pictures = replayed(screen, wishes, shown(frames, 119, 119), TAKEN_S + 4)
    times = [each.time_s for each in pictures]
    assert times == sorted(times)
    assert times[0] == pytest.approx(2.0 - REPLAY_BEFORE_S, abs=1 / FPS)
    assert times[-1] == pytest.approx(2.0 + REPLAY_AFTER_S, abs=2 / FPS)
    assert {each.showing for each in pictures} == {Showing.REPLAY}
    assert REPLAY_SPEED < 0.5
    back = screen.next(shown(frames, 119, 118), wishes.now, TAKEN_S + 30)
    assert back is None or back.showing is Showing.NOW


def test_another_replay_is_not_ended_by_the_first(
    screen: LiveScreen, wishes: LiveWishes, frames: list[LiveFrame]
) -> None:
    wishes.change(lambda wish: replace(wish, replay=Replay(2, 2.0)))
    wishes.end_replay(1)
    assert wishes.now.replay == Replay(2, 2.0)


def test_a_hit_that_is_gone_from_memory_is_not_replayed(
    screen: LiveScreen, wishes: LiveWishes, frames: list[LiveFrame]
) -> None:
    wishes.change(lambda wish: replace(wish, replay=Replay(1, 900.0)))
    picture = screen.next(shown(frames, 119, 119), wishes.now, TAKEN_S + 4)
    assert wishes.now.replay is None
    assert picture is not None
    assert picture.showing is Showing.NOW
