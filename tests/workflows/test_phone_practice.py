"""A coach copies a practice from the phone and opens its film: the hits are there at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from coach import Coach
from fake_detector import FakeDetector
from session_vectors import boxes_file

from core.sessions.analysis import analyse
from core.sessions.beside import BOXES_ENDING, SESSION_ENDING
from core.sessions.session import Session
from core.sessions.session_file import write_session
from core.sessions.store import SessionStore
from core.video.reader import probe


@pytest.fixture
def phones(tmp_path: Path, coach: Coach) -> tuple[Path, Session]:
    """Return a film and the session that the phone put beside it, with its boxes."""
    film = tmp_path / "2026-05-01-101500.mp4"
    shutil.copyfile(coach.clip, film)
    store = SessionStore(tmp_path / "phone")
    made = analyse(store.create(probe(film), "Serves"), store, FakeDetector())
    boxes = store.load_detections(made.id), store.load_tracks(made.id)
    boxes_file(film.with_name(film.stem + BOXES_ENDING), *boxes)
    write_session(film.with_name(film.stem + SESSION_ENDING), made)
    return film, made


def test_it_opens_with_its_hits_and_nothing_is_computed(
    coach: Coach, phones: tuple[Path, Session]
) -> None:
    film, made = phones
    detector = FakeDetector()
    coach.use(detector)
    coach.open_clip(film)
    session = coach.session
    assert session.title == "Serves"
    assert session.hits == made.hits
    assert len(session.hits) >= 3
    assert detector.asked == []
    assert len(coach.review.opened.tracks) > 0
    store = coach.context.store
    coach.wait(lambda: store.thumbnail_path(session.id).is_file())
    assert all(store.hit_thumbnail_path(session.id, hit.id).is_file() for hit in session.hits)
    coach.wait(lambda: coach.review._pictures.of(session.hits[0].id) is not None)
    coach.keep_picture("phone-practice")


def test_without_its_boxes_the_hits_are_there_while_the_laptop_looks(
    coach: Coach, phones: tuple[Path, Session]
) -> None:
    film, made = phones
    film.with_name(film.stem + BOXES_ENDING).unlink()
    detector = FakeDetector()
    coach.use(detector)
    coach.open_clip(film)
    assert [hit.frame for hit in coach.session.hits] == [hit.frame for hit in made.hits]
    assert len(detector.asked) == made.video.n_frames
