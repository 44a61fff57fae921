"""Trainings compared on screen."""

from __future__ import annotations

from pytestqt.qtbot import QtBot
from run_values import run_record

from app.context import AppContext
from app.panels.compare_page import ComparePage


def test_each_run_keeps_its_curve_and_only_differences_stand_there(
    context: AppContext, qtbot: QtBot
) -> None:
    page = ComparePage(context.theme)
    qtbot.addWidget(page)
    page.show()
    page.show_runs([run_record("a"), run_record("b", lr=1e-3, best=0.6)])
    # Two of the same name are told apart by their folders.
    assert [line.name[-3:] for line in page.found._lines] == ["(a)", "(b)"]
    assert page.settings.rowCount() == 1
    assert page.settings.item(0, 0).text() == "learning rate (lr)"
    assert [page.settings.item(0, column).text() for column in (1, 2)] == ["0.0002", "0.001"]
    page.kind.setCurrentText("Error of where")
    assert page.error.isVisible()
    assert not page.found.isVisible()
    assert [len(line.x) for line in page.error._lines] == [4, 4]
    page.show_runs([run_record("a"), run_record("c", preset="overnight")])
    assert page.settings.isHidden()
    assert page.error._lines[1].name.startswith("Overnight")


def test_a_run_without_evaluations_is_compared_by_what_there_is(
    context: AppContext, qtbot: QtBot
) -> None:
    page = ComparePage(context.theme)
    qtbot.addWidget(page)
    page.show_runs([run_record("a"), run_record("b", best=None, steps=0)])
    cells = {
        page.figures.item(row, 0).text(): page.figures.item(row, 2).text()
        for row in range(page.figures.rowCount())
    }
    assert cells["best AP50"] == "–"
