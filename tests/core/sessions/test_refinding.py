"""Corrected boxes count: hits are found anew around them, and only there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_detector import FPS, SIZE, FakeDetector, hit_times, make_clip, rally, results_of
from fix_values import AT, boxes, fixes, kinds
from hypothesis import given
from hypothesis import strategies as st

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.errors import Cancelled
from core.hits.hit import Hit
from core.progress import Progress
from core.sessions import edits
from core.sessions.analysis import analyse, is_analysed
from core.sessions.corrected import corrected_detections, corrected_frame
from core.sessions.fix_edits import accept_frame, add_box
from core.sessions.fixes import Fixes
from core.sessions.hit_stage import HitStage
from core.sessions.refinding import refind_hits, refind_stored
from core.sessions.session import AnalysisSettings, Session, VideoRef
from core.sessions.store import SessionStore
from core.timebase import Timebase
from core.video.reader import probe

N_FRAMES = 270
TIMES = Timebase(np.arange(N_FRAMES) / FPS, N_FRAMES / FPS)
VIDEO = VideoRef("/video.mp4", "f" * 16, *SIZE, N_FRAMES, N_FRAMES / FPS, FPS)
SESSION = Session("practice", "Practice", AT, VIDEO)
LOST = range(95, 131)  # the machine sees no ball around the third hit
HIT_3 = hit_times(N_FRAMES)[2]


def blind(frame: int) -> Detections:
    found = rally(frame)
    return found[found.class_id != ObjectClass.BALL] if frame in LOST else found


WHOLE = Detections.merge(rally(frame) for frame in range(N_FRAMES))
MACHINE = Detections.merge(blind(frame) for frame in range(N_FRAMES))


def analysed(boxes: Detections, session: Session = SESSION) -> tuple[Session, Tracks]:
    stage = HitStage(VIDEO, AnalysisSettings(), TIMES)
    for frame in range(N_FRAMES):
        stage.push(frame, boxes.at(frame))
    stage.finish(N_FRAMES)
    return session.with_hits(stage.hits(None)), stage.tracks()


@pytest.fixture(scope="module")
def poor() -> tuple[Session, Tracks]:
    return analysed(MACHINE)


def with_balls(session: Session) -> Session:
    for frame in LOST:
        ball = rally(frame).of_class(ObjectClass.BALL)
        session = add_box(session, frame, ObjectClass.BALL, tuple(ball.xyxy[0].tolist()), at=AT)
    return session


def times_of(session: Session) -> list[float]:
    return [hit.time_s for hit in session.hits]


@given(
    st.lists(st.tuples(st.integers(0, 5), kinds, boxes), max_size=12),
    st.lists(fixes.map(lambda fix: replace(fix, frame=fix.frame % 6)), max_size=3),
)
def test_only_frames_with_a_fix_change(found: list, said: list) -> None:  # type: ignore[type-arg]
    machine = Detections.merge(
        Detections.of(frame, [xyxy], [0.5], [kind]) for frame, kind, xyxy in found
    )
    value = Fixes(said)
    corrected = corrected_detections(machine, value)
    assert np.all(np.diff(corrected.frame) >= 0)
    for frame in range(6):
        want = corrected_frame(machine.at(frame), value.get(frame))
        got = corrected.at(frame)
        assert np.array_equal(got.xyxy, want.xyxy)
        assert np.array_equal(got.class_id, want.class_id)
    assert len(corrected_detections(machine, Fixes())) == len(machine)


def test_a_hit_the_machine_was_blind_for_appears_with_the_boxes(
    poor: tuple[Session, Tracks],
) -> None:
    session, tracks = poor
    assert not any(abs(t - HIT_3) < 0.1 for t in times_of(session))
    session = with_balls(session)
    found = refind_hits(session, MACHINE, tracks, TIMES, LOST)
    assert np.allclose(times_of(found.session), hit_times(N_FRAMES), atol=1 / FPS)
    assert found.session.fixes is session.fixes


def test_elsewhere_hits_and_tracks_stay_as_they_are(poor: tuple[Session, Tracks]) -> None:
    session, tracks = poor
    session = with_balls(session)
    found = refind_hits(session, MACHINE, tracks, TIMES, LOST)
    far = [hit for hit in session.hits if abs(hit.time_s - HIT_3) > 2]
    assert far
    assert [hit for hit in found.session.hits if abs(hit.time_s - HIT_3) > 2] == far
    for before in (tracks.between(0, 60), tracks.between(160, N_FRAMES)):
        after = found.tracks.between(int(before.frame[0]), int(before.frame[-1]))
        assert np.array_equal(after.xyxy, before.xyxy)
        assert np.array_equal(after.track_id, before.track_id)
    assert len(found.tracks.between(100, 120).of_class(ObjectClass.BALL)) >= 20


def test_identities_go_through_where_the_object_is_the_same(poor: tuple[Session, Tracks]) -> None:
    session, tracks = poor
    found = refind_hits(with_balls(session), MACHINE, tracks, TIMES, LOST)
    players = found.tracks.of_class(ObjectClass.PLAYER)
    assert set(players.track_id.tolist()) == set(
        tracks.of_class(ObjectClass.PLAYER).track_id.tolist()
    )
    at = found.tracks.at(112)
    assert len(set(at.track_id.tolist())) == len(at)


def test_with_everything_fixed_it_finds_what_a_whole_analysis_finds(
    poor: tuple[Session, Tracks],
) -> None:
    session = with_balls(poor[0])
    again, _ = analysed(corrected_detections(MACHINE, session.fixes))
    near = refind_hits(session, MACHINE, poor[1], TIMES, LOST).session
    assert np.allclose(times_of(near), times_of(again), atol=0.02)


def test_a_hit_of_boxes_that_are_not_there_goes(poor: tuple[Session, Tracks]) -> None:
    session, tracks = poor
    frame = round(hit_times(N_FRAMES)[4] * FPS)
    for each in range(frame - 22, frame + 23):
        session = accept_frame(session, each, Detections.empty(), at=AT)
    found = refind_hits(session, MACHINE, tracks, TIMES, range(frame - 22, frame + 23)).session
    assert len(found.hits) == len(session.hits) - 1
    assert all(abs(hit.frame - frame) > 5 for hit in found.hits)


def test_the_coachs_word_on_hits_stays(poor: tuple[Session, Tracks]) -> None:
    session, tracks = poor
    marked = Hit("mine", HIT_3 + 0.05, round(HIT_3 * FPS) + 1, 1.0)
    session = edits.confirm_hit(edits.add_hit(session, marked), "mine")
    session = edits.reject_hit(session, session.hits[0].id)
    words = {hit.id: hit for hit in session.hits if hit.status != "proposed"}
    everywhere = range(0, N_FRAMES, 10)
    found = refind_hits(with_balls(session), MACHINE, tracks, TIMES, everywhere).session
    assert {hit.id: hit for hit in found.hits if hit.id in words} == words
    assert len([hit for hit in found.hits if abs(hit.time_s - HIT_3) < 0.3]) == 1


def test_finding_the_same_again_changes_nothing(poor: tuple[Session, Tracks]) -> None:
    once = refind_hits(with_balls(poor[0]), MACHINE, poor[1], TIMES, LOST)
    twice = refind_hits(once.session, MACHINE, once.tracks, TIMES, LOST)
    assert twice.session == once.session
    assert np.array_equal(twice.tracks.xyxy, once.tracks.xyxy)
    assert np.array_equal(twice.tracks.track_id, once.tracks.track_id)
    assert refind_hits(once.session, MACHINE, once.tracks, TIMES, []).session == once.session


def test_it_can_be_stopped(poor: tuple[Session, Tracks]) -> None:
    class Stop(Progress):
        def step(self, done: int, total: int, note: str = "") -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        refind_hits(poor[0], MACHINE, poor[1], TIMES, LOST, progress=Stop())


def test_in_the_library_results_know_which_fixes_made_them(tmp_path: Path) -> None:
    store = SessionStore(tmp_path / "library")
    clip = make_clip(tmp_path / "rally.mp4", 180)
    detector = FakeDetector(blind)
    session = analyse(store.session_for(probe(clip)), store, detector)
    assert is_analysed(session, store, detector)
    fixed = store.update(session.id, with_balls)
    assert not is_analysed(fixed, store, detector)

    found = refind_stored(store, session.id, LOST)
    assert is_analysed(found.session, store, detector)
    assert np.allclose(times_of(found.session), hit_times(180), atol=1 / FPS)
    assert store.load(session.id) == found.session
    assert np.array_equal(store.load_tracks(session.id).xyxy, found.tracks.xyxy)
    assert all(hit.sound_onset_s is not None for hit in found.session.hits)

    unfound = store.update(session.id, lambda now: replace(now, hits=(), analysis=session.analysis))
    assert not is_analysed(unfound, store, detector)
    whole = analyse(unfound, store, detector)
    assert len(detector.asked) == 180
    assert is_analysed(whole, store, detector)
    assert whole.fixes == fixed.fixes
    assert np.allclose([part[1] for part in results_of(whole)], hit_times(180), atol=1 / FPS)
