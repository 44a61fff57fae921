"""The shelf in the window: who follows, what is said, and other windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from immediate_runner import ImmediateRunner
from pytestqt.qtbot import QtBot
from shell_fixtures import show_window
from shelved import shelve

from app.context import AppContext
from app.jobs.runner import JobRunner
from app.notices import Notice, Tone
from app.preferences import FILE_NAME
from core.models.shelf import ModelShelf
from core.resources import default_model
from core.sessions.store import SessionStore


@pytest.fixture
def said(context: AppContext) -> list[Notice]:
    found: list[Notice] = []
    context.notices.posted.connect(found.append)
    return found


def test_the_detector_follows_and_a_notice_takes_it_back(
    context: AppContext, said: list[Notice], qtbot: QtBot
) -> None:
    folder = shelve(context.store.root, "court")
    with qtbot.waitSignal(context.shelf.current_changed):
        assert context.shelf.adopt(folder)
    assert context.detector.folder == context.shelf.current == folder
    assert said[-1].message == "“court” finds the hits from now on."
    assert said[-1].pressed is not None
    said[-1].pressed()
    assert context.detector.folder == default_model()
    assert said[-1].message == "The one that came with Sweetspot finds the hits from now on."
    assert said[-1].pressed is not None
    said[-1].pressed()
    assert context.detector.folder == folder, "and the way back has a way back"


def test_adopting_what_is_in_use_says_nothing(context: AppContext, said: list[Notice]) -> None:
    assert context.shelf.adopt(default_model())
    assert said == []
    assert context.shelf.history() == ()


def test_what_cannot_be_adopted_is_said_and_changes_nothing(
    context: AppContext, said: list[Notice], tmp_path: Path
) -> None:
    assert not context.shelf.adopt(tmp_path / "nothing")
    assert not context.shelf.roll_back()
    assert [notice.tone for notice in said] == [Tone.PROBLEM, Tone.PROBLEM]
    assert context.detector.folder == default_model()


def test_another_window_is_followed_at_the_next_look(context: AppContext, qtbot: QtBot) -> None:
    shelve(context.store.root, "court")
    other = ModelShelf(context.shelf.shelf.folder, default_model())
    other.adopt("court")
    assert context.detector.folder == default_model()
    with qtbot.waitSignal(context.shelf.current_changed):
        context.shelf.refresh()
    assert context.detector.folder == other.current


def test_a_detector_that_is_gone_gives_way_and_it_is_said_once(
    context: AppContext, said: list[Notice]
) -> None:
    folder = shelve(context.store.root, "court")
    context.shelf.adopt(folder)
    (folder / "model.onnx").unlink()
    for _ in range(3):
        context.shelf.refresh()
    assert context.detector.folder == default_model()
    assert [notice.tone for notice in said] == [Tone.GOOD, Tone.PROBLEM]
    assert "“court”" in said[-1].message


def test_each_library_has_its_own(context: AppContext, tmp_path: Path) -> None:
    context.shelf.adopt(shelve(context.store.root, "court"))
    former = context.store
    context.use_library(SessionStore(tmp_path / "other"))
    assert context.detector.folder == default_model()
    context.use_library(former)
    assert context.detector.folder.name == "court"


def test_a_detector_from_old_preferences_is_adopted_once(
    make_shell: Callable[[JobRunner], AppContext], own_folders: Path, qtbot: QtBot
) -> None:
    folder = shelve(own_folders / "elsewhere", "old")
    path = own_folders / "config" / FILE_NAME
    path.parent.mkdir()
    path.write_text(f'{{"detector_folder": "{folder.as_posix()}", "theme": "dark"}}')
    context = make_shell(ImmediateRunner())
    show_window(context, qtbot, own_folders)
    assert context.detector.folder == folder
    assert context.preferences.value.detector_folder == ""
    assert context.preferences.value.theme == "dark"
    assert len(context.shelf.history()) == 1
    context.shelf.roll_back()
    assert context.detector.folder == default_model()
