"""Judging: every clip is looked at once by each detector, and what was seen is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_detector import FPS, FakeDetector, hit_times, make_clip, rally

from core.before_after.clip import Clip, clip_of
from core.before_after.judge import Contestant, Judgement, judge
from core.before_after.looks import Looks
from core.before_after.pins import (
    FILE_NAME,
    Pin,
    Pins,
    choices_of,
    clips_of,
    read_pins,
    write_pins,
)
from core.before_after.verdict import Outcome
from core.detections.detections import Detections, ObjectClass
from core.detections.model_manifest import ModelManifest
from core.errors import Cancelled, FileError, VideoError
from core.progress import CancelAfter, NoProgress
from core.sessions import edits
from core.sessions.analysis import analyse
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.video.reader import probe

N_FRAMES = 150
LABELS = tuple(kind.label for kind in ObjectClass)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "rally.mp4", N_FRAMES)


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "library")


@pytest.fixture
def session(store: SessionStore, film: Path, tmp_path: Path) -> Session:
    """A practice whose three hits are confirmed."""
    path = Path(shutil.copy(film, tmp_path / "rally.mp4"))
    made = analyse(store.session_for(probe(path)), store, FakeDetector())
    assert len(made.hits) == len(hit_times(N_FRAMES))
    for hit in made.hits:
        made = edits.confirm_hit(made, hit.id)
    store.save(made)
    return made


def contestant(
    name: str = "1", boxes_of: Callable[[int], Detections] = rally
) -> tuple[Contestant, FakeDetector]:
    manifest = ModelManifest(name, LABELS, 64, 64, dict.fromkeys(LABELS, 0.3))
    detector = FakeDetector(boxes_of, manifest.model_hash + name)
    manifest = replace(manifest, files={manifest.onnx: name})
    detector.model_hash = manifest.model_hash
    return Contestant(Path(name), name, manifest, lambda: detector), detector


def blind_from(frame: int) -> Callable[[int], Detections]:
    """Return a detector's boxes that end at a frame."""
    return lambda at: rally(at) if at < frame else Detections.empty()


def judged(store: SessionStore, clips: list[Clip], *two: Contestant) -> Judgement:
    return judge(two[0], two[1], clips, store, NoProgress())


def test_a_blind_detector_is_worse_and_says_where(store: SessionStore, session: Session) -> None:
    (before, _), (after, blind) = contestant(), contestant("2", blind_from(60))
    told: list[str] = []
    result = judge(
        before, after, [clip_of(session)], store, NoProgress(), lambda c: told.append(c.clip.title)
    )
    assert result.verdict.headline == "Worse on “rally”: 2 hits lost."
    assert told == ["rally"]
    (clip,) = result.clips
    assert {m.words[0] for m in clip.moments} >= {"Hit lost"}
    assert clip.boxes[ObjectClass.PLAYER].lost == N_FRAMES - 60
    assert blind.asked == list(range(N_FRAMES))
    back = judged(store, [clip_of(session)], after, before)
    assert back.verdict.headline == "Better: 2 more hits found, none lost."


def test_nothing_is_looked_at_twice(store: SessionStore, session: Session) -> None:
    (before, seen), (after, other) = contestant(), contestant("2")
    first = judged(store, [clip_of(session)], before, after)
    again = judged(SessionStore(store.root), [clip_of(session)], before, after)
    assert first.verdict == again.verdict
    assert first.clips[0].after.hits == again.clips[0].after.hits
    assert len(seen.asked) == len(other.asked) == N_FRAMES
    assert first.verdict.outcome is Outcome.SAME


def test_an_analysed_session_is_a_look_and_a_look_is_an_analysis(
    store: SessionStore, session: Session
) -> None:
    looks = Looks(store)
    assert looks.known(clip_of(session), "fake-1") is not None
    _, other = contestant("2")
    looks.look(clip_of(session), other, NoProgress())
    asked = len(other.asked)
    renewed = analyse(store.load(session.id), store, other)
    assert len(other.asked) == asked, "adopting what was judged costs no second look"
    assert renewed.analysis is not None
    assert renewed.analysis.model_hash == other.model_hash
    assert [hit.status for hit in renewed.hits] == [hit.status for hit in session.hits]
    old = FakeDetector()
    back = analyse(store.load(session.id), store, old)
    assert old.asked == [], "nor does going back"
    assert back.hits == session.hits


