"""The list of hits beside the video."""

from __future__ import annotations

import pytest
from practice_values import hit, scored
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.action_spec import Scope
from app.context import AppContext
from app.panels.hits import HitsPanel
from app.state.hit_table import HIT_ROLE
from core.hits.hit import HitStatus

HITS = (hit("a", 1.0, (0.0, 0.0)), hit("b", 2.0, (0.5, 0.0)), hit("c", 3.0, (0.9, 0.0)))


@pytest.fixture
def panel(context: AppContext, qtbot: QtBot) -> HitsPanel:
    made = HitsPanel(context, lambda _hit: None)
    qtbot.addWidget(made)
    made.resize(320, 420)
    made.set_hits(scored(*HITS))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_click_chooses_a_hit(qtbot: QtBot, panel: HitsPanel) -> None:
    chosen: list[str] = []
    panel.hit_chosen.connect(chosen.append)
    row = panel.view.visualRect(panel.shown.index(1, 0)).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert chosen[-1] == "b"


def test_following_the_playhead_chooses_nothing(panel: HitsPanel) -> None:
    chosen: list[str] = []
    panel.hit_chosen.connect(chosen.append)
    panel.set_current_hit("c")
    assert panel.view.currentIndex().data(HIT_ROLE).hit.id == "c"
    panel.set_current_hit(None)
    assert not panel.view.selectionModel().hasSelection()
    assert chosen == []


def test_arrow_keys_in_the_list_go_to_hits(qtbot: QtBot, panel: HitsPanel) -> None:
    chosen: list[str] = []
    panel.hit_chosen.connect(chosen.append)
    panel.set_current_hit("a")
    panel.activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert chosen == ["b"]


def test_score_buttons_filter_and_an_empty_list_says_why(panel: HitsPanel) -> None:
    buttons = {each.accessibleName(): each for each in panel.findChildren(QToolButton)}
    buttons["Only score 5"].click()
    buttons["Only score 1"].click()
    assert panel.shown.rowCount() == 2
    buttons["Only score 5"].click()
    buttons["Only score 1"].click()
    buttons["Only score 2"].click()
    assert panel.shown.rowCount() == 0
    assert panel._empty.isVisible()
    assert "No hit with these scores" in panel._empty.text()


def test_selection_and_filter_survive_new_results(panel: HitsPanel) -> None:
    panel.set_current_hit("b")
    panel.set_hits(scored(*HITS, hit("d", 2.5), hit("no", 0.5, status=HitStatus.REJECTED)))
    assert panel.view.currentIndex().data(HIT_ROLE).hit.id == "b"
    assert panel._count.text() == "4 hits"


def test_what_a_coach_says_of_a_hit_has_buttons_too(context: AppContext, panel: HitsPanel) -> None:
    said: list[str] = []
    for action in ("mark_hit", "confirm_hit", "reject_hit", "score_4"):
        context.actions.bind(action, lambda name=action: said.append(name))
    context.actions.set_scope(Scope.REVIEW)
    buttons = {each.accessibleName(): each for each in panel.findChildren(QToolButton)}
    for name in ("Mark a hit at this frame", "Not a hit", "Give this hit score 4"):
        buttons[name].click()
    assert said == ["mark_hit", "reject_hit", "score_4"]
    assert not buttons["Give this hit score 5"].isEnabled(), "nobody has bound it"


def test_every_control_has_a_name(panel: HitsPanel) -> None:
    assert panel.view.accessibleName()
    assert all(each.accessibleName() for each in panel.findChildren(QToolButton))
    panel.grab()
