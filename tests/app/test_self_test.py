"""The self-test in the terminal, and whether Qt can show a window here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli, qt_check, self_test
from core.errors import SweetspotError
from core.self_test import Checked

# One test asks for less of Qt than another; there is one application in a process.
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_one_line_a_check_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], passed: bool, code: int
) -> None:
    def checks(library: Path | None) -> Iterator[Checked]:
        yield Checked("video", True, "300 frames")
        yield Checked("hits", passed, "5 of 5")

    monkeypatch.setattr(self_test, "checks", checks)
    monkeypatch.setattr(self_test, "check_display", lambda: None)
    assert cli.main(["self-test"]) == code
    first, second, third, last = capsys.readouterr().out.splitlines()
    assert first == "OK   video     300 frames"
    assert second.startswith("OK" if passed else "FAIL")
    assert third.startswith("OK   window    Qt 6")
    assert last == ("Everything works." if passed else "1 failed.")


def test_a_missing_system_library_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(qt_check, "missing_library", lambda: "libxcb-cursor.so.0")
    with pytest.raises(SweetspotError, match=r"libxcb-cursor\.so\.0") as caught:
        qt_check.check_display()
    assert "apt install libxcb-cursor0" in caught.value.hint


def test_a_plugin_that_cannot_be_loaded_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(qt_check.sys, "platform", "linux")
    monkeypatch.setattr(qt_check, "_plugins", lambda: tmp_path)
    assert qt_check.missing_library()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert qt_check.missing_library() == ""


def test_the_whole_window_is_opened_on_the_sample_and_closed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(self_test, "checks", lambda library: iter(()))
    monkeypatch.setattr(self_test, "check_display", lambda: None)
    assert cli.main(["self-test", "--window"]) == 0
    assert "opens, shows the sample" in capsys.readouterr().out
