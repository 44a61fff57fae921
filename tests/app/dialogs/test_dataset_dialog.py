"""The dataset's page: filled from the fixes, honest when there are none, exporting."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixed_library import add_practice
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.dialogs.dataset import DatasetDialog
from app.main_window import MainWindow
from core.dataset.converting import Form
from core.dataset.reading import read_dataset
from core.sessions.fixed_dataset import folder_of


def opened(context: AppContext, window: MainWindow) -> DatasetDialog:
    """Open the page as the coach does."""
    context.actions["dataset"].trigger()
    dialog = window.findChild(DatasetDialog)
    assert isinstance(dialog, DatasetDialog)
    return dialog


def words_in(dialog: DatasetDialog) -> str:
    """Return all the words on the page."""
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.fixture
def practices(own_folders: Path) -> tuple[str, str]:
    """Put two practices with fixed frames into the library."""
    root = own_folders / "library"
    (root / "videos").mkdir(parents=True)
    first = add_practice(root, "Forehands", (1, 5, 9), 20)
    return first, add_practice(root, "Serves", (3,), 22)


def test_the_page_shows_what_was_fixed(
    practices: tuple[str, str], context: AppContext, window: MainWindow
) -> None:
    dialog = opened(context, window)
    assert dialog.summary.text().startswith("4 frames of 2 practices, ")
    rows = [dialog.view.sessions.topLevelItem(row) for row in range(2)]
    titles = {row.text(0): row.text(2) for row in rows if row is not None}
    assert titles == {"Forehands": "3", "Serves": "1"}
    assert {row.text(1) for row in rows if row is not None} == {"teaches", "judges"}
    assert dialog.view.kinds.currentData() == "ball"
    assert dialog.view.strip.count() == 4
    assert "Ball: 4 boxes" in dialog.view.bars.accessibleDescription()
    assert "No racket is fixed yet" in words_in(dialog)
    assert len(read_dataset(folder_of(context.store))) == 4


def test_without_fixes_it_says_what_to_do(context: AppContext, window: MainWindow) -> None:
    dialog = opened(context, window)
    assert dialog.nothing.to_library.isVisible()
    assert not dialog.export.isEnabled()
    window.show_place("review")
    dialog.nothing.to_library.click()
    assert window.current_place == "library"
    assert not dialog.isVisible()


def test_a_practice_opens_from_the_table(
    practices: tuple[str, str], context: AppContext, window: MainWindow
) -> None:
    dialog = opened(context, window)
    wanted: list[str] = []
    context.navigation.session_wanted.disconnect()
    context.navigation.session_wanted.connect(wanted.append)
    item = dialog.view.sessions.topLevelItem(0)
    assert item is not None
    dialog.view.sessions.itemActivated.emit(item, 0)
    assert wanted == [item.data(0, 256)]
    assert wanted[0] in practices


def test_export_writes_another_form_and_says_what_is_lost(
    practices: tuple[str, str],
    context: AppContext,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened(context, window)
    out = tmp_path / "yolo"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    dialog.export.menu().actions()[list(Form).index(Form.YOLO)].trigger()
    assert len(read_dataset(out)) == 4
    assert "4 pictures written to" in dialog.message.text()
    assert "who drew their boxes" in dialog.message.text()
    dialog.export.menu().actions()[0].trigger()
    assert "is not an empty folder" in dialog.message.text()


def test_new_fixes_are_taken_in_when_it_is_opened_again(
    practices: tuple[str, str], context: AppContext, window: MainWindow, own_folders: Path
) -> None:
    opened(context, window).close()
    add_practice(own_folders / "library", "Volleys", (2, 4), 24)
    assert opened(context, window).summary.text().startswith("6 frames of 3 practices")
    assert len(window.findChildren(DatasetDialog)) == 1


def test_it_can_be_stopped_by_closing_it(
    practices: tuple[str, str], live_context: AppContext, live_window: MainWindow, qtbot: QtBot
) -> None:
    dialog = opened(live_context, live_window)
    assert dialog.desk.busy
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.desk.busy)
    assert dialog.message.text() == ""
