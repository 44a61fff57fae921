"""The open doubts: found beside the window, closed as the coach goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from correct_bench import CorrectBench, boxes_of_all_frames
from immediate_runner import ImmediateRunner
from practice_values import hit
from pytestqt.qtbot import QtBot

from app.state.doubt_list import DoubtList
from core.detections.detections import ObjectClass
from core.sessions import edits, fix_edits
from core.sessions.doubt import DoubtKind
from core.sessions.session import AnalysisSettings, AnalysisState


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> CorrectBench:
    """Return a practice whose ball leaps away once and whose only hit is unsure."""
    made = CorrectBench(qtbot, tmp_path, hit("a", 0.1, confidence=0.5, sigma=0.01))
    state = AnalysisState("m", "test", AnalysisSettings(), 300, complete=True)
    boxes = boxes_of_all_frames()
    leap = (boxes.frame == 12) & (boxes.class_id == ObjectClass.BALL)
    xyxy = np.where(leap[:, None], np.array([10, 10, 16, 16], np.float32), boxes.xyxy)
    made.opened.show(replace(made.session, analysis=state), replace(boxes, xyxy=xyxy), made.store)
    return made


@pytest.fixture
def doubts(bench: CorrectBench) -> DoubtList:
    made = DoubtList(ImmediateRunner(), bench.opened)
    made.begin()
    return made


def kinds(doubts: DoubtList) -> list[DoubtKind]:
    return sorted({doubt.kind for doubt in doubts.open})


def test_doubts_are_there_and_counted(doubts: DoubtList) -> None:
    assert doubts.ready
    assert kinds(doubts) == [DoubtKind.JUMP, DoubtKind.UNSURE_HIT]
    assert (doubts.n_done, doubts.n_all) == (0, len(doubts.open))
    assert doubts.progress_words == f"0 of {len(doubts.open)} done"


def test_what_the_coach_has_dealt_with_leaves_and_undo_brings_it_back(
    bench: CorrectBench, doubts: DoubtList
) -> None:
    jump = next(doubt for doubt in doubts.open if doubt.kind is DoubtKind.JUMP)
    n_all = doubts.n_all
    assert doubts.at(jump.frame) == jump
    machine = bench.correction.machine(jump.frame)
    bench.opened.edit("", lambda s: fix_edits.accept_frame(s, jump.frame, machine, at=""))
    assert jump.key not in [doubt.key for doubt in doubts.open]
    assert (doubts.n_done, doubts.n_all) == (1, n_all)
    bench.opened.undo_stack.undo()
    assert jump.key in [doubt.key for doubt in doubts.open]
    assert doubts.n_done == 0


def test_a_dismissed_doubt_stays_away_after_reopening(
    bench: CorrectBench, doubts: DoubtList
) -> None:
    for doubt in doubts.open:
        doubts.dismiss(doubt)
    assert doubts.open == ()
    assert doubts.n_done == doubts.n_all > 0
    again = DoubtList(ImmediateRunner(), bench.opened)
    bench.opened.show(bench.store.load("practice"), bench.opened.tracks.between(0, 99), bench.store)
    again.begin()
    assert again.open == ()


def test_hits_are_looked_at_again_when_they_change(bench: CorrectBench, doubts: DoubtList) -> None:
    assert DoubtKind.UNSURE_HIT in kinds(doubts)
    bench.opened.edit("", lambda session: edits.confirm_hit(session, "a"))
    assert DoubtKind.UNSURE_HIT not in kinds(doubts)
    assert DoubtKind.JUMP in kinds(doubts)


def test_there_are_none_before_the_analysis_is_complete(bench: CorrectBench) -> None:
    boxes = bench.opened.tracks.between(0, 99)
    bench.opened.show(replace(bench.session, analysis=None), boxes, bench.store)
    early = DoubtList(ImmediateRunner(), bench.opened)
    early.begin()
    assert early.open == ()
    assert not early.ready
    assert early.progress_words == ""
