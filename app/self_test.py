"""``sweetspot self-test``: one line a check, and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.qt_check import check_display, check_qt
from core.self_test import Checked, checks, run_check

FAILED = 1


def self_test(library: Path | None = None, *, whole_window: bool = False) -> int:
    """Print an OK or FAIL line for each part and return 0, or 1 if one failed.

    ``whole_window`` opens the window itself for a moment instead of asking whether it could.
    """
    failed = 0
    for checked in checks(library):
        failed += _print(checked)
    failed += _print(run_check("window", _whole_window if whole_window else _window))
    sys.stdout.write("Everything works.\n" if not failed else f"{failed} failed.\n")
    return FAILED if failed else 0


def _window() -> str:
    has_screen = bool(os.environ.get("DISPLAY"))
    if has_screen:
        check_display()
    return check_qt() + ("" if has_screen or sys.platform != "linux" else "; no display here")


def _whole_window() -> str:
    check_display()
    from app.window_test import check_window

    return check_window()


def _print(checked: Checked) -> int:
    """Print one line; return 1 for a failure."""
    sys.stdout.write(f"{'OK' if checked.passed else 'FAIL':<5}{checked.name:<9} {checked.detail}\n")
    sys.stdout.flush()
    return int(not checked.passed)
