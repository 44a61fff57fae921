"""The analysis: what it finds, keeps, takes up again and never computes twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_detector import FPS, FakeDetector, hit_times, make_clip, rally, results_of

from core.detections.detections import Detections
from core.errors import Cancelled, FileError, LockedError, VideoError
from core.hits.hit import HitStatus
from core.progress import CancelAfter
from core.sessions import edits
from core.sessions.analysis import AnalysisUpdate, analyse, is_analysed
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.video.reader import probe

N_FRAMES = 150


@pytest.fixture(scope="module")
def clip_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "rally.mp4", N_FRAMES)


@pytest.fixture
def clip(clip_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(clip_once, tmp_path / "rally.mp4"))


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "library")


@pytest.fixture
def session(store: SessionStore, clip: Path) -> Session:
    return store.session_for(probe(clip))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep, save and tell at every frame."""
    for name in ("_KEEP_S", "_SAVE_S", "_UPDATE_S"):
        monkeypatch.setattr(f"core.sessions.analysis_run.{name}", 0.0)


def same_boxes(a: Detections, b: Detections) -> bool:
    pairs = ((a.frame, b.frame), (a.xyxy, b.xyxy), (a.score, b.score), (a.class_id, b.class_id))
    return all(np.array_equal(left, right) for left, right in pairs)


def test_finds_the_hits_and_keeps_everything(store: SessionStore, session: Session) -> None:
    detector = FakeDetector()
    done = analyse(session, store, detector)
    assert detector.asked == list(range(N_FRAMES))
    assert np.allclose([h.time_s for h in done.hits], hit_times(N_FRAMES), atol=1 / FPS)
    assert all(h.sound_onset_s is not None for h in done.hits)
    assert store.load(session.id) == done
    assert done.analysis is not None
    assert (done.analysis.complete, done.analysis.frames_done) == (True, N_FRAMES)
    whole = Detections.merge(rally(frame) for frame in range(N_FRAMES))
    assert same_boxes(store.load_detections(session.id), whole)
    assert len(store.load_tracks(session.id)) > 0
    assert not store.detection_log(session.id).has_any()
    assert store.thumbnail_path(session.id).is_file()
    assert all(store.hit_thumbnail_path(session.id, h.id).is_file() for h in done.hits)
    assert store.load_sound(session) is not None


def test_asking_again_costs_nothing(store: SessionStore, session: Session) -> None:
    done = analyse(session, store, FakeDetector())
    before = {path: path.stat().st_mtime_ns for path in store.root.rglob("*")}
    again = FakeDetector()
    Path(done.video.path).unlink()
    assert analyse(done, store, again, on_update=lambda _: pytest.fail("told")) == done
    assert again.asked == []
    assert {path: path.stat().st_mtime_ns for path in store.root.rglob("*")} == before


@pytest.mark.usefixtures("quick")
def test_updates_together_are_the_whole(store: SessionStore, session: Session) -> None:
    told: list[AnalysisUpdate] = []
    done = analyse(session, store, FakeDetector(), on_update=told.append)
    assert [update.frames_done for update in told] == sorted(u.frames_done for u in told)
    assert same_boxes(
        Detections.merge(update.detections for update in told), store.load_detections(session.id)
    )
    tracks = store.load_tracks(session.id)
    assert sum(len(update.tracks) for update in told) == len(tracks)
    assert told[-1].apply_to(session) == done
    counts = [len(update.session.hits) for update in told]
    assert counts == sorted(counts)
    assert 0 in counts
    assert 1 in counts


