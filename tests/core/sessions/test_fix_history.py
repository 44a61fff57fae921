"""The history: everything that was said comes back in its order, snapshots or not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from fix_values import AT, SESSION, fixes, machine
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dataset.annotation import Author, FrameFix
from core.detections.detections import ObjectClass
from core.sessions.fix_edits import (
    accept_frame,
    add_box,
    adopt_box,
    change_class,
    delete_box,
    move_box,
    unaccept_frame,
)
from core.sessions.fix_history import Act, read_history
from core.sessions.fix_log import JOURNAL, FixLog
from core.sessions.fixes import NO_FIXES, Fixes
from core.sessions.session import Session

BALL, RACKET = ObjectClass.BALL, ObjectClass.RACKET
FOUND = machine(7, (RACKET, (10.0, 10.0, 50.0, 50.0)))


def test_it_says_who_did_what_when(tmp_path: Path) -> None:
    steps: list[Session] = [SESSION]
    steps.append(add_box(steps[-1], 7, BALL, (5, 5, 9, 9), at=AT))
    steps.append(move_box(steps[-1], 7, "1", (6, 5, 10, 9), at=AT))
    steps.append(change_class(steps[-1], 7, "1", ObjectClass.RACKET_HEAD, at=AT))
    steps.append(delete_box(steps[-1], 7, "1"))
    steps.append(adopt_box(steps[-1], 7, RACKET, (10, 10, 50, 50), (12, 10, 50, 50), at=AT))
    steps.append(accept_frame(steps[-1], 7, FOUND, at=AT))
    steps.append(unaccept_frame(steps[-1], 7))
    steps.append(accept_frame(steps[-1], 8, FOUND.at(8), at=AT))
    steps.append(steps[0])  # all undone at once
    log = FixLog(tmp_path)
    for number, (before, after) in enumerate(pairwise(steps)):
        log.write(before.fixes, after.fixes)
        if number % 3 == 0:
            log.compact()
    said = list(read_history(tmp_path))
    assert [(each.frame, each.act) for each in said] == [
        (7, Act.ADDED),
        (7, Act.MOVED),
        (7, Act.RENAMED),
        (7, Act.DELETED),
        (7, Act.ADDED),
        (7, Act.DENIED),
        (7, Act.ACCEPTED),
        (7, Act.REOPENED),
        (8, Act.ACCEPTED),
        (7, Act.DELETED),
        (7, Act.ALLOWED),
        (8, Act.REOPENED),
    ]
    assert (said[1].was, said[1].now) == ((5, 5, 9, 9), (6, 5, 10, 9))
    assert said[0].author is said[4].author is Author.COACH
    assert all(each.at for each in said)
    assert [each.at for each in said] == sorted(each.at for each in said)


@settings(max_examples=40)
@given(st.lists(st.lists(fixes, max_size=3).map(Fixes), max_size=4))
def test_from_the_history_the_last_state_can_be_told(
    tmp_path_factory: pytest.TempPathFactory, values: list[Fixes]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    log, before = FixLog(folder), NO_FIXES
    for after in values:
        log.write(before, after)
        before = after
    counts: dict[int, int] = {}
    accepted: dict[int, bool] = {}
    for each in read_history(folder):
        step = {Act.ADDED: 1, Act.DELETED: -1}.get(each.act, 0)
        counts[each.frame] = counts.get(each.frame, 0) + step
        if each.act in (Act.ACCEPTED, Act.REOPENED):
            accepted[each.frame] = each.act is Act.ACCEPTED
    for frame in range(600):
        fix = before.get(frame, FrameFix(frame))
        assert counts.get(frame, 0) == len(fix.annotations)
        assert accepted.get(frame, False) == fix.accepted


def test_a_damaged_line_costs_itself_only(tmp_path: Path) -> None:
    log = FixLog(tmp_path)
    steps = [Fixes(FrameFix(k, accepted=True) for k in range(n)) for n in range(4)]
    for before, after in pairwise(steps):
        log.write(before, after)
    lines = (tmp_path / JOURNAL).read_bytes().splitlines(keepends=True)
    (tmp_path / JOURNAL).write_bytes(lines[0] + b"x" * 40 + b"\n" + lines[2])
    assert [each.frame for each in read_history(tmp_path)] == [0, 2]
    assert list(read_history(tmp_path / "nowhere")) == []
