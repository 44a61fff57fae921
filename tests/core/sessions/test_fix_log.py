"""Fixes on the disk: what is written is read, whatever happened to the files meanwhile."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from fix_values import fixes as fix_strategy
from hypothesis import given, settings
from hypothesis import strategies as st

from core import journal
from core.dataset.annotation import FrameFix
from core.errors import SessionError
from core.sessions import fix_log
from core.sessions.fix_json import from_raw, to_raw
from core.sessions.fix_log import JOURNAL, SNAPSHOT, FixLog
from core.sessions.fixes import NO_FIXES, Fixes

STEPS = [Fixes([FrameFix(k, accepted=True) for k in range(n)]) for n in range(8)]


def written(folder: Path, until: int = 7) -> FixLog:
    log = FixLog(folder)
    for before, after in pairwise(STEPS[: until + 1]):
        log.write(before, after)
    return log


@given(fix_strategy)
def test_a_fix_comes_back_from_json(fix: FrameFix) -> None:
    assert from_raw(json.loads(json.dumps(to_raw(fix)))) == fix


@settings(max_examples=40)
@given(values=st.lists(st.lists(fix_strategy, max_size=4).map(Fixes), max_size=5), at=st.data())
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, values: list[Fixes], at: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("log")
    log, before = FixLog(folder), NO_FIXES
    for after in values:
        log.write(before, after)
        if at.draw(st.booleans()):
            log.compact()
        assert log.read() == after
        assert FixLog(folder).read() == after
        before = after


def test_two_logs_of_one_folder_see_each_other(tmp_path: Path) -> None:
    one, two = FixLog(tmp_path), FixLog(tmp_path)
    one.write(STEPS[0], STEPS[1])
    assert two.read() == STEPS[1]
    two.write(STEPS[1], STEPS[2])
    one.compact()
    assert one.read() == two.read() == STEPS[2]


def test_a_writer_leaves_alone_what_it_did_not_change(tmp_path: Path) -> None:
    one, two = FixLog(tmp_path), FixLog(tmp_path)
    one.write(NO_FIXES, Fixes([FrameFix(3, accepted=True)]))
    two.write(NO_FIXES, Fixes([FrameFix(9, accepted=True)]))
    assert list(one.read()) == [3, 9]


def test_without_its_snapshot_or_with_a_bad_one_the_journal_tells_all(tmp_path: Path) -> None:
    written(tmp_path).compact()
    for content in (b"", b"{}", b"[1]", b'{"schema":1,"number":7,"end":0,"key":"","fixes":[]}'):
        (tmp_path / SNAPSHOT).write_bytes(content)
        assert FixLog(tmp_path).read() == STEPS[7]
    (tmp_path / SNAPSHOT).unlink()
    assert FixLog(tmp_path).read() == STEPS[7]


def test_without_its_journal_the_snapshot_tells_all_and_more_can_be_said(tmp_path: Path) -> None:
    written(tmp_path, 5).compact()
    (tmp_path / JOURNAL).unlink()
    log = FixLog(tmp_path)
    assert log.read() == STEPS[5]
    log.write(STEPS[5], STEPS[6])
    assert FixLog(tmp_path).read() == STEPS[6]
    log.write(STEPS[6], STEPS[7])
    assert log.read() == FixLog(tmp_path).read() == STEPS[7]


def test_an_older_journal_put_back_takes_nothing_away(tmp_path: Path) -> None:
    written(tmp_path, 3)
    old = (tmp_path / JOURNAL).read_bytes()
    log = FixLog(tmp_path)
    log.write(STEPS[3], STEPS[5])
    log.compact()
    (tmp_path / JOURNAL).write_bytes(old)
    assert FixLog(tmp_path).read() == STEPS[5]
    assert log.read() == STEPS[5]


@pytest.mark.parametrize("compacted", [0, 3])
def test_a_torn_last_line_costs_only_what_was_never_acknowledged(
    tmp_path: Path, compacted: int
) -> None:
    log = written(tmp_path, compacted)
    log.compact()
    for before, after in pairwise(STEPS[compacted:6]):
        log.write(before, after)
    whole = (tmp_path / JOURNAL).read_bytes()
    log.write(STEPS[5], STEPS[6])
    longer = (tmp_path / JOURNAL).read_bytes()
    for cut in range(len(whole), len(longer)):
        (tmp_path / JOURNAL).write_bytes(longer[:cut])
        assert FixLog(tmp_path).read() == STEPS[5]
    FixLog(tmp_path).write(STEPS[5], STEPS[7])
    assert FixLog(tmp_path).read() == STEPS[7]


def test_a_line_that_was_safe_and_is_gone_is_said(tmp_path: Path) -> None:
    written(tmp_path)
    lines = (tmp_path / JOURNAL).read_bytes().splitlines(keepends=True)
    (tmp_path / JOURNAL).write_bytes(b"".join([*lines[:3], b"x" + lines[3][1:], *lines[4:]]))
    with pytest.raises(SessionError, match="damaged") as caught:
        FixLog(tmp_path).read()
    assert "Nothing was changed" in caught.value.hint


def test_a_newer_programs_fixes_are_refused(tmp_path: Path) -> None:
    journal.append(tmp_path / JOURNAL, {"schema": fix_log.SCHEMA + 1, "number": 1, "fixes": []})
    with pytest.raises(SessionError, match="newer Sweetspot"):
        FixLog(tmp_path).read()


def test_a_long_journal_gets_a_snapshot_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fix_log, "_TAIL_BYTES", 300)
    written(tmp_path)
    assert (tmp_path / SNAPSHOT).exists()
    assert FixLog(tmp_path).read() == STEPS[7]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {},
        {"frame": -1},
        {"frame": True},
        {"frame": 1, "accepted": 1},
        {"frame": 1, "boxes": {}},
        {"frame": 1, "boxes": [{"id": "1"}]},
        {"frame": 1, "denied": [{"kind": "cat", "xyxy": [0, 0, 1, 1]}]},
        {"frame": 1, "denied": [{"kind": "ball", "xyxy": [0, 0, 1]}]},
        {"frame": 1, "denied": [{"kind": "ball", "xyxy": [0, 0, 1, "1"]}]},
        {"frame": 1, "denied": [{"kind": "ball", "xyxy": [0, 0, 1, float("nan")]}]},
        {"frame": 1, "denied": [3]},
    ],
)
def test_what_is_no_fix_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_raw(raw)
