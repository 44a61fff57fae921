"""The preferences dialog: what is chosen counts at once, keys can be moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.dialogs.preferences import PreferencesDialog
from app.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> Iterator[PreferencesDialog]:
    window._context.actions["preferences"].trigger()
    found = window.findChild(PreferencesDialog)
    assert isinstance(found, PreferencesDialog)
    yield found
    found.close()


def test_the_look_changes_at_once(dialog: PreferencesDialog, window: MainWindow) -> None:
    dialog.themes.button(2).click()
    assert window._context.theme.dark
    dialog.themes.button(1).click()
    assert not window._context.theme.dark


def test_another_library_is_used_at_once(
    dialog: PreferencesDialog, window: MainWindow, tmp_path: Path
) -> None:
    moved: list[bool] = []
    window._context.library.moved.connect(lambda: moved.append(True))
    dialog.library.choose(str(tmp_path / "other"))
    assert window._context.store.root == tmp_path / "other"
    dialog.library.choose("")
    assert window._context.store.root == tmp_path / "library"
    assert moved == [True, True]


def test_a_folder_that_cannot_be_used_is_refused_with_a_reason(
    dialog: PreferencesDialog, window: MainWindow, tmp_path: Path
) -> None:
    before = window._context.preferences.value
    blocked = tmp_path / "file"
    blocked.write_text("")
    dialog.library.choose(str(blocked / "library"))
    assert dialog.library.problem.text()
    dialog.detector.choose(str(tmp_path))
    assert "no detector" in dialog.detector.problem.text()
    assert window._context.preferences.value == before


def test_a_taken_key_is_moved_not_doubled(
    dialog: PreferencesDialog, window: MainWindow, qtbot: QtBot
) -> None:
    keys, actions = dialog.keys, window._context.actions
    keys.select("jobs")
    qtbot.keyClick(keys.editor, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert "Search" in keys.words.text()
    assert keys.use.isEnabled()
    keys.use.click()
    assert [each.toString() for each in actions["jobs"].shortcuts()] == ["Ctrl+F"]
    assert actions["search"].shortcuts() == []
    assert window._context.preferences.value.keys == {"jobs": ("Ctrl+F",), "search": ()}
    keys.all_usual.click()
    assert window._context.preferences.value.keys == {}
    assert [each.toString() for each in actions["search"].shortcuts()] == ["Ctrl+F"]


def test_a_key_can_be_added_and_taken_away(dialog: PreferencesDialog, window: MainWindow) -> None:
    keys, actions = dialog.keys, window._context.actions
    keys.select("play_pause")
    keys.assign("Ctrl+P", keep=True)
    shortcuts = [each.toString() for each in actions["play_pause"].shortcuts()]
    assert shortcuts == ["Space", "Ctrl+P"]
    keys.none.click()
    assert actions["play_pause"].shortcuts() == []
    keys.usual.click()
    assert [each.toString() for each in actions["play_pause"].shortcuts()] == ["Space"]


def test_keys_can_be_searched(dialog: PreferencesDialog) -> None:
    dialog.keys.search.setText("next hit")
    shown = [item.text(0) for item in dialog.keys._items() if not item.isHidden()]
    assert shown == ["Next hit"]


def test_choices_for_new_videos_are_kept(dialog: PreferencesDialog, window: MainWindow) -> None:
    dialog.sound.setChecked(False)
    dialog.rate.setCurrentIndex(2)
    dialog.rate.activated.emit(2)
    dialog.threads.setValue(3)
    value = window._context.preferences.value
    assert (value.sound, value.capture_fps, value.threads) == (False, 240.0, 3)
