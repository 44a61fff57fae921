"""The journal: what was acknowledged is read back, whatever a crash left behind it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import journal
from core.errors import FileError

RECORDS = tuple({"number": k, "text": "Ü\n“" * k} for k in range(1, 5))


def test_what_is_appended_is_read(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "journal"
    assert journal.read_from(path).records == ()
    for record in RECORDS:
        journal.append(path, record)
    part = journal.read_from(path)
    assert (part.records, part.lost, part.end) == (RECORDS, 0, path.stat().st_size)
    assert journal.read_from(path, part.end).records == ()


def test_reading_goes_on_where_it_was(tmp_path: Path) -> None:
    path, end = tmp_path / "journal", 0
    for record in RECORDS:
        journal.append(path, record)
        part = journal.read_from(path, end)
        assert part.records == (record,)
        end = part.end


@given(st.data())
def test_cut_anywhere_the_whole_lines_remain_and_more_can_be_added(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("cut") / "journal"
    for record in RECORDS:
        journal.append(path, record)
    content = path.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:cut])
    whole = content[:cut].count(b"\n")
    assert journal.read_from(path).records == RECORDS[:whole]
    journal.append(path, {"number": 9})
    after = journal.read_from(path)
    assert after.records == (*RECORDS[:whole], {"number": 9})
    assert after.lost == (cut > 0 and content[cut - 1 : cut] != b"\n")


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_loses_its_line_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int
) -> None:
    path = tmp_path_factory.mktemp("changed") / "journal"
    for record in RECORDS:
        journal.append(path, record)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= change
    path.write_bytes(content)
    assert set(map(str, journal.read_from(path).records)) <= set(map(str, RECORDS))
    assert len(journal.read_from(path).records) >= len(RECORDS) - 2


def test_a_full_disk_is_said_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal"
    journal.append(path, RECORDS[0])

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(FileError, match="No space left"):
            journal.append(path, RECORDS[1])
    assert journal.read_from(path).records[:1] == RECORDS[:1]


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        journal.append(tmp_path, RECORDS[0])
    with pytest.raises(FileError):
        journal.read_from(tmp_path)
