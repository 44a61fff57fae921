"""Starting a training: choices, what it takes, refusals."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.panels.tinker_options import option_of
from app.panels.train_start import BASE_SHARE, GO, TrainStart
from app.state.data_options import everything, narrower
from core.sessions.fixed_practices import FixedPractice
from core.training.choice import Pick
from core.training.preflight import Preflight, Refusal

PRACTICES = (
    FixedPractice("n", "Forehands", "North", "2026-11-20", 24, {"player": 24}),
    FixedPractice("l", "Match", "", "2026-11-18", 9, {"ball": 9}),
)


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> TrainStart:
    made = TrainStart(context)
    qtbot.addWidget(made)
    made.resize(860, 640)
    made.show_options(everything(PRACTICES), narrower(PRACTICES))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_without_a_click_it_is_a_court_tune_up_with_everything(page: TrainStart) -> None:
    choice = page.choice
    assert (choice.preset, choice.data.pick) == ("tune-up", Pick.EVERYTHING)
    assert choice.data.base_share is None
    assert choice.settings == {}


def test_choosing_a_court_in_the_list_chooses_its_card(page: TrainStart, qtbot: QtBot) -> None:
    heard: list[None] = []
    page.changed.connect(lambda: heard.append(None))
    page.which.setCurrentIndex(2)
    assert page.one_card.isChecked()
    assert page.choice.data.sessions == ("l",)
    page.which.setCurrentIndex(0)
    assert (page.choice.data.pick, page.choice.data.court) == (Pick.COURT, "North")
    qtbot.mouseClick(page.all_card, Qt.MouseButton.LeftButton)
    assert page.choice.data.pick is Pick.EVERYTHING
    page.base.setChecked(not page.base.isChecked())
    assert page.choice.data.base_share in (0.0, BASE_SHARE)
    page.base.setChecked(not page.base.isChecked())
    assert page.choice.data.base_share is None
    assert len(heard) == 5


def test_a_choice_that_is_still_there_stays_when_more_is_fixed(page: TrainStart) -> None:
    page.which.setCurrentIndex(2)
    more = (FixedPractice("x", "New", "", "2026-11-21", 3, {}), *PRACTICES)
    page.show_options(everything(more), narrower(more))
    assert page.choice.data.sessions == ("l",)


def test_presets_are_one_of_three_by_keyboard_too(page: TrainStart, qtbot: QtBot) -> None:
    page.presets["tune-up"].setFocus()
    qtbot.keyClick(page.presets["tune-up"], Qt.Key.Key_Right)
    assert page.choice.preset == "overnight"
    assert [name for name, card in page.presets.items() if card.isChecked()] == ["overnight"]


def test_a_refusal_says_why_and_offers_the_way_out(page: TrainStart, qtbot: QtBot) -> None:
    wanted: list[None] = []
    page.way_out_wanted.connect(lambda: wanted.append(None))
    refusal = Refusal("8 frames are too few.", "Fix 12 more.")
    page.show_found(Preflight(refusals=(refusal,)), "Fix more frames")
    assert not page.go.isEnabled()
    assert "8 frames are too few. Fix 12 more." in page.found.words
    qtbot.mouseClick(page.found.way_out, Qt.MouseButton.LeftButton)
    assert len(wanted) == 1
    page.show_found(Preflight(seconds=600))
    assert page.go.isEnabled()
    assert page.found.way_out.isHidden()


def test_it_can_be_asked_for_before_all_is_known(page: TrainStart) -> None:
    page.show_looking()
    assert page.go.isEnabled()
    page.show_waiting()
    assert not page.go.isEnabled()
    page.show_found(Preflight(seconds=600))
    assert (page.go.text(), page.go.isEnabled()) == (GO, True)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("epochs=2", ("epochs", 2)),
        ("lr=5e-4", ("lr", 5e-4)),
        ("device=cpu", ("device", "cpu")),
        ("bf16=false", ("bf16", False)),
        ("lr_step=[1,2]", ("lr_step", [1, 2])),
        ("epochs=", None),
        ("=2", None),
        ("epochs", None),
        ("2x=3", None),
    ],
)
def test_a_tinkerers_options(text: str, option: tuple[str, object] | None) -> None:
    assert option_of(text) == option


def test_what_is_no_option_is_said_and_left_out(page: TrainStart, qtbot: QtBot) -> None:
    page.tinker.open.setChecked(True)
    qtbot.keyClicks(page.tinker.line, "epochs=2 fast")
    qtbot.keyClick(page.tinker.line, Qt.Key.Key_Return)
    assert page.choice.settings == {"epochs": 2}
    assert "“fast”" in page.tinker.problem.text()
    page.tinker.line.setText("epochs=2")
    page.tinker.line.editingFinished.emit()
    assert page.tinker.problem.isHidden()


def test_every_control_has_a_name(page: TrainStart) -> None:
    for control in (page.which, page.tinker.line, *page.presets.values(), page.all_card):
        assert control.accessibleName()
    assert "24 players" in page.all_card.accessibleName()
