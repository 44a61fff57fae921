"""One undoable command for every edit, whatever the machine does in between."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from practice_values import hit, session
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication

from app.commands import SessionEdit, with_difference
from core.sessions import edits
from core.sessions.merging import merge_found_hits
from core.sessions.session import Session

START = session(*(hit(f"h{i}", i + 1.0) for i in range(5)))
names = st.sampled_from([each.id for each in START.hits])
changes = st.one_of(
    st.tuples(st.just("reject"), names, st.just(0)),
    st.tuples(st.just("confirm"), names, st.just(0)),
    st.tuples(st.just("score"), names, st.integers(1, 5)),
    st.tuples(st.just("rate"), names, st.sampled_from([60, 120, 240])),
    st.tuples(st.just("remove"), names, st.just(0)),
    st.tuples(st.just("add"), names, st.integers(0, 9)),
)


def apply(value: Session, change: tuple[str, str, int]) -> Session:
    kind, name, number = change
    known = {each.id for each in value.hits}
    if kind == "rate":
        return edits.set_capture_fps(value, float(number))
    if kind == "add":
        new = edits.free_hit_id(known, f"new-{number}")
        return edits.add_hit(value, hit(new, number + 0.3))
    if name not in known:
        return value
    if kind == "remove":
        return edits.remove_hit(value, name)
    if kind == "score":
        return edits.overrule_score(value, name, number)
    return (edits.reject_hit if kind == "reject" else edits.confirm_hit)(value, name)


class Holder:
    """Holds the current value, as ``OpenSession`` does."""

    def __init__(self) -> None:
        self.value = START
        self.stack = QUndoStack()

    def edit(self, change: tuple[str, str, int]) -> None:
        after = apply(self.value, change)
        command = SessionEdit("edit", self.value, after, lambda: self.value, self._show)
        self.stack.push(command)

    def _show(self, value: Session) -> None:
        self.value = value


@given(st.lists(st.one_of(changes, st.just("undo"), st.just("redo")), max_size=25))
def test_undo_to_the_start_gives_the_very_first_session(
    qapp: QApplication, steps: list[tuple[str, str, int] | str]
) -> None:
    holder = Holder()
    seen = [START]
    for step in steps:
        if step == "undo":
            holder.stack.undo()
        elif step == "redo":
            holder.stack.redo()
        elif not isinstance(step, str):
            holder.edit(step)
        seen.append(holder.value)
    last = holder.value
    at = holder.stack.index()
    while holder.stack.canUndo():
        holder.stack.undo()
    assert holder.value == START
    while holder.stack.index() < at:
        holder.stack.redo()
    assert holder.value == last


@given(st.lists(changes, min_size=1, max_size=8))
def test_what_the_machine_found_meanwhile_survives_undo(
    qapp: QApplication, steps: list[tuple[str, str, int]]
) -> None:
    holder = Holder()
    for step in steps:
        holder.edit(step)
    found = [*START.hits, hit("late", 30.0)]
    holder.value = merge_found_hits(holder.value, found)
    while holder.stack.canUndo():
        holder.stack.undo()
    held = {each.id: each for each in holder.value.hits}
    assert held["late"] == hit("late", 30.0)
    for each in START.hits:
        assert held[each.id] == each
    assert holder.value.settings == START.settings


def test_a_difference_leaves_other_hits_alone() -> None:
    new = edits.reject_hit(START, "h1")
    moved_on = replace(edits.overrule_score(START, "h3", 5), player="Anna")
    result = with_difference(moved_on, START, new)
    assert result.player == "Anna"
    assert edits.hit_of(result, "h3").score_override == 5
    assert edits.hit_of(result, "h1") == edits.hit_of(new, "h1")
