"""Work that was lost in other programs: each test is named for the complaint it answers."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, number_in
from clips import make_clip as make_bar_clip
from fake_detector import FakeDetector, make_clip, rally
from fix_values import AT, SESSION
from PySide6.QtWidgets import QApplication

from app.preferences import PreferencesFile
from core.box import Box, box_around
from core.dataset.builder import BuildRequest, build_dataset
from core.dataset.reading import read_dataset
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.sessions.analysis import analyse
from core.sessions.filling import accept_proposal, fill_between
from core.sessions.fix_edits import accept_frame, add_box, delete_box
from core.sessions.fix_log import JOURNAL, SNAPSHOT
from core.sessions.labelled_frames import frames_of_sessions
from core.sessions.refinding import refind_stored
from core.sessions.session import Session
from core.sessions.session_file import FILE_NAME, to_bytes
from core.sessions.store import SessionStore
from core.video.reader import VideoReader, probe
from core.video.still import read_still

NONE = Detections.empty()
RACKET = ObjectClass.RACKET
EDITED = ClipPlan(
    n=60, b_frames=2, shift=-15, muxing={"use_editlist": "1", "avoid_negative_ts": "disabled"}
)


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "library")


@pytest.fixture
def long_one(store: SessionStore) -> Session:
    """Return a session of the library with 1 000 frames; its video is not looked at."""
    session = replace(SESSION, video=replace(SESSION.video, n_frames=1000))
    folder = store.folder(session.id)
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(to_bytes(session))
    return session


def again(store: SessionStore) -> SessionStore:
    """Return the library as another program finds it."""
    return SessionStore(store.root)


def at(frame: int) -> Box:
    return box_around((60 + frame % 500, 100), (40, 40))


def test_autosave_was_off_and_700_frames_were_lost(store: SessionStore, long_one: Session) -> None:
    session = long_one
    for frame in range(700):
        session = accept_frame(
            add_box(session, frame, RACKET, at(frame), at=AT), frame, NONE, at=AT
        )
        # What the window does after each gesture; there is no other way to save, and no switch.
        now = session
        store.update(session.id, lambda disk, now=now: replace(now, analysis=disk.analysis))
    assert again(store).load(session.id) == session
    assert len(session.fixes) == 700


def test_deleting_one_box_deleted_the_whole_track(store: SessionStore, long_one: Session) -> None:
    session = add_box(long_one, 10, RACKET, at(10), at=AT)
    session = add_box(session, 60, RACKET, at(60), at=AT)
    session = accept_proposal(session, fill_between(session, (10, "1"), (60, "1"), NONE), at=AT)
    assert list(session.fixes) == list(range(10, 61))
    gone = delete_box(session, 35, session.fixes[35].annotations[0].id)
    assert list(gone.fixes) == [frame for frame in range(10, 61) if frame != 35]
    assert all(gone.fixes[frame] is session.fixes[frame] for frame in gone.fixes)
    store.save(gone)
    assert again(store).load(session.id).fixes == gone.fixes


def test_auto_label_overwrote_hand_labels(store: SessionStore, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "rally.mp4", 60)
    session = analyse(store.session_for(probe(clip)), store, FakeDetector())

    def by_hand(now: Session) -> Session:
        machine = store.load_detections(session.id)
        for frame in (20, 21, 22):
            now = add_box(now, frame, ObjectClass.BALL, at(frame), at=AT)
            now = accept_frame(now, frame, machine.at(frame), at=AT)
        return add_box(now, 40, RACKET, at(40), at=AT)

    fixed = store.update(session.id, by_hand)
    shown = {f: boxes_of_frame(rally(f), fixed.fixes[f]) for f in fixed.fixes}

    def elsewhere(frame: int) -> Detections:
        found = rally(frame)
        return replace(found, xyxy=found.xyxy + np.float32(7), score=found.score * 0 + 1)

    analyse(fixed, store, FakeDetector(elsewhere, model_hash="another"))
    refind_stored(store, session.id, [20, 40])
    after = again(store).load(session.id)
    assert after.fixes == fixed.fixes
    machine = store.load_detections(session.id)
    for frame, before in shown.items():
        own = [box for box in boxes_of_frame(machine.at(frame), after.fixes[frame]) if box.is_human]
        assert own == [box for box in before if box.is_human]
    assert boxes_of_frame(machine.at(21), after.fixes[21]) == shown[21]


def test_saving_overwrote_the_picture_itself(store: SessionStore, tmp_path: Path) -> None:
    videos = tmp_path / "videos"
    videos.mkdir()
    clip = make_clip(videos / "rally.mp4", 45)
    content, stamp = clip.read_bytes(), clip.stat().st_mtime_ns
    session = analyse(store.session_for(probe(clip)), store, FakeDetector())
    for frame in range(5):
        store.update(
            session.id, lambda now, frame=frame: accept_frame(now, frame, rally(frame), at=AT)
        )
    frames = frames_of_sessions(store, [session.id]).frames
    build_dataset(tmp_path / "dataset", BuildRequest(frames))
    build_dataset(tmp_path / "dataset", BuildRequest(frames))
    assert (clip.read_bytes(), clip.stat().st_mtime_ns) == (content, stamp)
    assert [path.name for path in videos.iterdir()] == ["rally.mp4"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_truncated_settings_file_stopped_the_start(
    qapp: QApplication, store: SessionStore, long_one: Session, tmp_path: Path, share: float
) -> None:
    def cut(path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content))])

    settings = tmp_path / "preferences.json"
    settings.write_text(json.dumps({"theme": "dark", "threads": 4}))
    cut(settings)
    preferences = PreferencesFile(settings)
    assert preferences.problem
    fixed = store.update(long_one.id, lambda now: accept_frame(now, 3, NONE, at=AT))
    store.fix_log(long_one.id).compact()
    store.list()
    cut(store.root / "index.json")
    cut(store.folder(long_one.id) / SNAPSHOT)
    library = again(store)
    assert [card.id for card in library.list()] == [long_one.id]
    assert library.load(long_one.id) == fixed


def test_frame_numbers_drifted_between_tools_535_against_641(
    store: SessionStore, tmp_path: Path
) -> None:
    # The file holds 60 pictures, 45 of which are shown: a program that counts others is 15 off.
    clip = make_bar_clip(tmp_path / "edited.mp4", EDITED)
    session = store.session_for(probe(clip))
    assert session.video.n_frames == 45
    numbers = (0, 1, 7, 20, 43, 44)
    with VideoReader(clip) as reader:
        on_screen = {frame: number_in(reader.frame(frame).rgb) for frame in numbers}
    for frame in numbers:
        store.update(session.id, lambda now, frame=frame: accept_frame(now, frame, NONE, at=AT))
    frames = frames_of_sessions(again(store), [session.id]).frames
    build_dataset(tmp_path / "dataset", BuildRequest(frames))
    dataset = read_dataset(tmp_path / "dataset")
    pictures = [picture for split in dataset.splits.values() for picture in split]
    assert {p.frame: number_in(read_still(p.path)) for p in pictures} == on_screen
    assert on_screen == {frame: 15 + frame for frame in numbers}


def test_the_46th_frame_was_skipped(store: SessionStore, tmp_path: Path) -> None:
    clip = make_bar_clip(tmp_path / "steady.mp4", ClipPlan(n=60))
    session = store.session_for(probe(clip))
    session = add_box(session, 0, RACKET, (4, 4, 20, 20), at=AT)
    session = add_box(session, 59, RACKET, (8, 8, 24, 24), at=AT)
    session = accept_proposal(session, fill_between(session, (0, "1"), (59, "1"), NONE), at=AT)
    assert list(session.fixes) == list(range(60))
    for frame in range(60):
        session = accept_frame(session, frame, NONE, at=AT)
    store.save(session)
    frames = frames_of_sessions(again(store), [session.id]).frames
    assert [each.frame for each in frames] == list(range(60))
    dataset = build_dataset(tmp_path / "dataset", BuildRequest(frames)).dataset
    pictures = [picture for split in dataset.splits.values() for picture in split]
    assert sorted(number_in(read_still(each.path)) for each in pictures) == list(range(60))
    assert all(len(each.labels.xyxy) == 1 for each in pictures)


def test_a_practice_put_into_the_trash_and_back_keeps_every_fix(
    store: SessionStore, long_one: Session
) -> None:
    fixed = store.update(long_one.id, lambda now: accept_frame(now, 3, NONE, at=AT))
    trashed = store.delete(long_one.id)
    assert store.restore(trashed) == long_one.id
    assert store.load(long_one.id) == again(store).load(long_one.id) == fixed


def test_a_copy_of_the_library_holds_every_fix(
    store: SessionStore, long_one: Session, tmp_path: Path
) -> None:
    fixed = store.update(long_one.id, lambda now: accept_frame(now, 3, NONE, at=AT))
    shutil.copytree(store.root, tmp_path / "copy")
    assert SessionStore(tmp_path / "copy").load(long_one.id) == fixed
    assert (store.folder(long_one.id) / JOURNAL).is_file()
