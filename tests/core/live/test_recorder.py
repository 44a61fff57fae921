"""Recording: a session from the first picture on, which Review opens without computing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, number_in
from clips import make_clip as make_bars
from fake_detector import FakeDetector, make_clip, rally
from live_feed import Feed, drawn_frames, wait_for, wait_for_frames

from core.capture.live_frame import LiveFrame, SoundBlock
from core.detections.detections import Detections
from core.errors import LockedError, VideoError
from core.live.record_finish import recover
from core.live.record_lead import Lead
from core.live.record_note import is_recording, unfinished
from core.live.record_values import RecordingEnd, RecordingPlan
from core.live.recorder import Recorder
from core.sessions.analysis import analyse, is_analysed
from core.sessions.edits import reject_hit
from core.sessions.store import SessionStore
from core.video.reader import VideoReader, probe

COUNT = 150


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "library")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "rally.mp4", COUNT)


def plan_for(clip: Path, detector: FakeDetector, **others: object) -> RecordingPlan:
    plan = RecordingPlan(probe(clip).fps, detector.model_hash, detector.model_name)
    return replace(plan, **others)  # type: ignore[arg-type]


@pytest.mark.parametrize("copied", [True, False])
def test_a_recording_opens_with_nothing_left_to_compute(
    store: SessionStore, clip: Path, copied: bool
) -> None:
    detector = FakeDetector()
    feed = Feed(clip, rally, probe(clip).fps, copied)
    with Recorder(store, "Lesson", feed.first(), plan_for(clip, detector)) as recorder:
        feed.into(recorder)
        session = recorder.finish()
    assert recorder.status().copied is copied
    assert is_analysed(session, store, detector)
    assert analyse(session, store, detector) == session
    assert not detector.asked, "nobody looks again"
    assert session.video.n_frames == COUNT
    assert len(session.hits) == 3
    assert store.load_sound(session) is not None
    assert all(store.hit_thumbnail_path(session.id, hit.id).is_file() for hit in session.hits)
    assert store.thumbnail_path(session.id).is_file()
    assert not unfinished(store)


def test_a_copied_recording_is_bit_for_bit_what_an_analysis_of_it_finds(
    store: SessionStore, clip: Path
) -> None:
    feed = Feed(clip, rally, probe(clip).fps)
    with Recorder(store, "Lesson", feed.first(), plan_for(clip, FakeDetector())) as recorder:
        feed.into(recorder)
        live = recorder.finish()
    video = probe(Path(live.video.path))
    assert np.array_equal(video.timebase.times_s, probe(clip).timebase.times_s)
    again = store.create(video)
    store.sound_path(again.id).write_bytes(store.sound_path(live.id).read_bytes())
    offline = analyse(again, store, FakeDetector())
    assert offline.hits == live.hits
    for load in (store.load_detections, store.load_tracks):
        one, other = load(live.id), load(offline.id)
        assert np.array_equal(one.xyxy, other.xyxy)
        assert np.array_equal(one.frame, other.frame)


def test_the_picture_is_the_source_s_own(store: SessionStore, tmp_path: Path) -> None:
    source = make_bars(tmp_path / "bars.mp4", ClipPlan(n=60, b_frames=2, gop=9))
    feed = Feed(source)
    with Recorder(store, "Bars", feed.first()) as recorder:
        feed.into(recorder)
        session = recorder.finish()
    with VideoReader(source) as old, VideoReader(Path(session.video.path)) as new:
        assert np.array_equal(old.info.timebase.times_s, new.info.timebase.times_s)
        for number in range(60):
            assert np.array_equal(old.frame(number).rgb, new.frame(number).rgb)


def test_a_recording_that_begins_in_the_middle_begins_with_a_key(
    store: SessionStore, tmp_path: Path
) -> None:
    source = make_bars(tmp_path / "bars.mp4", ClipPlan(n=60, gop=10))
    feed = Feed(source)
    with Recorder(store, "Bars", feed.first()) as recorder:
        feed.skip = 23
        feed.into(recorder)
        session = recorder.finish()
    with VideoReader(Path(session.video.path)) as film:
        shown = [number_in(frame.rgb) for frame in film.frames()]
    assert shown == list(range(20, 60))


@pytest.mark.parametrize(("begun", "key"), [(67, 40), (20, 0), (80, 80)])
def test_a_recording_that_follows_a_lead_begins_at_the_key_before(
    store: SessionStore, tmp_path: Path, begun: int, key: int
) -> None:
    bars = ClipPlan(n=COUNT, gop=40, b_frames=2, size=(320, 180), clicks_s=(2.2, 3.7))
    clip = make_bars(tmp_path / "bars.mp4", bars)
    detector, lead = FakeDetector(), Lead()
    feed = Feed(clip, rally, probe(clip).fps, skip=begun, lead=lead)
    with Recorder(store, "Lesson", feed.first(), plan_for(clip, detector)) as recorder:
        recorder.follow(lead)
        feed.into(recorder)
        session = recorder.finish()
    with VideoReader(Path(session.video.path)) as film:
        assert [number_in(one.rgb) for one in film.frames()] == list(range(key, COUNT))
    assert is_analysed(session, store, detector), "the lead was looked at, too"
    assert len(session.hits) == sum(22 + 45 * k > key for k in range(3))
    sound = store.load_sound(session)
    assert sound is not None
    click = round((3.7 - key / 30 - 0.05) / sound.hop_s)
    assert sound.envelope[click:][: round(0.1 / sound.hop_s)].max() > 0.1, "and heard"


def gaps(number: int) -> Detections | None:
    return None if number % 50 in (20, 21, 47) else rally(number)


def test_what_was_not_looked_at_is_said_and_only_that_is_looked_at_later(
    store: SessionStore, clip: Path
) -> None:
    detector = FakeDetector()
    feed = Feed(clip, gaps, probe(clip).fps)
    with Recorder(store, "Lesson", feed.first(), plan_for(clip, detector)) as recorder:
        feed.into(recorder)
        session = recorder.finish()
    assert session.analysis is not None
    assert not session.analysis.complete
    assert session.analysis.frames_done == COUNT - 9
    assert len(session.hits) == 3, "what was found live stays"
    assert len(np.unique(store.load_detections(session.id).frame)) == COUNT - 9
    whole = analyse(session, store, detector)
    assert detector.asked == [number for number in range(COUNT) if gaps(number) is None]
    assert is_analysed(whole, store, detector)
    fresh = analyse(store.create(probe(Path(session.video.path))), store, FakeDetector())
    assert [hit.frame for hit in whole.hits] == [hit.frame for hit in fresh.hits]


def test_glances_are_shown_and_offered_again(store: SessionStore, clip: Path) -> None:
    feed = Feed(clip, rally, probe(clip).fps)
    with Recorder(store, "Lesson", feed.first(), plan_for(clip, FakeDetector())) as recorder:
        recorder.look_is_whole(False)
        feed.into(recorder)
        session = recorder.finish()
    assert session.analysis is not None
    assert session.analysis.frames_done == 0
    assert len(np.unique(store.load_detections(session.id).frame)) == COUNT


def test_it_is_in_the_library_from_the_start_and_safe_from_others(
    store: SessionStore, clip: Path
) -> None:
    feed = Feed(clip, rally)
    plan = plan_for(clip, FakeDetector(), player="Mia", court="3")
    with Recorder(store, "Lesson", feed.first(), plan) as recorder:
        card = store.list()[0]
        assert card.id == recorder.session.id
        assert is_recording(store, card.id)
        assert not unfinished(store)
        with pytest.raises(LockedError):
            recover(store, card.id)
        with pytest.raises(LockedError, match="is being recorded"):
            store.delete(card.id)
        feed.into(recorder)
        session = recorder.finish()
    assert (session.title, session.player, session.court) == ("Lesson", "Mia", "3")
    assert not is_recording(store, session.id)


def test_what_the_coach_says_meanwhile_stays(store: SessionStore, clip: Path) -> None:
    feed = Feed(clip, rally, probe(clip).fps)
    with Recorder(store, "Lesson", feed.first(), plan_for(clip, FakeDetector())) as recorder:
        feed.into(recorder, stop=100)
        wait_for(lambda: bool(store.load(recorder.session.id).hits))
        first = store.load(recorder.session.id).hits[0].id
        store.update(recorder.session.id, lambda now: reject_hit(now, first))
        session = recorder.finish()
    assert [hit.id for hit in session.hits if hit not in session.shown_hits] == [first]


def test_a_recording_let_go_is_finished_by_the_next_start(store: SessionStore, clip: Path) -> None:
    detector = FakeDetector()
    feed = Feed(clip, rally, probe(clip).fps)
    with Recorder(store, "Lesson", feed.first(), plan_for(clip, detector)) as recorder:
        feed.into(recorder)
    assert unfinished(store) == (recorder.session.id,)
    session = recover(store, recorder.session.id)
    assert session is not None
    assert not unfinished(store)
    assert session.video.n_frames == COUNT
    assert len(session.hits) == 3
    whole = analyse(session, store, detector)
    assert not detector.asked, "its boxes were kept"
    assert is_analysed(whole, store, detector)


def test_another_size_ends_it_in_good_order(store: SessionStore) -> None:
    small = list(drawn_frames([k / 30 for k in range(40)]))
    large = list(drawn_frames([k / 30 for k in range(40, 60)], size=(160, 120), first=40))
    with Recorder(store, "Camera", small[0]) as recorder:
        played(recorder, [*small, *large])
        assert recorder.status().ended is RecordingEnd.SIZE_CHANGED
        session = recorder.finish()
    assert session.video.n_frames == 40
    assert (session.video.width, session.video.height) == (128, 96)


def test_times_of_a_camera_are_kept_through_a_stall(store: SessionStore) -> None:
    rng = np.random.default_rng(3)
    times = np.cumsum(rng.uniform(0.02, 0.05, 60))
    times[30:] += 10.0
    with Recorder(store, "Camera", next(iter(drawn_frames([0.0])))) as recorder:
        played(recorder, drawn_frames([float(at) for at in times]))
        session = recorder.finish()
    film = probe(Path(session.video.path))
    assert np.allclose(film.timebase.times_s, times - times[0], atol=6e-6)
    assert film.has_sound
    assert session.video.duration_s == pytest.approx(times[-1] - times[0], abs=0.1)


def test_sound_comes_with_it_and_may_be_left_out(store: SessionStore) -> None:
    frames = list(drawn_frames([k / 30 for k in range(60)]))
    for wanted in (True, False):
        with Recorder(store, "Camera", frames[0], RecordingPlan(sound=wanted)) as recorder:
            for frame in frames:
                played(recorder, [frame])
                if frame.number % 3 == 0:
                    samples = np.sin(np.arange(4800) * 0.1).astype(np.float32)
                    recorder.take_sound(SoundBlock(samples, 48000, frame.taken_s))
            session = recorder.finish()
        assert probe(Path(session.video.path)).has_sound is wanted
        curve = store.load_sound(session)
        assert (curve is not None) is wanted
        if curve is not None:
            assert curve.envelope[50:200].min() > 0.5


def test_without_a_picture_there_is_no_session(store: SessionStore) -> None:
    with (
        Recorder(store, "Nothing", next(iter(drawn_frames([0.0])))) as recorder,
        pytest.raises(VideoError),
    ):
        recorder.finish()
    for session_id in unfinished(store):
        assert recover(store, session_id) is None
    assert store.list() == []


def test_what_comes_too_fast_is_dropped_and_counted(store: SessionStore) -> None:
    frames = list(drawn_frames([k / 30 for k in range(300)], size=(640, 480)))
    with Recorder(store, "Camera", frames[0]) as recorder:
        for frame in frames:
            recorder.take(frame)
        session = recorder.finish()
    assert recorder.status().dropped > 0
    assert session.video.n_frames + recorder.status().dropped == 300


def played(recorder: Recorder, frames: Iterable[LiveFrame]) -> None:
    """Give frames to a recorder, no faster than it takes them."""
    for frame in frames:
        recorder.take(frame)
        wait_for_frames(recorder, frame.number - 30)
