"""The whole watch: what it finds, whom it tells, and what it does when something fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from fake_detector import FPS, FakeDetector, make_clip, rally
from gated_source import Gated, Scripted, Wakeful, frame_of
from sample_detector import SampleDetector

from core.capture.file_source import FileSource
from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.detections.detector import Detector
from core.detections.in_order import InOrder
from core.detections.onnx_detector import OnnxDetector
from core.errors import CaptureError, FileError, ModelError
from core.hits.engine import HitEngine
from core.hits.fusion import fuse_sound
from core.hits.hit import Hit
from core.live import watch_looking, watch_quality, watch_reading
from core.live.watch import Watch
from core.live.watch_values import (
    DetectorTrouble,
    EarlyCall,
    EarlyWithdrawn,
    HitFound,
    HitHeard,
    ListenerTrouble,
    LiveEvent,
    Quality,
    QualityChanged,
    SizeChanged,
    SoundTrouble,
    SourceBack,
    SourceEnded,
    SourceTrouble,
    WatchSettings,
)
from core.video.frame import Picture
from core.video.reader import VideoReader, probe
from core.video.sound import read_onset_curve

REAL_RATE = WatchSettings(fps=FPS)
SAMPLE = Path("resources") / "sample" / "practice.mp4"


def _until_end(watch: Watch, within_s: float = 60.0) -> list[LiveEvent]:
    """Return all events up to the source's end."""
    events: list[LiveEvent] = []
    end_s = time.monotonic() + within_s
    while not any(isinstance(event, SourceEnded) for event in events):
        assert time.monotonic() < end_s, f"no end; so far {events}"
        events += watch.take_events()
        time.sleep(0.002)
    return events


def _watched(
    path: Path, detector: Detector, most: int | None = None
) -> tuple[Gated, list[LiveEvent], Watch]:
    fake = Wakeful()
    source = Gated(FileSource(path, fake.clock, fake.wait), most)
    settings = WatchSettings(fps=probe(path).fps)
    watch = Watch(source, detector, settings=settings)
    watch.add(results=source)
    with watch:
        events = _until_end(watch)
    return source, events, watch


def _offline(path: Path, detector: Detector) -> tuple[list[Hit], list[Hit]]:
    """Return hits and weak candidates as an analysis of the file finds them."""
    info = probe(path)
    source = (info.width, info.height)
    engine, watch = HitEngine(source, fps=info.fps), InOrder(detector)
    with VideoReader(path) as reader:
        updates = [
            engine.push(frame.index, frame.time_s, watch.detect(frame.rgb, frame.index, source))
            for frame in reader.frames(size=detector.fitted_size_for(*source))
        ]
    updates.append(engine.finish())
    return [h for u in updates for h in u.hits], [h for u in updates for h in u.weak]


def test_a_file_watched_gives_the_hits_of_its_analysis_and_the_sound_the_same_vote(
    repository: Path,
) -> None:
    path = repository / SAMPLE
    source, events, watch = _watched(path, SampleDetector())
    hits, weak = _offline(path, SampleDetector())
    assert len(source.boxes) == probe(path).n_frames
    assert [event.hit for event in events if isinstance(event, HitFound)] == hits
    assert [hit for update in source.updates for hit in update.weak] == weak
    curve = read_onset_curve(path)
    assert curve is not None
    onsets = curve.onsets()
    assert watch.onsets().time_s == pytest.approx(onsets.time_s, abs=1e-6)
    # The last ones lie where the file's sound goes on behind its last picture.
    assert watch.onsets().strength == pytest.approx(onsets.strength, rel=0.01)
    final = fuse_sound(hits, watch.onsets(), weak)
    wanted = fuse_sound(hits, onsets, weak)
    assert [hit.id for hit in final] == [hit.id for hit in wanted]
    for hit, other in zip(final, wanted, strict=True):
        assert hit.time_s == pytest.approx(other.time_s, abs=1e-5)
        assert hit.confidence == pytest.approx(other.confidence, abs=1e-3)
        assert hit.sound_onset_s == pytest.approx(other.sound_onset_s, abs=1e-6)
    heard = [event.hit.id for event in events if isinstance(event, HitHeard)]
    assert sorted(heard) == [hit.id for hit in wanted if hit.sound_onset_s is not None]


def test_the_detectors_boxes_are_those_of_the_analysis_to_the_last_bit(repository: Path) -> None:
    path, model = repository / SAMPLE, repository / "resources" / "models" / "default"
    most = 12
    source, _, _ = _watched(path, OnnxDetector(model, threads=1), most)
    assert len(source.boxes) == most
    assert _equal(source.boxes, path, OnnxDetector(model, threads=2))


def test_a_phones_turned_film_is_seen_as_the_analysis_sees_it(
    shared_data: Path, repository: Path
) -> None:
    path, model = shared_data / "clips" / "phone-practice.mp4", "resources/models/default"
    source, _, _ = _watched(path, OnnxDetector(repository / model, threads=1), 4)
    assert _equal(source.boxes, path, OnnxDetector(repository / model, threads=2))


