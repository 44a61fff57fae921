"""The session on screen: edits, saving, results that stream in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from immediate_runner import ImmediateRunner
from practice_values import hit, session
from pytestqt.qtbot import QtBot

from app.jobs.job import Lane
from app.jobs.runner import JobRunner
from app.state.hit_edits import HitEdits
from app.state.open_session import OpenSession
from core.detections.tracks import Tracks
from core.errors import FileError
from core.hits.hit import Hit, HitSource, HitStatus
from core.sessions import edits
from core.sessions.session import AnalysisState, Session
from core.sessions.session_file import FILE_NAME, write_session
from core.sessions.store import SessionStore


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    """Return a library with one practice of three hits."""
    made = SessionStore(tmp_path / "library")
    value = session(hit("a", 1.0), hit("b", 2.0), hit("c", 3.0))
    folder = made.folder(value.id)
    folder.mkdir(parents=True)
    write_session(folder / FILE_NAME, value)
    return made


@pytest.fixture
def opened(qtbot: QtBot, store: SessionStore) -> OpenSession:
    made = OpenSession(ImmediateRunner())
    made.show(store.load("practice"), Tracks.empty(), store)
    return made


def test_every_edit_is_on_the_disk_at_once(opened: OpenSession, store: SessionStore) -> None:
    coach = HitEdits(opened)
    coach.overrule("a", 5)
    coach.reject("b")
    coach.confirm("c")
    assert store.load("practice") == opened.session
    assert not opened.unsaved


def test_undo_goes_back_to_the_very_first_session(opened: OpenSession, store: SessionStore) -> None:
    first, coach = opened.session, HitEdits(opened)
    coach.overrule("a", 1)
    coach.reject("b")
    coach.mark(5.0, 150)
    while opened.undo_stack.canUndo():
        opened.undo_stack.undo()
    assert opened.session == first
    assert store.load("practice") == first
    opened.undo_stack.redo()
    assert opened.undo_stack.undoText() == "Score 1"


def test_nothing_changed_is_no_step(opened: OpenSession) -> None:
    assert not opened.edit("Nothing", lambda value: value)
    assert not opened.undo_stack.canUndo()


def test_rejecting_twice_brings_a_hit_back(opened: OpenSession) -> None:
    coach = HitEdits(opened)
    coach.reject("b")
    coach.reject("b")
    found = opened.hit("b")
    assert found is not None
    assert found.status is HitStatus.PROPOSED
    coach.reject("no such hit")


def test_marking_beside_a_hit_confirms_it(opened: OpenSession) -> None:
    coach = HitEdits(opened)
    assert coach.mark(2.05, 62) == "b"
    made = coach.mark(4.0, 120)
    assert made is not None
    found = opened.hit(made)
    assert found is not None
    assert (found.source, found.status) == (HitSource.MARKED, HitStatus.CONFIRMED)
    assert opened.session is not None
    assert len(opened.session.hits) == 4


def test_a_failed_save_is_said_once_and_the_edit_stays(
    opened: OpenSession, store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[FileError] = []
    opened.save_failed.connect(said.append)
    coach = HitEdits(opened)

    def full(_self: SessionStore, *_args: object) -> Session:
        raise FileError("The disk is full.", "Free some space.")

    with monkeypatch.context() as broken:
        broken.setattr(SessionStore, "update", full)
        coach.overrule("a", 2)
        coach.overrule("b", 3)
    assert len(said) == 1
    assert "kept here" in said[0].message
    assert "disk is full" in said[0].hint
    assert opened.unsaved
    assert opened.session is not None
    assert edits.hit_of(opened.session, "a").score_override == 2
    coach.overrule("c", 4)
    assert store.load("practice") == opened.session
    assert not opened.unsaved


def test_closing_waits_for_what_is_not_saved_yet(qtbot: QtBot, store: SessionStore) -> None:
    runner = JobRunner()
    runner.start("In the way", lambda _progress: time.sleep(0.1), lane=Lane.LIBRARY)
    opened = OpenSession(runner)
    opened.show(store.load("practice"), Tracks.empty(), store)
    HitEdits(opened).overrule("a", 5)
    opened.flush()
    assert store.load("practice") == opened.session
    runner.shutdown()


def test_an_edit_does_not_take_back_what_the_analysis_said_of_itself(
    opened: OpenSession, store: SessionStore
) -> None:
    value = store.load("practice")
    state = AnalysisState("model", "Model", value.settings, 300, complete=True)
    store.save(replace(value, analysis=state))
    HitEdits(opened).overrule("a", 5)
    assert store.load("practice").analysis == state


@pytest.mark.parametrize("act", ["overrule", "reject", "mark"])
def test_results_of_the_machine_leave_the_coachs_word(
    opened: OpenSession, store: SessionStore, act: str
) -> None:
    coach = HitEdits(opened)
    acts: dict[str, Callable[[], object]] = {
        "overrule": lambda: coach.overrule("b", 5),
        "reject": lambda: coach.reject("b"),
        "mark": lambda: coach.mark(2.5, 75),
    }
    acts[act]()
    assert opened.session is not None
    said = [each for each in opened.session.hits if each not in session(*_start()).hits]
    analysed = session(hit("x", 1.01), hit("y", 2.02), hit("new", 7.0))
    opened.take_results(analysed)
    assert opened.session is not None
    assert all(each in opened.session.hits for each in said)
    assert any(abs(each.time_s - 7.0) < 0.01 for each in opened.session.hits)
    assert store.load("practice").hits == opened.session.hits


def _start() -> tuple[Hit, ...]:
    return hit("a", 1.0), hit("b", 2.0), hit("c", 3.0)


def test_names_from_the_library_are_taken_without_losing_edits(opened: OpenSession) -> None:
    moved: list[int] = []
    opened.video_moved.connect(lambda: moved.append(1))
    HitEdits(opened).overrule("a", 5)
    opened.take_named(replace(session(), player="Anna", title="Serves"))
    assert opened.session is not None
    assert (opened.session.player, opened.session.title) == ("Anna", "Serves")
    assert edits.hit_of(opened.session, "a").score_override == 5
    assert moved == []
    video = replace(opened.session.video, path="/elsewhere/practice.mp4")
    opened.take_named(replace(opened.session, video=video))
    assert moved == [1]
