"""Going from hit to hit."""

from __future__ import annotations

import pytest
from practice_values import hit, scored, timebase
from PySide6.QtWidgets import QApplication

from app.state.hit_walk import HitWalk
from app.state.playback import Playback
from core.hits.hit import HitStatus


@pytest.fixture
def playback(qapp: QApplication) -> Playback:
    made = Playback()
    made.load(timebase())
    return made


@pytest.fixture
def walk(playback: Playback) -> HitWalk:
    made = HitWalk(playback)
    made.set_hits(scored(hit("a", 1.0), hit("no", 2.0, status=HitStatus.REJECTED), hit("b", 3.02)))
    return made


def test_next_and_previous_leave_out_rejected_ones(walk: HitWalk, playback: Playback) -> None:
    walk.go(1)
    assert (walk.current, playback.frame) == ("a", 30)
    walk.go(1)
    assert walk.current == "b"
    walk.go(1)
    assert walk.current == "b"
    walk.go(-1)
    assert walk.current == "a"


def test_next_from_a_hit_between_frames_moves_on(walk: HitWalk, playback: Playback) -> None:
    """The hit's own time may be a hair after its frame; that must not catch the walk."""
    walk.go(1)
    walk.go(1)
    assert playback.frame == round(3.02 * 30)
    playback.step(-1)
    walk.go(1)
    assert playback.frame == round(3.02 * 30)


def test_current_is_the_hit_at_the_playhead(walk: HitWalk, playback: Playback) -> None:
    seen: list[object] = []
    walk.current_changed.connect(seen.append)
    playback.seek(1.2)
    playback.seek(1.3)
    playback.seek(1.9)
    playback.seek(2.5)
    assert seen == ["a", "no"]
    playback.seek(9.0)
    assert walk.current is None
    nearest = walk.nearest()
    assert nearest is not None
    assert nearest.hit.id == "b"


def test_a_chosen_hit_stays_chosen_beside_a_nearer_one(walk: HitWalk, playback: Playback) -> None:
    walk.set_hits(scored(hit("a", 1.0), hit("twin", 1.01)))
    for name in ("a", "twin"):
        walk.jump(name)
        assert walk.current == name


def test_slow_motion_widens_the_reach(walk: HitWalk, playback: Playback) -> None:
    playback.seek(4.4)
    assert walk.current is None
    playback.set_capture_fps(240.0)
    playback.seek(4.45)
    assert walk.current == "b"
