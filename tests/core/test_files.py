"""Writing files: the old one or the new one, never half of one."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from core.errors import FileError
from core.files import sha256_of, sweep, write_atomically


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file"
    write_atomically(path, b"one")
    write_atomically(path, lambda file: file.write(b"two") and None)
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]
    assert sha256_of(path) == "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_file_is_for_whoever_the_person_lets_read(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "file", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(file: BinaryIO) -> None:
        file.write(b"ne")
        raise OSError(28, "No space left on device")

    def bug(file: BinaryIO) -> None:
        raise ZeroDivisionError

    with pytest.raises(FileError, match="No space left"):
        write_atomically(path, full)
    with pytest.raises(ZeroDivisionError):
        write_atomically(path, bug)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "inside").touch()
    with pytest.raises(FileError):
        write_atomically(tmp_path / "file", b"")
    (tmp_path / "plain").touch()
    with pytest.raises(FileError):
        write_atomically(tmp_path / "plain" / "below", b"")


def test_long_names_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    write_atomically(path, b"x")
    assert path.read_bytes() == b"x"


def test_what_a_crash_left_is_swept_away_when_it_is_old(tmp_path: Path) -> None:
    old, new, other = tmp_path / ".a.1.part", tmp_path / ".a.2.part", tmp_path / "a.part"
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == [new, other]
