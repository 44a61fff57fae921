"""The Library through the real window: find, open, name, delete, mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from library_maker import make_library
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot
from shell_fixtures import show_window

from app.context import AppContext
from app.jobs.runner import JobRunner
from app.main_window import MainWindow
from app.panels.card_geometry import CardGeometry
from app.places.library import LibraryPlace
from app.state.library_list import CardRole
from app.state.library_order import Order
from core.sessions.cards import DamagedSession, SessionCard

Shell = Callable[[JobRunner], AppContext]
NEWEST = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
NUMBER = 12


@pytest.fixture
def full(context: AppContext, qtbot: QtBot, tmp_path: Path) -> LibraryPlace:
    """Return the Library place of a window on a library of twelve."""
    make_library(tmp_path / "library", NUMBER, NEWEST)
    return library_of(show_window(context, qtbot, tmp_path))


def library_of(window: MainWindow) -> LibraryPlace:
    place = window.show_place("library")
    assert isinstance(place, LibraryPlace)
    return place


def cards_of(place: LibraryPlace) -> list[SessionCard | DamagedSession]:
    return [place.cards.index(row).data(CardRole.CARD) for row in range(place.cards.rowCount())]


def choose(place: LibraryPlace, session_id: str) -> None:
    place.view.setCurrentIndex(place.cards.index_of(session_id))


def test_an_empty_library_says_what_to_do(window: MainWindow) -> None:
    place = library_of(window)
    assert place.welcome.isVisible()
    assert place.welcome.open_button.isEnabled()
    assert place.welcome.sample_button.isEnabled()


def test_all_are_there_and_the_damaged_one_is_not_hidden(full: LibraryPlace) -> None:
    cards = cards_of(full)
    assert len(cards) == NUMBER
    assert isinstance(cards[0], DamagedSession)
    assert "damaged" in cards[0].reason
    spoken = full.cards.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "damaged" in spoken
    assert full.view.isVisible()


def test_search_and_order(full: LibraryPlace, qtbot: QtBot) -> None:
    full._context.actions["search"].trigger()
    assert full.window().focusWidget() is full.search
    qtbot.keyClicks(full.search, "WEBER fore")
    found = cards_of(full)
    assert found
    assert all("Anna" in card.player for card in found if isinstance(card, SessionCard))
    full.search.setText("nobody at all")
    assert cards_of(full) == []
    assert not full.view.isVisible()
    full.search.clear()
    full.order.setCurrentText(Order.HITS.value)
    hits = [card.n_hits for card in cards_of(full) if isinstance(card, SessionCard)]
    assert hits == sorted(hits, reverse=True)


def test_the_cards_have_the_keys_when_the_place_is_shown(full: LibraryPlace) -> None:
    window = full.window()
    assert isinstance(window, MainWindow)
    window.show_place("review")
    window.show_place("library")
    assert window.focusWidget() is full.view


def test_arrows_walk_and_enter_opens(full: LibraryPlace, qtbot: QtBot) -> None:
    wanted: list[str] = []
    navigation = full._context.navigation
    navigation.session_wanted.disconnect()
    navigation.session_wanted.connect(wanted.append)
    full.view.setFocus()
    qtbot.keyClick(full.view, Qt.Key.Key_Right)
    qtbot.keyClick(full.view, Qt.Key.Key_Return)
    assert wanted == [cards_of(full)[1].id]


def test_a_click_on_the_picture_opens_once(full: LibraryPlace, qtbot: QtBot) -> None:
    wanted: list[str] = []
    navigation = full._context.navigation
    navigation.session_wanted.disconnect()
    navigation.session_wanted.connect(wanted.append)
    index = full.cards.index(1)
    place = CardGeometry.of(full.view.visualRect(index), full.view.font())
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(full.view.viewport(), left, pos=place.picture.center())
    assert wanted == [cards_of(full)[1].id]
    qtbot.mouseClick(full.view.viewport(), left, pos=place.title.center())
    assert len(wanted) == 1
    qtbot.mouseDClick(full.view.viewport(), left, pos=place.title.center())
    assert len(wanted) == 2


def test_a_card_that_cannot_be_opened_says_why(full: LibraryPlace, qtbot: QtBot) -> None:
    heard: list[str] = []
    full._context.notices.posted.connect(lambda notice: heard.append(notice.button))
    full.open_card(full.cards.index(0))
    full.open_card(full.cards.index_of("practice-0005"))
    assert heard == ["Show the folder", "Find the video…"]


def test_rename_in_place_and_by_keys(full: LibraryPlace, qtbot: QtBot) -> None:
    choose(full, "practice-0003")
    full.view.setFocus()
    full._context.actions["rename_practice"].trigger()
    editor = full.view.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText("New title")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    load = full._context.store.load
    qtbot.waitUntil(lambda: load("practice-0003").title == "New title")
    qtbot.waitUntil(lambda: not full.view.viewport().findChildren(QLineEdit))
    full._context.actions["set_player"].trigger()
    editor = full.view.viewport().findChildren(QLineEdit)[-1]
    editor.setText("Zoë")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: load("practice-0003").player == "Zoë")
    qtbot.waitUntil(lambda: not full.view.viewport().findChildren(QLineEdit))
    full._context.actions["set_court"].trigger()
    editor = full.view.viewport().findChildren(QLineEdit)[-1]
    assert (editor.accessibleName(), editor.text()) == ("Court", "")
    editor.setText("Centre court")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: load("practice-0003").court == "Centre court")
    card = full.cards.index_of("practice-0003").data(CardRole.CARD)
    assert (card.title, card.player, card.court) == ("New title", "Zoë", "Centre court")


def test_escape_changes_nothing(full: LibraryPlace, qtbot: QtBot) -> None:
    choose(full, "practice-0003")
    before = full._context.store.load("practice-0003")
    full._context.actions["rename_practice"].trigger()
    editor = full.view.viewport().findChildren(QLineEdit)[-1]
    editor.setText("Never")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert full._context.store.load("practice-0003") == before


def test_delete_and_undo(full: LibraryPlace, qtbot: QtBot) -> None:
    actions, before = full._context.actions, full._context.store.load("practice-0004")
    assert not actions["undo_delete"].isEnabled()
    for session_id in ("practice-0004", cards_of(full)[0].id):
        choose(full, session_id)
        actions["delete_practice"].trigger()
        assert not full.cards.index_of(session_id).isValid()
    assert len(cards_of(full)) == NUMBER - 2
    actions["undo_delete"].trigger()
    actions["undo_delete"].trigger()
    assert len(cards_of(full)) == NUMBER
    assert full._context.store.load("practice-0004") == before
    assert not actions["undo_delete"].isEnabled()


def test_another_video_is_not_taken_for_the_lost_one(
    full: LibraryPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heard: list[str] = []
    full._context.notices.posted.connect(lambda notice: heard.append(notice.message))
    wrong = tmp_path / "wrong.mp4"
    wrong.write_bytes(b"this is no video")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(wrong), ""))
    choose(full, "practice-0005")
    before = full._context.store.load("practice-0005")
    full._context.actions["find_video"].trigger()
    assert len(heard) == 1
    assert full._context.store.load("practice-0005") == before


def test_every_control_has_a_name(full: LibraryPlace) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox

    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for control in full.window().findChildren(kind):
            if control.isVisibleTo(full.window()):
                name = control.accessibleName() or getattr(control, "text", str)()
                assert name, control


def test_five_hundred_sessions_stay_fluid(make_shell: Shell, qtbot: QtBot, tmp_path: Path) -> None:
    make_library(tmp_path / "library", 500, NEWEST)
    context = make_shell(JobRunner())
    place = library_of(show_window(context, qtbot, tmp_path))
    qtbot.waitUntil(lambda: place.cards.rowCount() == 500, timeout=20_000)
    assert len(context.runner.alive()) < 40, "only pictures on screen are asked for"
    place.view.scrollToBottom()
    qtbot.waitUntil(lambda: not context.runner.alive(), timeout=20_000)
    bottom = place.view.indexAt(QPoint(40, place.view.viewport().height() - 40))
    assert bottom.row() >= 490
    place.window().close()
