"""Talking with the trainer: progress is heard, a stop is passed on, trouble has its words."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app import trainer_process
from app.trainer_process import ask_trainer
from core.errors import Cancelled, TrainingError

COUNTS = """
import json, sys, threading
stopped = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
print("not a line of ours", flush=True)
for i in range(5):
    print(json.dumps({"event": "progressed", "done": i, "total": 5}), flush=True)
    if stopped.wait(WAIT):
        print(json.dumps({"event": "cancelled"}), flush=True)
        sys.exit(3)
print(json.dumps({"event": "finished", "answer": 42}), flush=True)
"""


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose code stands in for the trainer."""
    script = tmp_path / "trainer.py"
    command = [sys.executable, str(script)]
    monkeypatch.setattr(trainer_process, "trainer_command", lambda verb, request: command)
    return script


def test_progress_is_heard_and_the_answer_given(trainer: Path) -> None:
    trainer.write_text(COUNTS.replace("WAIT", "0"))
    heard: list[Mapping[str, Any]] = []
    assert ask_trainer("evaluate", {}, heard.append)["answer"] == 42
    assert [entry["done"] for entry in heard] == [0, 1, 2, 3, 4]


def test_a_stop_closes_its_stdin_and_waits_for_it(trainer: Path) -> None:
    trainer.write_text(COUNTS.replace("WAIT", "30"))

    def stop(entry: Mapping[str, Any]) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ask_trainer("evaluate", {}, stop)


def test_a_tick_stops_a_trainer_that_says_nothing(trainer: Path) -> None:
    trainer.write_text('import sys; sys.stdin.read(); print(\'{"event": "cancelled"}\')')

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ask_trainer("export", {}, tick=stop)


def test_one_that_will_not_stop_is_ended(trainer: Path) -> None:
    trainer.write_text("import time\nwhile True: time.sleep(1)")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ask_trainer("export", {}, tick=stop, patience_s=0.2)


def test_with_ticks_every_line_is_heard_and_the_answer_given(trainer: Path) -> None:
    trainer.write_text(COUNTS.replace("WAIT", "0"))
    heard: list[Mapping[str, Any]] = []
    assert ask_trainer("evaluate", {}, heard.append, tick=lambda: None)["answer"] == 42
    assert [entry["done"] for entry in heard] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('print(\'{"event": "failed", "message": "No room.", "hint": "Make some."}\')', "No room."),
        ("import no_such_trainer", "not installed here"),
        ("raise SystemError('odd')", r"ended unexpectedly, with code 1 \(SystemError: odd\)"),
        ("", "it said nothing"),
    ],
)
def test_trouble_has_its_words(trainer: Path, code: str, said: str) -> None:
    trainer.write_text(code)
    with pytest.raises(TrainingError, match=said):
        ask_trainer("evaluate", {})
