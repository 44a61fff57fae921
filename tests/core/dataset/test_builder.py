"""Building a dataset of fixed frames: exact pictures, no session in two splits, nothing half."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, make_clip, number_in

from core.dataset import commit
from core.dataset.annotation import Annotation, Author, DeniedBox, FrameFix, Origin
from core.dataset.builder import BuildRequest, build_dataset
from core.dataset.frame_pictures import PictureForm
from core.dataset.labels import BoxHistory
from core.dataset.reading import read_dataset
from core.dataset.source_frame import SourceFrame
from core.detections.detections import ObjectClass
from core.errors import Cancelled, DatasetError, FileError
from core.progress import CancelAfter
from core.video.reader import VideoReader, probe
from core.video.still import read_still

MADE_AT = "2026-05-04T10:00:00+00:00"
Frames = Callable[..., tuple[SourceFrame, ...]]


@pytest.fixture(scope="module")
def video_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", ClipPlan(n=30))


@pytest.fixture
def video(video_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(video_once, tmp_path / "clip.mp4"))


def box(kind: ObjectClass = ObjectClass.BALL, x: float = 10.25) -> Annotation:
    corners = (x, 20.0, x + 8.0, 28.5)
    return Annotation("1", kind, corners, Author.COACH, MADE_AT, Origin.DRAWN)


@pytest.fixture
def frames_of(video: Path) -> Frames:
    """Return source frames of a session, by its name, and their numbers."""
    fingerprint = probe(video).fingerprint

    def make(session: str, *numbers: int, accepted: bool = True) -> tuple[SourceFrame, ...]:
        return tuple(
            SourceFrame(
                session, video, fingerprint, n / 30, FrameFix(n, (box(),), accepted=accepted)
            )
            for n in numbers
        )

    return make


def content_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its name."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_pictures_are_those_of_the_frames_and_labels_those_of_the_coach(
    frames_of: Frames, video: Path, tmp_path: Path
) -> None:
    request = BuildRequest(frames_of("monday", 3, 17, 29), pictures=PictureForm.PNG)
    built = build_dataset(tmp_path / "ours", request)
    again = read_dataset(tmp_path / "ours")
    assert dict(again.splits) == dict(built.dataset.splits)
    assert [picture.frame for picture in again.split("train")] == [3, 17, 29]
    with VideoReader(video) as reader:
        for picture in again.split("train"):
            assert picture.frame is not None
            assert np.array_equal(read_still(picture.path), reader.frame(picture.frame).rgb)
            assert picture.session == "monday"
            assert picture.labels.xyxy.tolist() == [[10.25, 20.0, 18.25, 28.5]]
            assert picture.history == (BoxHistory("coach", MADE_AT, "drawn"),)


def test_jpeg_pictures_show_the_right_frame(frames_of: Frames, tmp_path: Path) -> None:
    built = build_dataset(tmp_path / "ours", BuildRequest(frames_of("monday", 5, 28)))
    shown = [number_in(read_still(each.path)) for each in built.dataset.split("train")]
    assert shown == [5, 28]


def test_accepted_frames_are_complete_and_others_are_not(frames_of: Frames, tmp_path: Path) -> None:
    open_frame, *_ = frames_of("monday", 4, accepted=False)
    full, *_ = frames_of("monday", 5)
    empty = SourceFrame(full.session, full.video, full.fingerprint, 0.2, FrameFix(6, accepted=True))
    denied = DeniedBox(ObjectClass.BALL, (1.0, 1.0, 4.0, 4.0))
    silent = SourceFrame(
        full.session, full.video, full.fingerprint, 0.3, FrameFix(7, (), (denied,))
    )
    built = build_dataset(tmp_path / "ours", BuildRequest((open_frame, full, empty, silent)))
    by_frame = {each.frame: each.labels for each in built.dataset.split("train")}
    assert set(by_frame) == {4, 5, 6}
    assert by_frame[4].not_exhaustive == {0, 1, 2, 3}
    assert by_frame[5].not_exhaustive == by_frame[6].not_exhaustive == frozenset()
    assert len(by_frame[6].xyxy) == 0
    assert "1 frame left out" in built.left_out[0]


def test_frames_before_are_kept_when_wanted_and_swept_when_not(
    frames_of: Frames, tmp_path: Path
) -> None:
    frames = frames_of("monday", 0, 5, 6, 20)
    build_dataset(tmp_path / "ours", BuildRequest(frames, frames_before=True))
    pictures = read_dataset(tmp_path / "ours").split("train")
    seen = {each.frame: each.previous and number_in(read_still(each.previous)) for each in pictures}
    assert seen == {0: None, 5: 4, 6: 5, 20: 19}
    assert pictures[2].previous == pictures[1].path
    assert len(list((tmp_path / "ours" / "images").iterdir())) == 6
    build_dataset(tmp_path / "ours", BuildRequest(frames))
    assert len(list((tmp_path / "ours" / "images").iterdir())) == 4


def test_a_session_is_never_in_two_splits(frames_of: Frames, tmp_path: Path) -> None:
    sessions = [f"practice {n}" for n in range(6)]
    frames = tuple(each for name in sessions for each in frames_of(name, 1, 2))
    dataset = build_dataset(tmp_path / "ours", BuildRequest(frames)).dataset
    train, val = ({p.session for p in dataset.split(name)} for name in ("train", "val"))
    assert train
    assert val
    assert not train & val
    assert train | val == set(sessions)


def test_sessions_stay_in_their_split_and_a_choice_moves_them(
    frames_of: Frames, tmp_path: Path
) -> None:
    first = frames_of("a", 1) + frames_of("b", 2)
    before = build_dataset(tmp_path / "ours", BuildRequest(first)).dataset
    (judging,) = {p.session for p in before.split("val")}
    later = first + tuple(each for n in range(5) for each in frames_of(f"more {n}", 3))
    after = build_dataset(tmp_path / "ours", BuildRequest(later)).dataset
    assert judging in {p.session for p in after.split("val")}
    moved = build_dataset(tmp_path / "ours", BuildRequest(later, {judging: "train"})).dataset
    assert judging in {p.session for p in moved.split("train")}
    kept = build_dataset(tmp_path / "ours", BuildRequest(later)).dataset
    assert judging in {p.session for p in kept.split("train")}


def test_a_second_build_decodes_only_what_is_new(frames_of: Frames, tmp_path: Path) -> None:
    assert build_dataset(tmp_path / "ours", BuildRequest(frames_of("a", 1, 2))).n_taken == 2
    before = content_of(tmp_path / "ours")
    assert build_dataset(tmp_path / "ours", BuildRequest(frames_of("a", 1, 2))).n_taken == 0
    assert content_of(tmp_path / "ours") == before
    assert build_dataset(tmp_path / "ours", BuildRequest(frames_of("a", 1, 2, 3))).n_taken == 1


def test_a_cancelled_build_leaves_the_former_dataset_and_is_taken_up(
    frames_of: Frames, tmp_path: Path
) -> None:
    build_dataset(tmp_path / "ours", BuildRequest(frames_of("a", 1)))
    before = content_of(tmp_path / "ours")
    many = BuildRequest(frames_of("a", 1, 5, 9, 13, 17))
    with pytest.raises(Cancelled):
        build_dataset(tmp_path / "ours", many, CancelAfter(3))
    assert before.items() <= content_of(tmp_path / "ours").items()
    assert [p.frame for p in read_dataset(tmp_path / "ours").split("train")] == [1]
    built = build_dataset(tmp_path / "ours", many)
    assert 0 < built.n_taken < 4
    assert len(built.dataset) == 5


def test_pictures_nobody_needs_any_more_go_and_other_files_stay(
    frames_of: Frames, tmp_path: Path
) -> None:
    build_dataset(tmp_path / "ours", BuildRequest(frames_of("a", 1, 2)))
    mine = tmp_path / "ours" / "images" / "holiday.jpg"
    mine.write_bytes(b"mine")
    build_dataset(tmp_path / "ours", BuildRequest(frames_of("a", 2)))
    left = sorted(path.name for path in (tmp_path / "ours" / "images").iterdir())
    assert len(left) == 2
    assert left[0].startswith("a-000002-")
    assert left[1] == "holiday.jpg"


@pytest.mark.parametrize("crash_at", [1, 2, 3])
def test_after_a_crash_between_files_all_are_new(
    frames_of: Frames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    folder = tmp_path / "ours"
    build_dataset(folder, BuildRequest(frames_of("a", 1) + frames_of("b", 2)))
    written: list[Path] = []
    really = commit.write_atomically

    def crash(path: Path, content: bytes) -> None:
        if len(written) == crash_at:
            raise FileError("The computer went off.")
        written.append(path)
        really(path, content)

    request = BuildRequest(frames_of("a", 1, 3) + frames_of("b", 2, 4))
    with monkeypatch.context() as patch:
        patch.setattr(commit, "write_atomically", crash)
        with pytest.raises(FileError):
            build_dataset(folder, request)
    assert sorted((p.session, p.frame) for _, p in read_dataset(folder).pictures()) == [
        ("a", 1),
        ("a", 3),
        ("b", 2),
        ("b", 4),
    ]
    assert not (folder / commit.PENDING).exists()


def test_a_missing_video_leaves_out_its_new_frames_only(
    frames_of: Frames, video: Path, tmp_path: Path
) -> None:
    build_dataset(tmp_path / "ours", BuildRequest(frames_of("a", 1, 2)))
    more = frames_of("a", 1, 2, 3)
    video.unlink()
    built = build_dataset(tmp_path / "ours", BuildRequest(more))
    assert [p.frame for p in built.dataset.split("train")] == [1, 2]
    assert "1 frame of “a” left out" in built.left_out[0]


def test_another_video_in_its_place_is_not_taken(
    frames_of: Frames, video: Path, tmp_path: Path
) -> None:
    frames = frames_of("a", 1)
    make_clip(video, ClipPlan(n=12))
    built = build_dataset(tmp_path / "ours", BuildRequest(frames))
    assert len(built.dataset) == 0
    assert "is another video now" in built.left_out[0]


def test_nothing_fixed_and_foreign_folders_are_refused(frames_of: Frames, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no fixed frame"):
        build_dataset(tmp_path / "ours", BuildRequest(()))
    (tmp_path / "taxes").mkdir()
    (tmp_path / "taxes" / "2025.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DatasetError, match="no dataset of ours"):
        build_dataset(tmp_path / "taxes", BuildRequest(frames_of("a", 1)))
    newer = tmp_path / "newer"
    newer.mkdir()
    (newer / "dataset.json").write_text(json.dumps({"version": 9, "splits": {}}), encoding="utf-8")
    with pytest.raises(DatasetError, match="newer Sweetspot"):
        build_dataset(newer, BuildRequest(frames_of("a", 1)))
