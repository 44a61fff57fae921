"""A crash leaves a report for the next start; a program that is killed leaves none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.crash_reports import FOLDER, CrashReports

HEAD = "Sweetspot 1.2.3 on a test"
CHILD = """
import ctypes, os, signal, sys
from pathlib import Path
from app.crash_reports import CrashReports

reports = CrashReports(Path(sys.argv[1]))
reports.watch(sys.argv[2])
if sys.argv[3] == "crash":
    ctypes.string_at(0)
elif sys.argv[3] == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
reports.end()
"""


def run_child(folder: Path, end: str) -> int:
    """Let another process end in a certain way; return its exit code."""
    command = [sys.executable, "-c", CHILD, str(folder), HEAD, end]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_crash_is_found_once_with_versions_and_the_place(tmp_path: Path) -> None:
    assert run_child(tmp_path, "crash") != 0
    reports = CrashReports(tmp_path)
    report = reports.left()
    assert report is not None
    text = report.read_text()
    assert text.startswith(HEAD)
    assert "string_at" in text
    assert reports.left() is None
    assert report.is_file()


def test_good_order_leaves_nothing(tmp_path: Path) -> None:
    assert run_child(tmp_path, "good") == 0
    assert CrashReports(tmp_path).left() is None
    assert not list((tmp_path / FOLDER).iterdir())


def test_a_kill_is_no_fault_of_ours(tmp_path: Path) -> None:
    assert run_child(tmp_path, "kill") != 0
    assert CrashReports(tmp_path).left() is None
    assert not list((tmp_path / FOLDER).iterdir())


def test_another_window_that_runs_is_left_alone(tmp_path: Path) -> None:
    mine = CrashReports(tmp_path)
    mine.watch(HEAD)
    try:
        assert CrashReports(tmp_path).left() is None
        assert len(list((tmp_path / FOLDER).iterdir())) == 1
    finally:
        mine.end()


def test_reports_do_not_pile_up(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"crash-2026-01-0{day}-120000.txt").write_text("x")
    CrashReports(tmp_path).left()
    assert sorted(path.name for path in folder.iterdir())[0] == "crash-2026-01-05-120000.txt"


def test_a_folder_that_cannot_be_written_is_no_reason_to_end(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reports = CrashReports(tmp_path / "file")
    reports.watch(HEAD)
    reports.end()
    assert reports.left() is None
