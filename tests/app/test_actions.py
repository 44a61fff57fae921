"""The table of actions and the actions made from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import QApplication

from app.action_set import Actions
from app.action_spec import Scope
from app.actions import ACTIONS, BY_ID, conflict, keys_of, overlap
from app.resources import icon_file

IDS = st.sampled_from([spec.id for spec in ACTIONS])


def test_ids_are_unique_and_every_icon_is_there() -> None:
    assert len(BY_ID) == len(ACTIONS)
    missing = [spec.icon for spec in ACTIONS if spec.icon and not icon_file(spec.icon).is_file()]
    assert missing == []


def test_no_two_actions_share_a_key_where_both_work(qapp: QApplication) -> None:
    for spec in ACTIONS:
        for key in spec.keys:
            assert conflict(spec.id, key, {}) is None, (spec.id, key)
            portable = QKeySequence.SequenceFormat.PortableText
            assert QKeySequence(key).toString(portable) == key, "keys are written as Qt writes them"


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("play_pause", "Space"),
        ("step_back", "Left"),
        ("step_forward", "Right"),
        ("second_back", "Shift+Left"),
        ("second_forward", "Shift+Right"),
        ("previous_hit", "Up"),
        ("next_hit", "Down"),
        ("shuttle_back", "J"),
        ("shuttle_stop", "K"),
        ("shuttle_forward", "L"),
        ("correct_mode", "C"),
        ("add_player", "P"),
        ("add_racket", "R"),
        ("add_ball", "B"),
        ("add_head", "H"),
        ("accept", "Return"),
        ("mark_hit", "I"),
        ("delete_boxes", "Del"),
        ("copy_on", "D"),
        ("fill", "F"),
        ("cheat_sheet", "?"),
    ],
)
def test_the_promised_keys(action: str, key: str) -> None:
    assert key in BY_ID[action].keys


@given(IDS, IDS)
def test_a_conflict_is_found_from_both_sides(one: str, other: str) -> None:
    changed = {one: ("Ctrl+Alt+K",), other: ("Ctrl+Alt+K",)}
    meet = one != other and overlap(BY_ID[one].scope, BY_ID[other].scope)
    assert (conflict(one, "Ctrl+Alt+K", changed) == other) == meet
    assert (conflict(other, "Ctrl+Alt+K", changed) == one) == meet


def test_changed_keys_replace_the_usual_ones(qapp: QApplication) -> None:
    actions = Actions()
    actions.set_keys({"play_pause": ("P",), "jobs": ()})
    assert [each.toString() for each in actions["play_pause"].shortcuts()] == ["P"]
    assert actions["jobs"].shortcuts() == []
    assert "P" in actions["play_pause"].toolTip()
    assert keys_of("quit", {"play_pause": ("P",)}) == ("Ctrl+Q",)
    actions.set_keys({})
    assert [each.toString() for each in actions["play_pause"].shortcuts()] == ["Space"]


def test_an_action_works_only_when_bound_and_in_its_place(qapp: QApplication) -> None:
    actions = Actions()
    calls: list[str] = []
    assert not actions["quit"].isEnabled()
    actions.bind("play_pause", lambda: calls.append("first"))
    actions.set_scope(Scope.LIBRARY)
    actions["play_pause"].trigger()
    actions.set_scope(Scope.REVIEW)
    actions["play_pause"].trigger()
    actions.bind("play_pause", lambda: calls.append("second"))
    actions["play_pause"].trigger()
    actions.set_enabled("play_pause", False)
    actions["play_pause"].trigger()
    assert calls == ["first", "second"]


def test_a_checkable_action_tells_its_state(qapp: QApplication) -> None:
    actions = Actions()
    actions.set_scope(Scope.REVIEW)
    states: list[bool] = []
    actions.bind("magnifier", states.append)
    actions["magnifier"].trigger()
    actions["magnifier"].trigger()
    assert states == [True, False]


def test_icons_are_given_to_all_that_have_one(qapp: QApplication) -> None:
    actions = Actions()
    asked: list[str] = []

    def icon_of(name: str) -> QIcon:
        asked.append(name)
        return QIcon()

    actions.set_icons(icon_of)
    assert asked == [spec.icon for spec in ACTIONS if spec.icon]


def shortcuts(actions: Actions, action: str) -> list[str]:
    return [each.toString() for each in actions[action].shortcuts()]


def test_correct_mode_takes_its_keys_and_gives_them_back(qapp: QApplication) -> None:
    actions = Actions()
    actions.set_scope(Scope.REVIEW)
    for action in ("accept", "confirm_hit", "delete_boxes", "reject_hit", "fullscreen", "fill"):
        actions.bind(action, lambda *_: None)
    usual = {spec.id: shortcuts(actions, spec.id) for spec in ACTIONS}
    assert not actions["accept"].isEnabled()
    actions.set_enabled("delete_boxes", False)
    actions.set_correcting(True)
    assert actions["accept"].isEnabled()
    assert shortcuts(actions, "confirm_hit") == ["Y"]
    assert shortcuts(actions, "fullscreen") == ["F11"]
    assert shortcuts(actions, "reject_hit") == ["Del", "Backspace", "N"], "nothing is selected"
    assert actions["reject_hit"].isEnabled()
    actions.set_enabled("delete_boxes", True)
    assert shortcuts(actions, "reject_hit") == ["N"]
    actions.set_scope(Scope.LIBRARY)
    assert shortcuts(actions, "fullscreen") == ["F11", "F"]
    actions.set_scope(Scope.REVIEW)
    assert shortcuts(actions, "confirm_hit") == ["Y"]
    actions.set_correcting(False)
    assert {spec.id: shortcuts(actions, spec.id) for spec in ACTIONS} == usual


@given(st.dictionaries(IDS, st.sampled_from([("Return",), ("B", "Ctrl+B"), ("Space",), ()])))
def test_no_key_does_two_things_in_correct_mode(
    qapp: QApplication, changed: dict[str, tuple[str, ...]]
) -> None:
    actions = Actions()
    for spec in ACTIONS:
        actions.bind(spec.id, lambda *_: None)
    actions.set_scope(Scope.REVIEW)
    actions.set_correcting(True)
    actions.set_keys(changed)
    correct = [spec.id for spec in ACTIONS if spec.scope is Scope.CORRECT]
    taken = {key for action in correct for key in shortcuts(actions, action)}
    for spec in ACTIONS:
        if spec.scope is not Scope.CORRECT and actions[spec.id].isEnabled():
            assert taken.isdisjoint(shortcuts(actions, spec.id))