def test_a_cancelled_look_goes_on(
    store: SessionStore, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.before_after.looks._KEEP_S", 0.0)
    _, detector = contestant("2")
    looks = Looks(store)
    with pytest.raises(Cancelled):
        looks.look(clip_of(session), detector, CancelAfter(50))
    asked = len(detector.asked)
    assert 0 < asked < N_FRAMES
    boxes = looks.look(clip_of(session), detector, NoProgress())
    assert len(detector.asked) == N_FRAMES
    _, whole = contestant("3")
    assert np.array_equal(boxes.frame, looks.look(clip_of(session), whole, NoProgress()).frame)


def test_a_stretch_is_looked_at_with_its_surroundings(
    store: SessionStore, session: Session
) -> None:
    _, detector = contestant("2")
    clip = clip_of(session, 2.6, 3.0)
    assert len(clip.word.hits) == 0
    first, stop = clip.looked_at
    boxes = Looks(store).look(clip, detector, NoProgress())
    assert detector.asked == list(range(first, stop))
    assert boxes.frame.min() == first
    result = judged(store, [clip_of(session, 2.0, 3.0)], contestant()[0], contestant("2")[0])
    assert [round(each.time_s * FPS) // 45 for each in result.clips[0].hits] == [1]


def test_old_looks_make_room(
    store: SessionStore, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.before_after.looks.MOST_BYTES", 1)
    looks = Looks(store)
    clip = clip_of(session, 0.0, 0.5)
    for name in ("2", "3"):
        assert len(looks.look(clip, contestant(name)[1], NoProgress()))
    assert looks.known(clip, contestant("2")[1].model_hash) is None
    assert looks.known(clip, contestant("3")[1].model_hash) is not None


def test_a_damaged_look_is_looked_at_again(store: SessionStore, session: Session) -> None:
    looks, (_, detector) = Looks(store), contestant("2")
    whole = looks.look(clip_of(session), detector, NoProgress())
    (path,) = looks.folder.glob("*/*.npz")
    path.write_bytes(path.read_bytes()[:-200])
    again = looks.look(clip_of(session), detector, NoProgress())
    assert len(detector.asked) == 2 * N_FRAMES
    assert np.array_equal(whole.xyxy, again.xyxy)


def test_a_video_that_is_gone_is_said(store: SessionStore, session: Session) -> None:
    clip = clip_of(session)
    Path(session.video.path).unlink()
    result = judged(store, [clip], contestant("4")[0], contestant("5")[0])
    assert result.clips == ()
    assert "not there any more" in result.left_out[0]
    pinned = clips_of(store, Pins((Pin(session.id),), sample=False))
    assert pinned.clips == ()
    assert len(pinned.left_out) == 1


def test_another_video_under_its_name_is_not_judged(store: SessionStore, session: Session) -> None:
    path = Path(session.video.path)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(VideoError, match="another one"):
        Looks(store).look(clip_of(session), contestant("6")[1], NoProgress())


def test_pins_are_kept_and_damage_is_no_disaster(tmp_path: Path) -> None:
    assert read_pins(tmp_path) == Pins()
    pins = Pins().with_pin(Pin("a")).with_pin(Pin("b", 1.0, 4.0)).with_pin(Pin("a", 2.0))
    assert [pin.session for pin in pins.pins] == ["a", "b"]
    write_pins(tmp_path, pins)
    assert read_pins(tmp_path) == pins
    assert pins.without("a").of("a") is None
    (tmp_path / FILE_NAME).write_text("{")
    assert read_pins(tmp_path) == Pins()
    (tmp_path / FILE_NAME).write_text('{"schema": 99}')
    with pytest.raises(FileError, match="newer"):
        read_pins(tmp_path)


def test_the_sample_is_pinned_until_it_is_unpinned(store: SessionStore, session: Session) -> None:
    pins = Pins((Pin(session.id), Pin("gone")))
    pinned = clips_of(store, pins)
    assert [clip.title for clip in pinned.clips] == ["rally", "The sample"]
    assert pinned.clips[1].word.complete
    assert len(pinned.clips[1].word.hits) == 6
    assert pinned.left_out == (), "a practice in the trash is no problem"
    assert len(clips_of(store, replace(pins, sample=False)).clips) == 1
    (choice,) = choices_of(store, pins)
    assert (choice.n_hits, choice.pin) == (3, Pin(session.id))
