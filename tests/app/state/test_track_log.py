"""Tracks that arrive bit by bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from practice_values import tracks

from app.state.track_log import TrackLog
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks

BOX = (0.0, 0.0, 4.0, 4.0)


@given(st.lists(st.lists(st.integers(0, 60), max_size=12), max_size=20), st.integers(0, 60))
def test_answers_are_those_of_the_whole(parts: list[list[int]], first: int) -> None:
    log = TrackLog()
    made = [tracks(*((frame, ObjectClass.BALL, BOX) for frame in part)) for part in parts]
    for part in made:
        log.add(part)
    whole = Tracks.merge(made) if made else Tracks.empty()
    assert len(log) == len(whole)
    for last in (first, first + 7):
        found = log.between(first, last)
        assert sorted(found.frame.tolist()) == sorted(whole.between(first, last).frame.tolist())
        assert np.all(np.diff(found.frame) >= 0)


def test_parts_stay_few_however_many_came() -> None:
    log = TrackLog()
    for frame in range(2000):
        log.add(tracks((frame, ObjectClass.BALL, BOX)))
    assert len(log._parts) < 14
    assert log.last_frame == 1999
    assert len(log.at(1234)) == 1
