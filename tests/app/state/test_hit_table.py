"""The list of hits and what of it is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from practice_values import hit, scored
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.state.hit_table import HIT_ROLE, HitOrder, HitTable, ShownHits
from core.hits.hit import HitStatus

OFFSETS = ((0.0, 0.0), (0.3, 0.0), (0.5, 0.0), (0.7, 0.0), (0.95, 0.0))


def shown_ids(shown: ShownHits) -> list[str]:
    return [shown.index(row, 0).data(HIT_ROLE).hit.id for row in range(shown.rowCount())]


@given(st.lists(st.sets(st.integers(0, 8)), max_size=6))
def test_any_change_leaves_the_wanted_rows(qapp: QApplication, steps: list[set[int]]) -> None:
    table = HitTable()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Warning)
    for step in steps:
        wanted = scored(*(hit(f"h{i}", float(i)) for i in sorted(step)))
        table.set_hits(wanted)
        assert [table.hit_at(row) for row in range(table.rowCount())] == list(wanted)
    assert tester is not None


def test_streaming_keeps_rows_that_are_there(qapp: QApplication) -> None:
    table = HitTable()
    resets: list[int] = []
    table.modelReset.connect(lambda: resets.append(1))
    table.set_hits(scored(hit("a", 1.0)))
    table.set_hits(scored(hit("a", 1.0), hit("b", 2.0)))
    table.set_hits(scored(hit("a", 1.0, confidence=0.5), hit("new", 1.5), hit("b", 2.0)))
    assert resets == []
    assert table.row_of("b") == 2
    assert table.row_of("gone") is None


def test_orders_and_filters(qapp: QApplication) -> None:
    table = HitTable()
    shown = ShownHits(table)
    hits = [hit(f"s{5 - i}", float(i + 1), offset) for i, offset in enumerate(OFFSETS)]
    gone = hit("gone", 0.5, status=HitStatus.REJECTED)
    table.set_hits(scored(gone, *hits))
    assert shown_ids(shown) == ["gone", "s5", "s4", "s3", "s2", "s1"]
    shown.set_rejected_shown(False)
    assert shown_ids(shown) == ["s5", "s4", "s3", "s2", "s1"]
    shown.set_order(HitOrder.WORST)
    assert shown_ids(shown) == ["s1", "s2", "s3", "s4", "s5"]
    shown.set_order(HitOrder.BEST)
    shown.set_scores([5, 1])
    assert shown_ids(shown) == ["s5", "s1"]
    shown.set_scores(None)
    assert shown.rowCount() == 5


def test_rows_have_words_for_a_screen_reader(qapp: QApplication) -> None:
    table = HitTable()
    table.set_hits(scored(hit("a", 61.5, (0.5, 0.0))))
    words = table.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("Hit 1, 1:01.50. Score 3")
    assert "90% sure" in words
