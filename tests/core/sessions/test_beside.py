"""A film with its phone's session beside it opens with the hits in it; nothing odd is believed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from session_vectors import HIT, SESSION, boxes_file, phone_boxes

from core.detections.array_file import key_of
from core.hits.hit import Hit
from core.sessions.beside import BOXES_ENDING, SESSION_ENDING, read_beside
from core.sessions.kept_looks import detections_key
from core.sessions.session import AnalysisSettings, AnalysisState, Session, VideoRef
from core.sessions.session_file import write_session
from core.sessions.store import SessionStore
from core.timebase import Timebase
from core.video.frame import VideoInfo

STATE = AnalysisState("ab" * 32, "Court 4", AnalysisSettings(240.0), 238, True, 2)
PHONES = replace(
    SESSION, hits=(HIT, replace(HIT, id="late", time_s=3.99, frame=7)),
    settings=AnalysisSettings(240.0), analysis=STATE, court="Court 4",
)  # fmt: skip


def film(folder: Path, told: VideoRef = SESSION.video) -> VideoInfo:
    """Return the film that the phone's session speaks of."""
    path = folder / told.path
    path.touch()
    times = Timebase(np.arange(told.n_frames) / told.fps, told.duration_s)
    size = told.width, told.height
    return VideoInfo(path, *size, times, True, "h264", 0, False, False, told.fingerprint)


def leave(folder: Path, session: Session = PHONES, boxes: bool = True) -> None:
    """Put a phone's files beside the film."""
    stem = Path(SESSION.video.path).stem
    write_session(folder / f"{stem}{SESSION_ENDING}", session)
    if boxes:
        boxes_file(folder / f"{stem}{BOXES_ENDING}", *phone_boxes())


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "library")


def test_everything_is_taken_over(store: SessionStore, tmp_path: Path) -> None:
    leave(tmp_path)
    made = store.create(film(tmp_path))
    assert (made.title, made.player, made.court) == (PHONES.title, "Anna", "Court 4")
    assert made.settings == PHONES.settings
    assert made.video.path == str(tmp_path / SESSION.video.path)
    assert [(hit.id, hit.frame) for hit in made.hits] == [(HIT.id, 31), ("late", 239)]
    assert store.load(made.id) == made
    found, tracks = phone_boxes()
    np.testing.assert_array_equal(store.load_detections(made.id).xyxy, found.xyxy)
    np.testing.assert_array_equal(store.load_tracks(made.id).main, tracks.main)


def test_it_is_complete_and_not_taken_for_the_laptops_own(
    store: SessionStore, tmp_path: Path
) -> None:
    leave(tmp_path)
    made = store.create(film(tmp_path))
    assert made.analysis is not None
    assert made.analysis.complete
    assert made.analysis.frames_done == made.video.n_frames
    assert made.analysis.model_hash == f"phone-{STATE.model_hash}"
    key = detections_key(made.video.fingerprint, made.analysis.model_hash)
    assert key_of(store.detections_path(made.id)) == key


def test_without_boxes_the_hits_are_there_and_the_film_is_still_to_be_looked_at(
    store: SessionStore, tmp_path: Path
) -> None:
    leave(tmp_path, boxes=False)
    made = store.create(film(tmp_path))
    assert len(made.hits) == 2
    assert made.analysis is None
    assert not store.detections_path(made.id).exists()


def test_a_title_that_is_given_counts(store: SessionStore, tmp_path: Path) -> None:
    leave(tmp_path)
    assert store.create(film(tmp_path), "Serves").title == "Serves"


@pytest.mark.parametrize(
    "other",
    [
        {"fingerprint": "1" * 32},
        {"width": 1080, "height": 1920},
        {"n_frames": SESSION.video.n_frames + 9},
    ],
)
def test_another_films_session_is_left_alone(other: dict[str, object], tmp_path: Path) -> None:
    leave(tmp_path)
    video = film(tmp_path, replace(SESSION.video, **other))  # type: ignore[arg-type]
    assert read_beside(video) is None


def test_frames_that_the_film_has_not_are_left_out(tmp_path: Path) -> None:
    leave(tmp_path, replace(PHONES, video=replace(SESSION.video, n_frames=3)))
    left = read_beside(film(tmp_path, replace(SESSION.video, n_frames=2)))
    assert left is not None
    assert left.boxes is not None
    assert left.boxes[0].frame.tolist() == [0, 0]
    assert {hit.frame for hit in left.session.hits} == {1}


def _odd(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        found, tracks = phone_boxes()
        with_odd = replace(found)
        object.__setattr__(with_odd, "xyxy", change(found.xyxy))
        boxes_file(path, with_odd, tracks)

    return write


@pytest.mark.parametrize(
    "write",
    [
        _odd(lambda xyxy: xyxy * np.nan),
        _odd(lambda xyxy: xyxy.astype(np.float64)),
        _odd(lambda xyxy: xyxy[:1]),
        _odd(lambda xyxy: xyxy.reshape(-1)),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04"),
        lambda path: boxes_file(
            path, replace(phone_boxes()[0], frame=np.array([2, 0, 0], np.int32)), phone_boxes()[1]
        ),
        lambda path: boxes_file(
            path, replace(phone_boxes()[0], class_id=np.array([9, 0, 0], np.int8)), phone_boxes()[1]
        ),
    ],
)
def test_damaged_boxes_are_as_good_as_none(
    write: Callable[[Path], None], store: SessionStore, tmp_path: Path
) -> None:
    leave(tmp_path, boxes=False)
    write(tmp_path / f"{Path(SESSION.video.path).stem}{BOXES_ENDING}")
    made = store.create(film(tmp_path))
    assert len(made.hits) == 2
    assert made.analysis is None


def test_no_flipped_byte_is_a_fault_of_the_program(tmp_path: Path) -> None:
    leave(tmp_path)
    chance = random.Random(5)
    video = film(tmp_path)
    for ending in (SESSION_ENDING, BOXES_ENDING):
        path = tmp_path / f"{Path(SESSION.video.path).stem}{ending}"
        content = path.read_bytes()
        for _ in range(150):
            mutated = bytearray(content)
            for _ in range(chance.randrange(1, 4)):
                mutated[chance.randrange(len(mutated))] = chance.randrange(256)
            path.write_bytes(
                mutated[: chance.choice([len(mutated), chance.randrange(len(mutated))])]
            )
            left = read_beside(video)
            assert left is None or all(isinstance(hit, Hit) for hit in left.session.hits)
        path.write_bytes(content)
