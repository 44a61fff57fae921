"""From corrected sessions to dataset frames: nothing invented, nothing dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_detector import FPS, make_clip
from fix_values import AT, SESSION, fixes
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.annotation import FrameFix
from core.detections.detections import Detections, ObjectClass
from core.errors import Cancelled
from core.progress import Progress
from core.sessions.fix_edits import accept_frame, add_box
from core.sessions.fixes import Fixes
from core.sessions.labelled_frames import (
    FixCounts,
    count_fixes,
    frames_of_sessions,
    labelled_frames,
)
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.timebase import Timebase
from core.video.reader import probe

TIMES = Timebase(np.arange(600) / 30, 20.0)


@given(st.lists(fixes, max_size=6))
def test_every_frame_with_a_word_is_there_once_at_its_time(said: list[FrameFix]) -> None:
    session = replace(SESSION, fixes=Fixes(said))
    frames = labelled_frames(session, TIMES)
    assert [each.fix for each in frames] == list(session.fixes.values())
    assert all(each.time_s == TIMES.time_of(each.frame) for each in frames)
    assert {each.session for each in frames} <= {session.id}
    counts = count_fixes(session)
    assert counts.frames == len(frames)
    assert counts.boxes == sum(len(each.fix.annotations) for each in frames)
    assert counts.negatives <= counts.accepted <= counts.frames


def corrected(session: Session) -> Session:
    session = add_box(session, 3, ObjectClass.BALL, (10, 10, 20, 20), at=AT)
    return accept_frame(session, 5, Detections.empty(), at=AT)


def test_sessions_of_a_library_give_their_frames_and_say_what_is_missing(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "library")
    names = []
    for k in range(4):
        clip = make_clip(tmp_path / f"{k}.mp4", 8 + k, sound=False)
        session = store.session_for(probe(clip))
        names.append(session.id)
        if k < 3:
            store.update(session.id, corrected)
    Path(store.load(names[1]).video.path).unlink()
    (tmp_path / "0.mp4").rename(tmp_path / "2.mp4")
    (tmp_path / "3.mp4").rename(tmp_path / "0.mp4")
    store.update(
        names[0], lambda now: replace(now, video=replace(now.video, path=str(tmp_path / "2.mp4")))
    )
    found = frames_of_sessions(store, [*names, "nobody"])
    assert [(each.session, each.frame) for each in found.frames] == [(names[0], 3), (names[0], 5)]
    assert found.frames[0].time_s == pytest.approx(3 / FPS, abs=1e-3)
    assert found.frames[1].fix.is_negative
    assert len(found.left_out) == 3
    assert count_fixes(store.load(names[0])) == FixCounts(2, 1, 1, 1)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    class Stop(Progress):
        def step(self, done: int, total: int, note: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        frames_of_sessions(SessionStore(tmp_path), ["one"], Stop())
