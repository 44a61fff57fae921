"""The list of trainings as a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from run_values import run_record

from app.state.run_table import RUN_ROLE, SHARE_ROLE, RunTable
from core.training.events import Progressed
from core.training.run_record import RunState

NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(NAMES, NAMES, st.sampled_from("abcdefgh"))
def test_any_list_may_follow_any_other_and_the_selection_stays(
    qapp: QApplication, before: list[str], after: list[str], chosen: str
) -> None:
    table = RunTable()
    selection = QItemSelectionModel(table)
    table.set_runs([run_record(name) for name in before])
    row = table.row_of(chosen)
    if row is not None:
        selection.select(table.index(row), QItemSelectionModel.SelectionFlag.Select)
    table.set_runs([run_record(name) for name in after])
    assert [table.index(r).data(RUN_ROLE).name for r in range(table.rowCount())] == after
    left = [index.data(RUN_ROLE).name for index in selection.selectedIndexes()]
    assert left == ([chosen] if chosen in before and chosen in after else [])


def test_it_is_a_proper_model(qtmodeltester: ModelTester) -> None:
    table = RunTable()
    table.set_runs([run_record("a"), run_record("b")])
    qtmodeltester.check(table)
    table.set_runs([run_record("c"), run_record("b"), run_record("a")])
    qtmodeltester.check(table)


def test_a_running_row_follows_what_its_run_reports(qapp: QApplication) -> None:
    table = RunTable()
    running = run_record("a", RunState.RUNNING)
    table.set_runs([running, run_record("b")])
    changed: list[int] = []
    table.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    table.hear("a", Progressed(30, 60))
    assert table.index(0).data(SHARE_ROLE) == 0.5
    table.hear("a", Progressed(30, 60))
    table.hear("nobody", Progressed(1, 2))
    assert changed == [0]
    assert table.index(1).data(SHARE_ROLE) is None
    done = replace(running, status=replace(running.status, state=RunState.FINISHED))
    table.set_runs([done, run_record("b")])
    assert table.index(0).data(SHARE_ROLE) is None


def test_a_row_is_read_aloud_with_its_state_and_its_figures(qapp: QApplication) -> None:
    from PySide6.QtCore import Qt

    table = RunTable()
    table.set_runs([run_record("a", RunState.STOPPED, folder=Path("/runs/a"))])
    said = table.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("Court tune-up", "Paused", "57 pictures", "best 40.0 AP"):
        assert part in said
