"""Recordings that are killed, or run out of disk: two seconds are lost at most."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from fake_detector import make_clip, rally
from live_feed import Feed, drawn_frames, wait_for

from core.live.record_disk import DiskGuard
from core.live.record_finish import recover, recover_all
from core.live.record_note import FILE_NAME, unfinished
from core.live.record_values import DiskState, RecordingEnd, RecordingPlan
from core.live.recorder import Recorder
from core.sessions.store import SessionStore
from core.video.reader import VideoReader, probe

CHILD = Path(__file__).parents[2] / "support" / "record_child.py"
MOST_LOST_S = 2.0


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "rally.mp4", 300)


@pytest.mark.parametrize("after_frames", [40, 117, 203])
def test_a_killed_recording_loses_two_seconds_at_most(
    tmp_path: Path, clip: Path, after_frames: int
) -> None:
    library = tmp_path / "library"
    command = [sys.executable, str(CHILD), str(library), str(clip), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(after_frames):
            reached_s = float(child.stdout.readline())
        child.kill()
    store = SessionStore(library)
    (session_id,) = unfinished(store)
    done, failed = recover_all(store)
    assert not failed
    if not done:  # Killed before the first second was on the disk.
        assert reached_s < MOST_LOST_S
        return
    assert [session.id for session in done] == [session_id]
    film = probe(Path(done[0].video.path))
    assert film.duration_s > reached_s - MOST_LOST_S
    assert not film.truncated
    assert film.has_sound
    with VideoReader(film.path) as reader:
        assert reader.frame(film.n_frames - 1).rgb.any()
    boxes = store.load_detections(session_id)
    if after_frames > 100:
        assert boxes.frame.max() >= 32
        assert len(done[0].hits) >= 1, "what was found is kept"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit there")
def test_a_disk_that_refuses_ends_the_recording_and_keeps_it(tmp_path: Path, clip: Path) -> None:
    library = tmp_path / "library"
    command = [sys.executable, str(CHILD), str(library), str(clip), "60000"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    assert "ended:" in said
    assert "What was recorded until then is kept" in said
    n_frames = int(said.split("finished:")[1])
    assert 60 < n_frames < 300
    (card,) = SessionStore(library).list()
    assert probe(library / "sessions" / card.id / f"{card.id}.mp4").n_frames == n_frames


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB, where one can be made."""
    mount = shutil.which("mount")
    place = tmp_path / "disk"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if mount is None or subprocess.run([mount, *options], capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    yield place
    subprocess.run(["umount", str(place)], check=False)


def test_a_full_disk_ends_it_in_time(small_disk: Path, clip: Path) -> None:
    store = SessionStore(small_disk / "library")
    ballast = small_disk / "ballast"
    feed = Feed(clip, rally, copied=False)
    plan = RecordingPlan(30.0, "fake-1", "Fake")
    with Recorder(store, "Lesson", feed.first(), plan, reserve_bytes=6 << 20) as recorder:

        def fill() -> None:
            if recorder.status().seconds > 4.0 and not ballast.exists():
                ballast.write_bytes(b"\0" * (19 << 20))

        feed.heard = fill
        feed.into(recorder)
        wait_for(lambda: recorder.status().ended is not None)
        assert recorder.status().ended is RecordingEnd.DISK_FULL
        assert "is safe" in recorder.status().trouble
        session = recorder.finish()
    assert session.video.duration_s > 4.0
    assert len(session.hits) >= 2


def test_a_disk_that_is_full_at_the_end_is_finished_later(small_disk: Path) -> None:
    store = SessionStore(small_disk / "library")
    frames = list(drawn_frames([k / 30 for k in range(90)]))
    with Recorder(store, "Camera", frames[0], reserve_bytes=0) as recorder:
        for frame in frames:
            recorder.take(frame)
            wait_for(lambda at=frame.number: at - recorder.status().frames < 30)
    ballast = small_disk / "ballast"
    fill_up(ballast)
    done, failed = recover_all(store)
    assert not done
    assert "kept" in str(failed[0]) or "lost" in str(failed[0])
    ballast.unlink()
    (session,), _ = recover_all(store)
    assert session.video.n_frames == 90


def test_a_note_that_is_damaged_is_told(tmp_path: Path) -> None:
    store = SessionStore(tmp_path)
    with Recorder(store, "Camera", next(iter(drawn_frames([0.0])))) as recorder:
        pass
    (store.folder(recorder.session.id) / FILE_NAME).write_text("{")
    done, failed = recover_all(store)
    assert not done
    assert "untouched" in str(failed[0])
    with pytest.raises(type(failed[0])):
        recover(store, recorder.session.id)


def test_the_disk_s_room_is_told_in_time(tmp_path: Path) -> None:
    free = 3_000_000
    guard = DiskGuard(tmp_path, reserve_bytes=1_000_000, free=lambda _: free)
    states = [guard.look(float(at), 4_000 * at) for at in range(10)]
    assert states[0].left_s is None
    assert states[-1].left_s == pytest.approx(500.0)
    assert states[-1].low
    assert not states[-1].full
    assert "room for 8 minutes" in states[-1].words
    free = 900_000
    assert guard.look(10.0, 40_000).full
    assert DiskState(10**12, 7200.0).words == ""


def fill_up(ballast: Path) -> None:
    """Leave no byte free on the disk of ``ballast``."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
