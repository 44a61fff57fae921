"""The self-test's checks: each says what it saw, and none brings the rest down."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import self_test
from core.errors import VideoError
from core.self_test import Checked, checks, run_check


def test_a_check_that_fails_is_a_line_not_a_crash() -> None:
    def expected() -> str:
        raise VideoError("It is broken.", "Mend it.")

    def unexpected() -> str:
        raise KeyError("hits")

    assert run_check("a", lambda: "fine") == Checked("a", True, "fine")
    assert run_check("b", expected) == Checked("b", False, "It is broken. Mend it.")
    assert run_check("c", unexpected) == Checked("c", False, "KeyError: 'hits'")


def test_sound_is_heard_on_the_sample() -> None:
    assert "impacts heard" in self_test.check_sound()


def test_the_disk_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "can be written" in self_test.check_disk(tmp_path / "library")
    monkeypatch.setattr(self_test, "LOW_SPACE", 1 << 60)
    with pytest.raises(self_test.CheckFailed, match="MB are free"):
        self_test.check_disk(tmp_path)


def test_missing_files_fail_their_checks_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "sample_video", lambda: tmp_path / "none.mp4")
    monkeypatch.setattr(self_test, "default_model", lambda: tmp_path / "none")
    outcome = {checked.name: checked.passed for checked in checks(tmp_path)}
    assert outcome == {
        "video": False,
        "sound": False,
        "detector": False,
        "hits": False,
        "disk": True,
        "camera": True,
    }