@pytest.mark.parametrize("stop_at", [2, 40, 75, 149])
@pytest.mark.parametrize("quickly", [True, False])
def test_cancelled_and_resumed_equals_uninterrupted(
    store: SessionStore, clip: Path, session: Session, stop_at: int, quickly: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if quickly:
            patch.setattr("core.sessions.analysis_run._KEEP_S", 0.0)
        straight = analyse(store.create(probe(clip)), store, FakeDetector())
        first = FakeDetector()
        with pytest.raises(Cancelled):
            analyse(session, store, first, CancelAfter(stop_at))
        halfway = store.load(session.id)
        assert halfway.analysis is not None
        assert not halfway.analysis.complete
        assert halfway.analysis.frames_done == len(first.asked)
        assert len(np.unique(store.load_detections(session.id).frame)) == len(first.asked)
        second = FakeDetector()
        told: list[AnalysisUpdate] = []
        done = analyse(session, store, second, on_update=told.append)
    assert first.asked + second.asked == list(range(N_FRAMES))
    assert results_of(done) == results_of(straight)
    assert same_boxes(store.load_detections(done.id), store.load_detections(straight.id))
    one, other = store.load_tracks(done.id), store.load_tracks(straight.id)
    assert np.array_equal(one.xyxy, other.xyxy)
    assert np.array_equal(one.track_id, other.track_id)
    assert same_boxes(
        Detections.merge(update.detections for update in told), store.load_detections(done.id)
    )


def test_other_settings_use_the_boxes_there_are(store: SessionStore, session: Session) -> None:
    done = analyse(session, store, FakeDetector())
    slow = edits.set_capture_fps(done, 240.0)
    detector = FakeDetector()
    assert not is_analysed(slow, store, detector)
    analysed = analyse(slow, store, detector)
    assert detector.asked == []
    assert analysed.analysis is not None
    assert analysed.analysis.settings.capture_fps == 240.0
    silent = edits.set_settings(done, replace(done.settings, use_sound=False))
    deaf = analyse(silent, store, detector)
    assert detector.asked == []
    assert [h.sound_onset_s for h in deaf.hits] == [None] * 3


def test_another_model_looks_again_and_keeps_the_coachs_word(
    store: SessionStore, session: Session
) -> None:
    done = analyse(session, store, FakeDetector())
    one, two, _ = done.hits
    edited = edits.overrule_score(edits.reject_hit(done, one.id), two.id, 1)
    store.save(edited)
    blind = FakeDetector(lambda frame: Detections.empty(), model_hash="fake-2")
    again = analyse(edited, store, blind)
    assert len(blind.asked) == N_FRAMES
    assert again.hits == edited.hits[:2]
    assert len(store.load_detections(session.id)) == 0


def test_hits_of_an_older_engine_are_found_anew_from_the_kept_boxes(
    store: SessionStore, session: Session
) -> None:
    done = analyse(session, store, FakeDetector())
    assert done.analysis is not None
    old = replace(done, hits=(), analysis=replace(done.analysis, engine=0))
    store.save(old)
    detector = FakeDetector()
    assert analyse(old, store, detector).hits == done.hits
    assert detector.asked == []


def test_edits_saved_meanwhile_stay(store: SessionStore, session: Session) -> None:
    def meddle(update: AnalysisUpdate) -> None:
        if update.found and update.frames_done < N_FRAMES:
            hit = update.session.hits[0]
            store.update(
                session.id,
                lambda now: edits.set_player(edits.reject_hit(update.apply_to(now), hit.id), "Ann"),
            )

    done = analyse(session, store, FakeDetector(), on_update=meddle)
    assert done.player == "Ann"
    assert [h.status for h in done.hits].count(HitStatus.REJECTED) >= 1
    assert len(done.hits) == 3


def test_damaged_results_are_made_anew(store: SessionStore, session: Session) -> None:
    done = analyse(session, store, FakeDetector())
    store.detections_path(session.id).write_bytes(b"PK\x03\x04 half")
    detector = FakeDetector()
    again = analyse(done, store, detector)
    assert len(detector.asked) == N_FRAMES
    assert results_of(again) == results_of(done)


def test_two_at_once_are_one_too_many(store: SessionStore, session: Session) -> None:
    with store.analysis_lock(session.id), pytest.raises(LockedError, match="being analysed"):
        analyse(session, store, FakeDetector())


def test_a_video_that_is_gone_or_another_one(
    store: SessionStore, session: Session, clip: Path
) -> None:
    clip.unlink()
    with pytest.raises(VideoError):
        analyse(session, store, FakeDetector())
    make_clip(clip, 31)
    with pytest.raises(VideoError, match="not the video"):
        analyse(session, store, FakeDetector())


class At:
    """Does something once, after a number of steps."""

    def __init__(self, step: int, act: Callable[[], object]) -> None:
        self._left, self._act = step, act

    def step(self, done: float, total: float, note: str = "") -> None:
        self._left -= 1
        if self._left == 0:
            self._act()


@pytest.mark.usefixtures("quick")
def test_a_cable_that_is_pulled_costs_nothing(
    store: SessionStore, session: Session, clip: Path
) -> None:
    away = clip.with_name("away.mp4")
    first = FakeDetector()
    with pytest.raises(VideoError, match="unplugged"):
        analyse(session, store, first, At(60, lambda: clip.rename(away)))
    kept = store.load(session.id).analysis
    assert kept is not None
    assert kept.frames_done >= 50
    away.rename(clip)
    second = FakeDetector()
    done = analyse(session, store, second)
    assert second.asked == list(range(kept.frames_done, N_FRAMES))
    assert len(done.hits) == 3


@pytest.mark.usefixtures("quick")
def test_a_full_disk_leaves_what_was_there(
    store: SessionStore, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill() -> None:
        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("core.files.os.fsync", full)

    with pytest.raises(FileError, match="No space left"):
        analyse(session, store, FakeDetector(), At(60, fill))
    monkeypatch.undo()
    kept = store.load(session.id).analysis
    assert kept is not None
    second = FakeDetector()
    done = analyse(session, store, second)
    assert second.asked[0] >= kept.frames_done >= 50
    assert len(done.hits) == 3


def test_a_detector_that_fails_keeps_what_was_done(store: SessionStore, session: Session) -> None:
    def fails(frame: int) -> Detections:
        if frame == 100:
            raise ZeroDivisionError
        return rally(frame)

    with pytest.raises(ZeroDivisionError):
        analyse(session, store, FakeDetector(fails))
    kept = store.load(session.id).analysis
    assert kept is not None
    assert kept.frames_done == 100


def test_what_can_be_read_of_a_damaged_video_is_analysed(
    store: SessionStore, clip: Path, tmp_path: Path
) -> None:
    content = bytearray(clip.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content)
    done = analyse(store.create(probe(broken)), store, FakeDetector())
    assert done.analysis is not None
    assert done.analysis.complete
    assert done.hits
