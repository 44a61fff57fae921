"""Keeping awake: begun, ended, and quietly nothing where it cannot be."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from core import keep_awake as module
from core.keep_awake import command_for, keep_awake

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such programs")


def test_each_system_has_its_program_and_it_ends_with_us() -> None:
    assert command_for("darwin", "why") == ["caffeinate", "-i", "-w", str(os.getpid())]
    assert command_for("darwin", "why", screen=True)[1] == "-di"  # type: ignore[index]
    linux = command_for("linux", "why")
    assert linux is not None
    assert (linux[0], linux[-1]) == ("systemd-inhibit", "cat")
    assert "--why=why" in linux
    assert command_for("freebsd13", "why") is None


@UNIX
@pytest.mark.parametrize("command", [None, ["/no/such/program"], ["false"]])
def test_where_it_cannot_be_the_work_goes_on(
    command: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "command_for", lambda *_: command)
    with keep_awake("work") as awake:
        assert awake is False


@UNIX
def test_the_keeper_lives_as_long_as_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    keeper = ["sh", "-c", f"trap 'touch {ended}; exit' TERM EXIT; touch {begun}; cat"]
    monkeypatch.setattr(module, "command_for", lambda *_: keeper)
    with keep_awake("work") as awake:
        assert awake
        wait_for(begun)
        assert not ended.exists()
    wait_for(ended)


@UNIX
def test_an_error_inside_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "command_for", lambda *_: ["cat"])
    with pytest.raises(ZeroDivisionError), keep_awake("work"):
        _ = 1 / 0


def wait_for(path: Path) -> None:
    until = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.01)
