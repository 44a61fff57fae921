"""The library on the disk: cards, ids, damage, the trash, moved videos."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.detections.array_file import save_detections
from core.detections.detections import Detections
from core.errors import FileError, LockedError, SessionError
from core.hits.hit import Hit
from core.sessions import edits, session_file
from core.sessions.cards import DamagedSession, SessionCard
from core.sessions.fix_edits import accept_frame
from core.sessions.session import AnalysisSettings, AnalysisState
from core.sessions.store import SessionStore
from core.timebase import Timebase
from core.video.frame import VideoInfo


def video(path: Path, fingerprint: str = "f" * 16) -> VideoInfo:
    times = np.arange(90) / 30
    return VideoInfo(
        path, 640, 360, Timebase(times, 3.0), False, "h264", 0, False, False, fingerprint
    )


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "library")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "Ève's practice (1).mp4"
    path.write_bytes(b"not looked at")
    return path


def test_an_empty_library_lists_nothing_and_makes_nothing(store: SessionStore) -> None:
    assert store.list() == []
    assert not store.root.exists()


def test_create_then_load_gives_the_same_session(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    assert made.title == "Ève's practice (1)"
    assert made.id.endswith("-eve-s-practice-1")
    assert store.load(made.id) == made
    assert [path.name for path in store.folder(made.id).iterdir()] == ["session.json"]


def test_ids_are_unique(store: SessionStore, clip: Path) -> None:
    ids = {store.create(video(clip)).id for _ in range(5)}
    assert len(ids) == 5


def test_cards_say_what_the_library_shows_newest_first(store: SessionStore, clip: Path) -> None:
    older = store.create(video(clip), "older")
    newer = store.create(video(clip.with_name("gone.mp4")), "newer")
    state = AnalysisState("hash", "name", AnalysisSettings(), 45, False)
    older = replace(older, created="2020-01-01T10:00:00+00:00", analysis=state)
    older = edits.add_hit(older, Hit("a", 1.0, 30, 0.9, offset=(0.0, 0.1)))
    older = edits.add_hit(older, Hit("b", 2.0, 60, 0.9, offset=(0.9, 0.9)))
    store.save(edits.set_player(older, "Ann"))
    first, second = store.list()
    assert isinstance(first, SessionCard)
    assert isinstance(second, SessionCard)
    assert (first.id, first.video_missing, first.complete, first.progress) == (
        newer.id,
        True,
        False,
        0.0,
    )
    assert (second.id, second.player, second.n_hits, second.mean_score) == (older.id, "Ann", 2, 3.0)
    assert (second.video_missing, second.progress, second.thumbnail) == (False, 0.5, None)


def test_the_index_is_only_memory(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    before = store.list()
    index = store.root / "index.json"
    for damage in (b"", b"{", b"[]", b'{"schema": 99}', b'{"schema": 1, "cards": [1]}'):
        index.write_bytes(damage)
        assert store.list() == before
    store.save(edits.rename(made, "Other"))
    card = store.list()[0]
    assert isinstance(card, SessionCard)
    assert card.title == "Other"


def test_listing_reads_only_what_changed(
    store: SessionStore, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        store.create(video(clip))
    store.list()
    monkeypatch.setattr("core.sessions.cards.read_session", lambda path: pytest.fail(str(path)))
    assert len(store.list()) == 3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"null", b'{"schema": 1}', b'{"schema": 2}', b"\xff\xfe"]
)
def test_a_damaged_session_is_listed_as_damaged(
    store: SessionStore, clip: Path, content: bytes
) -> None:
    made = store.create(video(clip))
    whole = store.create(video(clip))
    (store.folder(made.id) / "session.json").write_bytes(content)
    damaged, card = store.list()
    assert isinstance(damaged, DamagedSession)
    assert (damaged.id, damaged.path) == (made.id, store.folder(made.id))
    assert made.id in damaged.reason
    assert isinstance(card, SessionCard)
    assert card.id == whole.id
    with pytest.raises(SessionError, match=made.id):
        store.load(made.id)


def test_a_folder_without_a_session_is_damaged_too(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    (store.folder(made.id) / "session.json").unlink()
    assert isinstance(store.list()[0], DamagedSession)


def test_a_moved_video_is_found_again(store: SessionStore, clip: Path) -> None:
    made = store.session_for(video(clip))
    moved = clip.with_name("elsewhere.mp4")
    again = store.session_for(video(moved))
    assert again.id == made.id
    assert again.video.path == str(moved)
    assert store.load(made.id) == again
    assert store.session_for(video(moved, "another")).id != made.id
    assert store.find("nobody") is None


def test_delete_goes_to_the_trash_and_comes_back(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    trashed = store.delete(made.id)
    assert store.list() == []
    with pytest.raises(SessionError):
        store.save(made)
    assert store.restore(trashed) == made.id
    assert store.load(made.id) == made
    assert clip.exists()


def test_what_is_being_analysed_is_not_deleted(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    with store.analysis_lock(made.id):
        with pytest.raises(LockedError, match="analysed"):
            store.delete(made.id)
        with (
            pytest.raises(LockedError, match=f"process {os.getpid()}"),
            store.analysis_lock(made.id),
        ):
            pytest.fail("two held the lock")
    store.delete(made.id)


def test_the_lock_of_a_killed_process_is_free(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    code = (
        "import sys,time; from pathlib import Path; from core.sessions.store import SessionStore\n"
        "with SessionStore(Path(sys.argv[1])).analysis_lock(sys.argv[2]):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(store.root), made.id], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with (
        pytest.raises(LockedError, match=f"process {child.pid}"),
        store.analysis_lock(made.id),
    ):
        pytest.fail("two held the lock")
    child.kill()
    child.wait()
    child.stdout.close()
    with store.analysis_lock(made.id):
        pass


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "a\\b", "x\n"])
def test_ids_do_not_leave_the_library(store: SessionStore, name: str) -> None:
    with pytest.raises(SessionError):
        store.load(name)
    with pytest.raises(SessionError):
        store.hit_thumbnail_path("fine", name)


def test_a_failed_save_leaves_the_old_file(
    store: SessionStore, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.create(video(clip))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.files.os.fsync", full)
    with pytest.raises(FileError, match="No space left"):
        store.save(edits.rename(made, "Other"))
    with pytest.raises(FileError):
        store.create(video(clip))
    monkeypatch.undo()
    assert store.load(made.id) == made
    assert [card.id for card in store.list()] == [made.id]
    assert [path.name for path in store.folder(made.id).iterdir()] == ["session.json"]


def test_update_keeps_edits_made_in_between(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    store.update(made.id, lambda session: edits.rename(session, "One"))
    after = store.update(made.id, lambda session: edits.set_player(session, "Two"))
    assert (after.title, after.player) == ("One", "Two")
    assert store.load(made.id) == after


def test_fixes_live_beside_the_session_and_leave_its_file_alone(
    store: SessionStore, clip: Path
) -> None:
    made = store.create(video(clip))
    path = store.folder(made.id) / "session.json"
    old = json.loads(path.read_bytes()) | {"schema": 1}
    path.write_bytes(json.dumps(old).encode())
    first = store.update(made.id, lambda now: accept_frame(now, 3, Detections.empty(), at="now"))
    # An older program would edit past the fixes: from the first one on it refuses the session.
    assert json.loads(path.read_bytes())["schema"] == session_file.SCHEMA == 2
    stamp = path.stat().st_mtime_ns
    second = store.update(made.id, lambda now: accept_frame(now, 4, Detections.empty(), at="now"))
    assert path.stat().st_mtime_ns == stamp
    assert "fixes" not in json.loads(path.read_bytes())
    assert store.load(made.id) == SessionStore(store.root).load(made.id) == second
    assert store.update(made.id, lambda _: first) == first
    assert SessionStore(store.root).load(made.id) == first


def test_a_full_disk_keeps_the_fixes_that_were_there(
    store: SessionStore, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = store.create(video(clip))
    fixed = store.update(made.id, lambda now: accept_frame(now, 3, Detections.empty(), at="now"))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("core.journal.os.fsync", full)
        with pytest.raises(FileError, match="No space left"):
            store.update(made.id, lambda now: accept_frame(now, 4, Detections.empty(), at="now"))
    assert SessionStore(store.root).load(made.id).fixes[3] == fixed.fixes[3]
    both = store.update(made.id, lambda now: accept_frame(now, 4, Detections.empty(), at="now"))
    assert SessionStore(store.root).load(made.id) == both


def test_detections_come_from_the_log_while_it_grows(store: SessionStore, clip: Path) -> None:
    made = store.create(video(clip))
    assert len(store.load_detections(made.id)) == 0
    assert len(store.load_tracks(made.id)) == 0
    old = Detections.of(0, [[0, 0, 1, 1]], [0.5], [0])
    save_detections(store.folder(made.id) / "detections.npz", old, "old")
    assert len(store.load_detections(made.id)) == 1
    log = store.detection_log(made.id)
    new = Detections.of(np.array([0, 1], np.int32), np.zeros((2, 4)), [0.5, 0.6], [0, 2])
    log.append(0, 2, new, "new")
    assert len(store.load_detections(made.id)) == 2
    log.clear()
    assert len(store.load_detections(made.id)) == 1
    (store.folder(made.id) / "detections.npz").write_bytes(b"PK")
    with pytest.raises(SessionError, match=r"detections\.npz"):
        store.load_detections(made.id)


def test_the_session_file_is_readable_by_others(store: SessionStore, clip: Path) -> None:
    raw = json.loads((store.folder(store.create(video(clip)).id) / "session.json").read_bytes())
    assert raw["schema"] == 2
    assert raw["video"]["n_frames"] == 90


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_file_whose_name_is_no_text_is_a_practice_too(
    store: SessionStore, tmp_path: Path
) -> None:
    clip = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    clip.write_bytes(b"")
    made = store.session_for(video(clip))
    assert store.load(made.id) == made
    card = store.list()[0]
    assert isinstance(card, SessionCard)
    assert not card.video_missing
    assert store.list()[0] == card
