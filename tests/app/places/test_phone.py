"""The Phone place on its own: keys, what is chosen and what is under way, other libraries."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundle_maker import make_phone_model
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.context import AppContext
from app.main_window import MainWindow
from app.panels.cheat_sheet import lines_of
from app.phone_actions import PHONE_ACTIONS
from app.places.phone import PhonePlace
from app.state.phone_flow import PhoneFlow, StepId
from app.state.phone_work import Order
from core.sessions.store import SessionStore


@pytest.fixture
def place(context: AppContext, window: MainWindow) -> PhonePlace:
    """The place, shown, with two detectors in the library beside the one that ships."""
    root = context.store.root
    for name in ("court", "hall"):
        make_phone_model(root / "models" / name, name=name.capitalize())
        (root / "models" / name / "weights.pt").write_bytes(name.encode())
    shown = window.show_place("phone")
    assert isinstance(shown, PhonePlace)
    return shown


def select(place: PhonePlace, name: str) -> None:
    view = place.layout_.detectors
    for row in range(view.count()):
        view.setCurrentRow(row)
        if place.desk.chosen is not None and place.desk.chosen.name == name:
            return
    raise AssertionError(f"no detector {name}")


def test_every_action_is_bound_and_every_key_listed(place: PhonePlace, context: AppContext) -> None:
    for spec in PHONE_ACTIONS:
        assert context.actions.is_bound(spec.id), spec.id
    listed = {line.words for line in lines_of(context.actions) if line.group == "Phone"}
    assert listed == {spec.text.rstrip("…") for spec in PHONE_ACTIONS if spec.keys}


def test_every_control_has_a_name(place: PhonePlace) -> None:
    nameless = [
        type(each).__name__
        for each in place.findChildren(QAbstractButton)
        if not (each.text() or each.accessibleName())
    ]
    assert nameless == []
    reachable = [
        each
        for each in place.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible()
    ]
    unnamed = [
        type(each).__name__
        for each in reachable
        if not each.accessibleName() and not isinstance(each, QAbstractButton)
    ]
    assert unnamed == []


def test_the_list_has_the_keys_on_arrival(place: PhonePlace, context: AppContext) -> None:
    assert place.layout_.detectors.hasFocus()
    QTest.keyClick(place.layout_.detectors, Qt.Key.Key_Down)
    assert place.desk.chosen is place.layout_.detectors.current


def test_what_is_under_way_is_not_shown_as_the_way_of_another(
    place: PhonePlace, context: AppContext
) -> None:
    select(place, "Court")
    chosen, run = place.desk.chosen, place.desk.run
    assert chosen is not None
    run.order = Order(chosen.folder, chosen.phone_folder, chosen.name)
    run.flow = PhoneFlow().begun().reported(StepId.CONVERT, 0.0)
    run.changed.emit()
    assert place.layout_.story.stop.isVisibleTo(place)
    select(place, "Hall")
    story = place.layout_.story
    assert "Court" in story.words.text()
    assert not story.go.isEnabled()
    assert not story.stop.isVisibleTo(place)
    assert not context.actions["phone_make_ready"].isEnabled()
    assert context.actions["phone_back"].isEnabled(), "the other can still be stopped"
    select(place, "Court")
    assert story.stop.isVisibleTo(place)


def test_another_library_has_other_detectors(
    place: PhonePlace, context: AppContext, tmp_path: Path
) -> None:
    assert place.layout_.detectors.count() == 3
    context.use_library(SessionStore(tmp_path / "other"))
    place.desk.reload()
    assert place.layout_.detectors.count() == 1
    assert place.desk.chosen is not None
    assert place.desk.chosen.shipped


def test_the_one_in_use_is_marked_when_it_changes(place: PhonePlace, context: AppContext) -> None:
    folder = context.store.root / "models" / "hall"
    context.shelf.current_changed.emit()
    first = place.desk.contents.detectors[0]
    assert (first.adopted, first.shipped) == (True, True)
    assert all(each.adopted == (each is first) for each in place.desk.contents.detectors)
    assert folder in {each.folder for each in place.desk.contents.detectors}