def _equal(boxes: Mapping[int, Detections], path: Path, detector: OnnxDetector) -> bool:
    """Return whether ``boxes`` are those of an analysis of the first frames of ``path``."""
    info = probe(path)
    size, in_order = (info.width, info.height), InOrder(detector)
    with VideoReader(path) as reader:
        frames = reader.frames(0, len(boxes), size=detector.fitted_size_for(*size))
        wanted = {f.index: in_order.detect(f.rgb, f.index, size) for f in frames}
    return boxes.keys() == wanted.keys() and all(
        np.array_equal(boxes[n].xyxy, wanted[n].xyxy)
        and np.array_equal(boxes[n].score, wanted[n].score)
        for n in wanted
    )


def test_every_hit_of_a_rally_is_called_early_and_then_confirmed(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "rally.mp4", 160)
    _, events, _ = _watched(path, FakeDetector())
    calls = [event for event in events if isinstance(event, EarlyCall)]
    finals = [event for event in events if isinstance(event, HitFound)]
    assert len(finals) >= 3
    assert [event.call_id for event in finals] == [call.call_id for call in calls]
    assert not any(isinstance(event, EarlyWithdrawn) for event in events)
    for call, final in zip(calls, finals, strict=True):
        assert events.index(call) < events.index(final)
        assert call.hit.time_s == pytest.approx(final.hit.time_s, abs=0.1)


class _Listener:
    """Hears everything; raises ``error`` at the third picture."""

    def __init__(self, error: FileError | None = None) -> None:
        self.error = error
        self.numbers: list[int] = []
        self.sounds: list[SoundBlock] = []

    def take(self, frame: LiveFrame) -> None:
        self.numbers.append(frame.number)
        if self.error is not None and len(self.numbers) == 3:
            raise self.error

    def take_packet(self, packet: Packet) -> None:
        pass

    def take_sound(self, block: SoundBlock) -> None:
        self.sounds.append(block)


def test_the_newest_pictures_win_and_what_was_left_out_is_counted() -> None:
    hold, held = threading.Event(), threading.Event()

    class Slow(FakeDetector):
        def detect(
            self,
            picture: Picture,
            frame: int = 0,
            *,
            source_size: tuple[int, int] | None = None,
            previous: Picture | None = None,
        ) -> Detections:
            held.set()
            assert hold.wait(10)
            return super().detect(picture, frame, source_size=source_size, previous=previous)

    frames = [frame_of(number, number / 30) for number in range(6)]
    listener, detector = _Listener(), Slow()
    steps = [frames[0], lambda: _wait(held), *frames[1:], hold.set]
    watch = Watch(Scripted(steps), detector, settings=REAL_RATE)
    watch.add(listener)
    with watch:
        _until_end(watch)
        stats, shown = watch.stats(), watch.newest()
    assert listener.numbers == list(range(6))
    assert detector.asked == [0, 4, 5]
    assert (stats.captured, stats.looked, stats.dropped) == (6, 3, 3)
    assert shown is not None
    assert shown.looked is not None
    assert (shown.frame.number, shown.looked.number) == (5, 5)


def _wait(event: threading.Event) -> None:
    assert event.wait(10)


def test_glass_to_glass_counts_each_overlay_once() -> None:
    with Watch(Scripted([frame_of(0, 0.0)]), FakeDetector(), settings=REAL_RATE) as watch:
        _until_end(watch)
        shown = watch.newest()
        assert shown is not None
        painted_s = shown.frame.taken_s + 0.5
        watch.painted(0, painted_s)
        watch.painted(0, painted_s + 0.1)
        watch.painted(99, painted_s)
        paint = watch.stats().to_paint
    assert paint.n == 1
    assert paint.median_s == pytest.approx(0.5)


def test_a_listener_that_fails_is_told_of_and_heard_no_more_and_the_others_go_on() -> None:
    good, bad = _Listener(), _Listener(FileError("The disk is full.", "Make room."))
    watch = Watch(Scripted([frame_of(n, n / 30) for n in range(6)]), FakeDetector())
    watch.add(bad)
    watch.add(good)
    with watch:
        events = _until_end(watch)
    troubles = [event for event in events if isinstance(event, ListenerTrouble)]
    assert [(one.listener, one.message) for one in troubles] == [(bad, "The disk is full.")]
    assert len(bad.numbers) == 3
    assert good.numbers[-3:] == [3, 4, 5]


def test_a_source_that_fails_is_opened_again_and_numbers_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch_reading, "PAUSE_S", (0.0,))
    gone = CaptureError("The camera is gone.", "Plug it in.")
    again = [frame_of(0, 0.0), frame_of(1, 1 / 30)]
    source = Scripted([frame_of(0, 0.0), frame_of(1, 1 / 30), gone, gone, *again])
    listener = _Listener()
    watch = Watch(source, FakeDetector(), settings=REAL_RATE)
    watch.add(listener)
    with watch:
        events = _until_end(watch)
    assert listener.numbers == [0, 1, 2, 3]
    told = [event for event in events if isinstance(event, SourceTrouble | SourceBack)]
    assert [type(event) for event in told] == [SourceTrouble, SourceBack]
    assert source.opened == 3


