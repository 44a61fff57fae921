"""The table of actions and the actions made from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import QApplication

from app.action_set import Actions
from app.actions import ACTIONS, BY_ID, RESERVED, Scope, conflict, keys_of, overlap
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


def test_keys_of_correct_mode_are_kept_free() -> None:
    taken = {key for spec in ACTIONS for key in spec.keys if overlap(spec.scope, Scope.REVIEW)}
    assert taken.isdisjoint(RESERVED)


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
