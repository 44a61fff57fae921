"""The trainer as a child: one that works, crashes, floods, hangs, or is not there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.trainer_child import TrainerChild
from core.training.events import Event, Failed, Finished, Noted, Stopped, to_line

SPEAK = "import sys, time\ndef say(line): print(line, flush=True)\n"


def child_that(code: str) -> TrainerChild:
    return TrainerChild([sys.executable, "-c", SPEAK + code])


def events_of(code: str) -> list[Event]:
    with child_that(code) as child:
        return list(child.events())


def said(event: Event) -> str:
    return f"say({to_line(event)!r})\n"


def test_events_come_as_they_were_said() -> None:
    told: list[Event] = [Noted("“ä”"), Finished("best.pt", 3)]
    assert events_of("".join(map(said, told))) == told


def test_what_is_no_event_is_passed_over() -> None:
    code = "say('hello')\nsys.stderr.write('Warning! ')\nsys.stderr.flush()\n" + said(Finished("x"))
    assert events_of(code) == [Finished("x")]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise ValueError('odd')", ("with code 1", "ValueError: odd")),
        ("import os; os.kill(os.getpid(), 9)", ("by signal 9", "it said nothing")),
        ("import nothing_of_that_name", ("not installed",)),
        ("sys.exit(0)", ("with code 0",)),
    ],
)
def test_a_child_that_dies_fails_with_a_reason(code: str, words: tuple[str, ...]) -> None:
    (end,) = events_of(code)
    assert isinstance(end, Failed)
    assert all(word in end.message for word in words)


def test_a_flood_is_survived_and_forgotten() -> None:
    code = "sys.stdout.write('x' * 3_000_000)\nfor i in range(20_000): print(i)\n" + said(
        Noted("n")
    )
    with child_that(code + "sys.stderr.write('last words')\n") as child:
        events = list(child.events())
        assert len(child.complaint.splitlines()) <= 20
    assert events[0] == Noted("n")
    assert "last words" in events[1].message


def test_stopping_closes_its_stdin_and_it_may_still_speak() -> None:
    code = said(Noted("ready")) + "sys.stdin.read()\n" + said(Stopped("last.pt", 7))
    with child_that(code) as child:
        events = child.events()
        assert next(events) == Noted("ready")
        child.stop()
        assert list(events) == [Stopped("last.pt", 7)]


def test_leaving_early_ends_one_that_hangs() -> None:
    def begin() -> TrainerChild:
        return child_that(said(Noted("ready")) + "time.sleep(1000)")

    def interrupted() -> None:
        with begin() as child:
            assert next(child.events()) == Noted("ready")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with begin() as child:
        events = child.events()
        next(events)
        child.kill()
        assert isinstance(next(events), Failed)


@pytest.mark.skipif(sys.platform == "win32", reason="sessions and niceness are Unix words")
def test_it_is_polite_and_out_of_reach_of_ctrl_c() -> None:
    code = "import os\nfrom core.training.events import Noted, to_line\n"
    code += "say(to_line(Noted(f'{os.nice(0)} {os.getsid(0)}')))\n"
    with child_that("time.sleep(0.2)\n" + code) as child:
        first = next(child.events())
        assert isinstance(first, Noted)
        nice, session = map(int, first.message.split())
        assert nice >= 10
        assert session == child.pid != os.getsid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="asks by signal whether a process lives")
def test_a_parent_that_is_killed_takes_the_child_along() -> None:
    inner = f"{sys.executable!r}, '-c', 'import sys; sys.stdin.read(); print(1)'"
    code = (
        "import sys, time\nfrom app.trainer_child import TrainerChild\n"
        f"child = TrainerChild([{inner}])\nprint(child.pid, flush=True)\ntime.sleep(1000)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _lives(pid):
        time.sleep(0.05)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    about = Path(f"/proc/{pid}/stat")
    # Where nobody collects orphans a dead one stays in the list.
    return not (about.exists() and ") Z" in about.read_text())