def test_a_stream_may_change_its_size() -> None:
    frames = [frame_of(n, n / 30, (64, 48) if n < 3 else (96, 64)) for n in range(6)]
    with Watch(Scripted(frames), FakeDetector(), settings=REAL_RATE) as watch:
        events = _until_end(watch)
    assert [event for event in events if isinstance(event, SizeChanged)] == [
        SizeChanged(3, (96, 64))
    ]


def test_a_detector_that_fails_leaves_the_pictures_going_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch_looking, "_REST_S", 0.0)
    trouble = DetectorTrouble("The detector stopped.", "Choose another.")

    asked: list[int] = []

    def broken(frame: int) -> Detections:
        asked.append(frame)
        if len(asked) == 1:
            raise ModelError(trouble.message, trouble.hint)
        return rally(frame)

    source = Scripted([frame_of(n, n / 30) for n in range(5)])
    listener = _Listener()
    watch = Watch(source, FakeDetector(broken), settings=REAL_RATE)
    watch.add(listener)
    with watch:
        events = _until_end(watch)
        shown = watch.newest()
    assert [event for event in events if isinstance(event, DetectorTrouble)] == [trouble]
    assert isinstance(events[-1], SourceEnded)
    assert listener.numbers == list(range(5))
    assert shown is not None
    assert shown.looked is not None
    assert shown.looked.number == 4


def test_a_microphone_is_heard_instead_of_the_sources_sound_and_its_trouble_is_told_once() -> None:
    own = SoundBlock(np.zeros(10, np.float32), 16000, 0.0)
    loud = SoundBlock(np.ones(10, np.float32), 16000, 0.0)

    class Microphone:
        def __init__(self, take: Callable[[SoundBlock], None]) -> None:
            self._take = take

        def __enter__(self) -> Microphone:
            self._take(loud)
            return self

        def __exit__(self, *what: object) -> None:
            pass

        def trouble(self) -> CaptureError | None:
            return CaptureError("The microphone is silent.", "Plug it in.")

    listener = _Listener()
    source = Scripted([frame_of(0, 0.0), own, frame_of(1, 1 / 30), frame_of(2, 2 / 30)])
    watch = Watch(source, FakeDetector(), microphone=Microphone, settings=REAL_RATE)
    watch.add(listener)
    with watch:
        events = _until_end(watch)
    assert listener.sounds == [loud]
    assert [e for e in events if isinstance(e, SoundTrouble)] == [
        SoundTrouble("The microphone is silent.", "Plug it in.")
    ]


def test_leaving_ends_a_watch_in_the_middle() -> None:
    ready = threading.Event()

    def endless() -> None:
        ready.set()

    frames = [frame_of(n, n / 30) for n in range(3)]
    before = threading.active_count()
    with Watch(Scripted([*frames, endless, *frames]), FakeDetector(delay_s=0.01)):
        assert ready.wait(10)
    assert threading.active_count() == before


def test_a_quality_that_was_chosen_is_what_the_detector_sees(repository: Path) -> None:
    model = OnnxDetector(repository / "resources" / "models" / "default", threads=1)
    settings = WatchSettings(fps=30.0, quality=Quality.LEAST, adapt=False)
    frame = frame_of(0, 0.0, (704, 416))
    with Watch(Scripted([frame]), model, settings=settings) as watch:
        events = _until_end(watch)
        assert watch.stats().quality is Quality.LEAST
        assert watch.stats().looked == 1
    assert not any(isinstance(event, QualityChanged) for event in events)


def test_a_computer_that_cannot_keep_up_takes_a_smaller_picture_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module, name in (
        (watch_looking, "_ASK_EVERY_S"),
        (watch_quality, "WARM_UP_S"),
        (watch_quality, "PATIENCE_S"),
    ):
        monkeypatch.setattr(module, name, 0.0)
    monkeypatch.setattr(watch_quality, "ENOUGH_PER_S", 1e9)
    sizes: list[tuple[int, int]] = []

    class Slow(FakeDetector):
        def at_input(self, width: int, height: int) -> Slow:
            sizes.append((width, height))
            return self

        def input_size_for(self, width: int, height: int) -> tuple[int, int]:
            return 704, 416

    steps: list[LiveFrame | Callable[[], None]] = []
    for number in range(60):
        steps += [frame_of(number, number / 30), lambda: time.sleep(0.002)]
    with Watch(Scripted(steps), Slow(delay_s=0.01), settings=REAL_RATE) as watch:
        events = _until_end(watch)
        assert watch.stats().quality is Quality.LEAST
    told = [event for event in events if isinstance(event, QualityChanged)]
    assert [event.quality for event in told] == [Quality.LIGHT, Quality.LEAST]
    assert all(" of the pictures" in event.why for event in told)
    assert sizes == [(577, 341), (451, 266)]
