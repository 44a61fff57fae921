"""Kill -9 while the coach edits: every gesture that was acknowledged is there afterwards.

``SWEETSPOT_KILLS=100 pytest tests/workflows/test_kill_editing.py`` kills a hundred processes.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from fix_gestures import Coach, machine_boxes
from fix_values import SESSION

from core.sessions.session import Session
from core.sessions.session_file import FILE_NAME, to_bytes
from core.sessions.store import SessionStore

KILLS = int(os.environ.get("SWEETSPOT_KILLS", "4"))

CHILD = """
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from fix_gestures import Coach, machine_boxes
from core.sessions import fix_log
from core.sessions.store import SessionStore

fix_log._TAIL_BYTES = 2000  # snapshots are written all the time, too
root, session_id, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store, machine = SessionStore(root), machine_boxes(Random(0))
session = store.load(session_id)
print("started", flush=True)
for step in count():
    _, session = next(Coach(Random(1000 * seed + step), machine).gestures(session))
    store.update(session_id, lambda disk: replace(session, analysis=disk.analysis))
    print(step, flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    folder = tmp_path / "library" / "sessions" / SESSION.id
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(to_bytes(SESSION))
    return SessionStore(tmp_path / "library")


def killed(root: Path, seed: int, after_steps: int, after_s: float) -> int:
    """Edit in another process and kill it; return how many gestures it acknowledged."""
    top = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join([str(top), str(top / "tests" / "support")])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(root), SESSION.id, str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "started\n"
    for _ in range(after_steps):
        assert child.stdout.readline()
    time.sleep(after_s)
    child.kill()
    # What was on its way through the pipe was acknowledged, too; a half line was not.
    rest = child.stdout.read()
    child.stdout.close()
    child.wait()
    return after_steps + rest.count("\n")


def states(session: Session, seed: int, steps: int) -> list[Session]:
    """Return the session before and after each step of that process."""
    found = [session]
    machine = machine_boxes(Random(0))
    for step in range(steps):
        coach = Coach(Random(1000 * seed + step), machine)
        found.append(next(coach.gestures(found[-1]))[1])
    return found


def test_nothing_acknowledged_is_lost(store: SessionStore) -> None:
    rng = random.Random(7)
    session, acknowledged = store.load(SESSION.id), 0
    for seed in range(1, KILLS + 1):
        steps = killed(store.root, seed, rng.randrange(12), rng.random() * 0.05)
        acknowledged += steps
        expected = states(session, seed, steps + 1)
        # A new store: another process, which knows nothing but the files.
        session = SessionStore(store.root).load(SESSION.id)
        assert session in expected[steps:], f"kill {seed}, after {steps} gestures"
    assert acknowledged > 0
    last = replace(session, title="Still editable")
    store.save(last)
    assert SessionStore(store.root).load(SESSION.id) == last
