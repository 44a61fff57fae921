"""A sitting of a training: a child that works, floods, hangs, dies, is left, is made to end."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.jobs.job import JobProgress
from app.jobs.training_job import MOST_NOTES, TICK_S, Heard, Patience, Reins, follow, newest
from core.errors import Cancelled
from core.training.events import (
    Evaluated,
    Event,
    Failed,
    Finished,
    Noted,
    Preparing,
    Progressed,
    Stopped,
    to_line,
)

SPEAK = "import os, sys, time\ndef say(line): print(line, flush=True)\n"
LISTEN = "while sys.stdin.read(1): pass\n"
SOON = Patience(silent_s=0.3, ending_s=1.0)


def said(event: Event) -> str:
    return f"say({to_line(event)!r})\n"


class Sitting:
    """Follows a child that runs this code, in a thread as a job does."""

    def __init__(self, code: str, patience: Patience = SOON) -> None:
        self.reins = Reins()
        self.heard: list[Heard] = []
        self.steps: list[tuple[float, float, str]] = []
        self.progress = JobProgress(self.steps.append, lambda value, _: self.heard.append(value))
        self.end: Event | None = None
        self.cancelled = False
        command = [sys.executable, "-c", SPEAK + code]
        self._thread = threading.Thread(target=self._run, args=(command, patience))
        self._thread.start()

    def _run(self, command: list[str], patience: Patience) -> None:
        try:
            self.end = follow(command, self.reins, self.progress, patience)
        except Cancelled:
            self.cancelled = True

    @property
    def events(self) -> list[Event]:
        return [event for heard in self.heard for event in heard.events]

    def until(self, done: Callable[[], bool]) -> None:
        limit = time.monotonic() + 60
        while not done():
            assert time.monotonic() < limit
            time.sleep(0.01)

    def join(self) -> Sitting:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self


READY = said(Noted("ready"))


def test_what_it_says_arrives_and_its_last_word_is_the_end() -> None:
    step = Progressed(3, 9, 0, 2, samples_per_s=4.0, elapsed_s=30.0, eta_s=60.0)
    judged, end = Evaluated(3, 1, {"ball": 0.5}), Finished("best.pt", 9)
    sitting = Sitting(said(step) + said(judged) + said(end) + said(Noted("late"))).join()
    assert sitting.events == [step, judged, end]
    assert sitting.end == end
    assert sitting.steps == [(30.0, 90.0, "round 1 of 2, 4.0 pictures/s")]


@pytest.mark.parametrize(
    ("code", "words"),
    [("raise ValueError('odd')", "ValueError: odd"), ("os.kill(os.getpid(), 9)", "by signal 9")],
)
def test_one_that_dies_fails_in_words(code: str, words: str) -> None:
    sitting = Sitting(READY + code).join()
    assert isinstance(sitting.end, Failed)
    assert words in sitting.end.message
    assert sitting.events[-1] == sitting.end


def test_a_flood_is_slowed_thinned_and_comes_to_its_end() -> None:
    flood = f"for i in range(1500): say({to_line(Progressed(1))!r}.replace('1', str(i + 1), 1))\n"
    noise = "sys.stdout.write('x' * 3_000_000 + chr(10))\n"
    notes = f"for i in range(300): say({to_line(Noted('n'))!r})\n"
    began = time.monotonic()
    sitting = Sitting(flood + noise + notes + said(Finished("x", 9)), Patience()).join()
    assert sitting.end == Finished("x", 9)
    assert len(sitting.heard) <= (time.monotonic() - began) / TICK_S + 2
    steps = [event.step for event in sitting.events if isinstance(event, Progressed)]
    assert steps == sorted(steps)
    assert steps[-1] == 1500


def test_silence_is_said_once_and_taken_back() -> None:
    sitting = Sitting(READY + "sys.stdin.readline()\n" + READY + said(Finished("x")))
    sitting.until(lambda: any(heard.silent_s for heard in sitting.heard))
    time.sleep(0.5)
    assert sum(heard.silent_s > 0 for heard in sitting.heard) == 1
    sitting.reins.let_go.set()  # what it waits for is a line: this one lets it speak again
    sitting.join()
    assert sitting.end == Stopped()


def test_one_that_hangs_is_ended_by_hand() -> None:
    sitting = Sitting(READY + "time.sleep(1000)")
    sitting.until(lambda: bool(sitting.events))
    sitting.reins.kill.set()
    assert sitting.join().end == Stopped()


def test_one_that_is_asked_to_stop_may_save_first() -> None:
    sitting = Sitting(READY + LISTEN + "time.sleep(0.2)\nsay('saved')\n")
    sitting.until(lambda: bool(sitting.events))
    sitting.progress.ask_to_stop()
    assert sitting.join().cancelled
    assert sitting.heard[-1].events == (Noted("ready"),), "who stopped it hears no more"


def test_one_that_does_not_hear_is_made_to_end() -> None:
    sitting = Sitting(READY + "time.sleep(1000)")
    sitting.until(lambda: bool(sitting.events))
    sitting.progress.ask_to_stop()
    assert sitting.join().cancelled


LEFT = """
said = sys.stdin.read()
assert said == "leave" + chr(10), said
nothing = os.open(os.devnull, os.O_WRONLY)
os.dup2(nothing, 1); os.dup2(nothing, 2)
time.sleep(0.3)
open({path!r}, "w").close()
"""


def test_one_that_is_left_goes_on_without_us(tmp_path: Path) -> None:
    path = tmp_path / "alive"
    sitting = Sitting(READY + LEFT.format(path=str(path)))
    sitting.until(lambda: bool(sitting.events))
    sitting.reins.let_go.set()
    assert sitting.join().end == Stopped()
    sitting.until(path.exists)


def test_of_what_replaces_itself_only_the_newest_is_told() -> None:
    steps = [Progressed(step) for step in range(5)]
    judged = Evaluated(4, 1)
    assert newest([*steps, judged, Progressed(5)]) == (judged, Progressed(5))
    assert newest([Preparing("labels"), Progressed(1)]) == (Preparing("labels"), Progressed(1))
    assert len(newest([Noted(str(n)) for n in range(99)])) == MOST_NOTES
