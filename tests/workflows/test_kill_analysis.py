"""Kill -9 in the middle of an analysis: nothing is lost but the frames in flight."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from fake_detector import FakeDetector, make_clip, results_of

from core.sessions import edits
from core.sessions.analysis import analyse
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.video.reader import probe

N_FRAMES = 240
KILLS = 6
IN_FLIGHT = 64

CHILD = """
import sys
from pathlib import Path
from fake_detector import FakeDetector
from core.sessions.analysis import analyse
from core.sessions.store import SessionStore

store = SessionStore(Path(sys.argv[1]))
detector = FakeDetector(delay_s=0.01)
def told(update):
    print(update.frames_done, flush=True)
print("started", flush=True)
analyse(store.load(sys.argv[2]), store, detector, on_update=told)
print("done", flush=True)
"""


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> tuple[SessionStore, Session]:
    """Return an analysis that nothing disturbed."""
    folder = tmp_path_factory.mktemp("straight")
    store = SessionStore(folder / "library")
    clip = make_clip(folder / "rally.mp4", N_FRAMES)
    return store, analyse(store.session_for(probe(clip)), store, FakeDetector())


def kill_in_the_middle(
    store: SessionStore, session_id: str, at_frame: int, after_s: float
) -> tuple[bool, int]:
    """Start an analysis and kill it ``after_s`` after it told of ``at_frame``.

    Return whether it was done before that, and the last frame it told of.
    """
    top = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join([str(top), str(top / "tests" / "support")])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(store.root), session_id],
        stdout=subprocess.PIPE,
        text=True,
        cwd=top,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert child.stdout is not None
    told = ["0"]
    for line in child.stdout:
        told.append(line.strip())
        if line.strip().isdigit() and int(line) >= at_frame:
            break
    time.sleep(after_s)
    child.kill()
    told += child.stdout.read().split()
    child.stdout.close()
    child.wait()
    return "done" in told, max(int(word) for word in told if word.isdigit())


def test_killed_again_and_again_it_ends_where_it_would_have(
    straight: tuple[SessionStore, Session], tmp_path: Path
) -> None:
    untouched_store, untouched = straight
    store = SessionStore(tmp_path / "library")
    session = store.session_for(probe(Path(untouched.video.path)))
    chance = random.Random(7)
    kept = 0
    for number in range(KILLS):
        at_frame = N_FRAMES * number // KILLS
        done, told = kill_in_the_middle(store, session.id, at_frame, chance.uniform(0, 0.4))
        assert store.load(session.id).title == session.title
        frames = store.load_detections(session.id).frame
        assert np.array_equal(np.unique(frames), np.arange(len(np.unique(frames))))
        assert len(np.unique(frames)) >= max(kept, min(told, N_FRAMES) - IN_FLIGHT)
        kept = len(np.unique(frames))
        if done:
            break
    assert kept > 0
    last = FakeDetector()
    finished = analyse(store.load(session.id), store, last)
    assert last.asked == list(range(kept, N_FRAMES))
    assert results_of(finished) == results_of(untouched)
    assert finished.analysis == untouched.analysis
    one, other = store.load_detections(finished.id), untouched_store.load_detections(untouched.id)
    assert np.array_equal(one.xyxy, other.xyxy)
    assert np.array_equal(one.score, other.score)
    tracks, others = store.load_tracks(finished.id), untouched_store.load_tracks(untouched.id)
    assert np.array_equal(tracks.xyxy, others.xyxy)
    assert np.array_equal(tracks.main, others.main)
    assert not store.detection_log(session.id).has_any()


def test_what_the_coach_said_in_between_survives(
    straight: tuple[SessionStore, Session], tmp_path: Path
) -> None:
    _, untouched = straight
    store = SessionStore(tmp_path / "library")
    session = store.session_for(probe(Path(untouched.video.path)))
    kill_in_the_middle(store, session.id, 80, 0.1)
    edited = store.update(session.id, lambda now: edits.set_player(now, "Ann"))
    kill_in_the_middle(store, session.id, 100, 0.2)
    finished = analyse(store.load(session.id), store, FakeDetector())
    assert finished.player == edited.player == "Ann"
    assert results_of(finished) == results_of(untouched)
    rejected = store.update(session.id, lambda now: edits.reject_hit(now, finished.hits[0].id))
    other_model = FakeDetector(model_hash="fake-2")
    again = analyse(rejected, store, other_model)
    assert again.hits == rejected.hits
