"""A folder that is rebuilt is the old one or the new one at every instant."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core import rebuilt_folder
from core.errors import FileError, LockedError
from core.files import write_atomically
from core.rebuilt_folder import WORKSHOP, put_back, rebuilt


def old(folder: Path) -> Path:
    """A folder with a file and a folder in it."""
    (folder / "inner").mkdir(parents=True)
    (folder / "a").write_text("old a")
    (folder / "inner" / "b").write_text("old b")
    return folder


def content(folder: Path) -> dict[str, str]:
    """Every file by its name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def left_over(folder: Path) -> list[str]:
    """What lies where folders are rebuilt, beside the lock."""
    return [path.name for path in (folder / WORKSHOP).iterdir() if path.suffix != ".lock"]


OLD = {"a": "old a", "inner/b": "old b"}
NEW = {"a": "new a", "inner/b": "old b", "c": "c"}


def change(folder: Path) -> None:
    """From OLD to NEW."""
    with rebuilt(folder, "It is changed") as new:
        write_atomically(new / "a", b"new a")
        write_atomically(new / "c", b"c")
        assert content(folder) == OLD, "nothing is seen before the end"
        assert list(folder.parent.glob("*/a")) == [folder / "a"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_new_one_is_there_at_the_end(
    can_exchange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can_exchange:
        monkeypatch.setattr(rebuilt_folder, "_exchanged", lambda one, other: False)
    change(old(tmp_path / "model"))
    assert content(tmp_path / "model") == NEW
    assert left_over(tmp_path) == []


def test_there_need_not_be_an_old_one(tmp_path: Path) -> None:
    with rebuilt(tmp_path / "deep" / "model", "It is made") as new:
        (new / "a").write_text("a")
    assert content(tmp_path / "deep" / "model") == {"a": "a"}


def test_an_error_leaves_the_old_one_and_no_rubbish(tmp_path: Path) -> None:
    folder = old(tmp_path / "model")

    def fail() -> None:
        with rebuilt(folder, "It is changed") as new:
            write_atomically(new / "a", b"new a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pytest.raises(FileError, match="could not be written"), rebuilt(folder, "") as new:
        (new / "none" / "a").write_text("")
    assert content(folder) == OLD
    assert left_over(tmp_path) == []


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    folder = old(tmp_path / "model")
    with (
        rebuilt(folder, "It is changed"),
        pytest.raises(LockedError, match="It is changed already"),
        rebuilt(folder, "It is changed"),
    ):
        pass


def test_a_kill_between_two_renames_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = old(tmp_path / "model")
    aside = tmp_path / WORKSHOP / "model.old"
    aside.parent.mkdir()
    folder.rename(aside)
    put_back(folder)
    assert content(folder) == OLD
    old(aside)
    monkeypatch.setattr(rebuilt_folder, "_exchanged", lambda one, other: False)
    change(folder)
    assert content(folder) == NEW
    assert left_over(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_in_the_middle_leaves_the_old_one(repository: Path, tmp_path: Path) -> None:
    folder = old(tmp_path / "model")
    code = (
        "import sys, time; from pathlib import Path; from core.rebuilt_folder import rebuilt\n"
        "with rebuilt(Path(sys.argv[1]), 'It is changed') as new:\n"
        "    (new / 'c').write_text('c'); print('now', flush=True); time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=repository, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
    assert content(folder) == OLD
    change(folder)
    assert content(folder) == NEW
    assert left_over(tmp_path) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    folder, link = old(tmp_path / "disk" / "model"), tmp_path / "model"
    try:
        link.symlink_to(folder, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    change(link)
    assert link.is_symlink()
    assert content(folder) == NEW
