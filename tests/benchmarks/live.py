"""Watching live: pictures a second captured, looked at, painted; latency; processor time; memory.

    PYTHONPATH=.:tests/support python tests/benchmarks/live.py [--seconds 20] [--threads N]
        [--heights 720 1080] [--sources file mjpeg] [--record no yes] [--no-paint]
        [--quality full] [--fps 30]
    PYTHONPATH=.:tests/support python tests/benchmarks/live.py --minutes 60 [--fast]

The first prints a line for every source, size, and with and without recording. The second watches
one file, looped, with recording, and prints the memory's curve; with ``--fast`` it plays as fast as
it is looked at, with the boxes of the first round instead of the detector: all else (capture,
engine, recorder, listeners) sees as many pictures as in that time. Prints figures, asserts nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import psutil
from gated_source import Gated, Wakeful
from live_servers import MjpegPlan, mjpeg_camera
from long_clips import looped, scaled_sample
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from core.capture.file_source import FileSource
from core.capture.live_source import LiveSource
from core.capture.opening import open_source
from core.capture.source_spec import SourceKind, SourceSpec
from core.detections.detections import Detections
from core.detections.onnx_detector import OnnxDetector
from core.live.past import Past
from core.live.record_values import RecordingPlan
from core.live.recorder import Recorder
from core.live.watch import Watch
from core.live.watch_values import (
    EarlyCall,
    HitFound,
    Quality,
    Shown,
    SourceEnded,
    WatchSettings,
    WatchStats,
)
from core.resources import default_model
from core.sessions.store import SessionStore
from core.video.frame import Picture
from core.video.picture import PictureMaker
from core.video.reader import VideoReader, probe

FOLDER = Path(tempfile.gettempdir()) / "sweetspot-live"
SIZES = {720: (1280, 720), 1080: (1920, 1080)}
VIEW = (1120, 630)
"""What a window of 1280x720 leaves for the picture."""


@dataclass(frozen=True)
class Scene:
    """One line of the table."""

    height: int
    source: str
    record: bool


@dataclass
class Outcome:
    """What one watching came to."""

    stats: WatchStats
    cores: float
    calls: list[float]
    finals: list[float]


def main() -> None:
    """Run what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--heights", type=int, nargs="+", default=[720, 1080])
    parser.add_argument("--sources", nargs="+", default=["file", "mjpeg"])
    parser.add_argument("--record", nargs="+", default=["no", "yes"])
    parser.add_argument("--quality", type=Quality, default=Quality.FULL)
    parser.add_argument("--no-paint", action="store_true")
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--fast", action="store_true")
    given = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    if given.minutes is not None:
        long_run(given.minutes, given.fast, given.threads)
        return
    print("                    a second              late        ms from taken to (median, 95th)")
    print("size source  rec    got looked painted    out       read      boxes    painted   cores")
    for height in given.heights:
        for source in given.sources:
            for record in given.record:
                scene = Scene(height, source, record == "yes")
                settings = WatchSettings(fps=given.fps, quality=given.quality, adapt=False)
                with _source_of(scene, given.seconds, given.fps) as live:
                    painter = None if given.no_paint else Painter()
                    detector = OnnxDetector(default_model(), threads=given.threads)
                    tell(scene, watch(live, detector, scene, settings, painter))


def watch(
    source: LiveSource,
    detector: OnnxDetector,
    scene: Scene,
    settings: WatchSettings,
    painter: Painter | None,
) -> Outcome:
    """Watch a source to its end as the window does; return the figures of its last seconds."""
    calls: list[float] = []
    finals: list[float] = []
    stats = WatchStats()
    with ExitStack() as held:
        store = SessionStore(Path(held.enter_context(tempfile.TemporaryDirectory())))
        past = held.enter_context(Past())
        watching = held.enter_context(Watch(source, detector, settings=settings))
        watching.add(past, past)
        recorder: Recorder | None = None
        start, spent = time.monotonic(), time.process_time()
        over = False
        while not over:
            shown = watching.newest()
            if shown is not None and scene.record and recorder is None:
                plan = RecordingPlan(fps=settings.fps or 30.0)
                recorder = held.enter_context(Recorder(store, "benchmark", shown.frame, plan))
                watching.add(recorder, recorder)
            if painter is None or shown is None or not painter.paint(shown, watching):
                time.sleep(0.004)
            for event in watching.take_events():
                calls += [event.delay_s] if isinstance(event, EarlyCall) else []
                finals += [event.delay_s] if isinstance(event, HitFound) else []
                over |= isinstance(event, SourceEnded)
            if not over and time.monotonic() - start > 3:
                stats = watching.stats()
        cores = (time.process_time() - spent) / (time.monotonic() - start)
        if recorder is not None:
            recorder.finish()
    return Outcome(stats, cores, calls, finals)


class Painter:
    """Paints as the window does: the picture at the view's size, and the boxes over it."""

    def __init__(self) -> None:
        self._maker: PictureMaker | None = None
        self._last = -1

    def paint(self, shown: Shown, watching: Watch) -> bool:
        """Paint what was looked at last, if that is new; return whether it was."""
        looked = shown.looked
        if looked is None or looked.number == self._last:
            return False
        self._last = looked.number
        self._maker = self._maker or PictureMaker(looked.frame.look)
        picture = self._maker.rgb(looked.frame.decoded, VIEW)
        size = (picture.shape[1], picture.shape[0], picture.strides[0])
        image = QImage(picture.data, *size, QImage.Format.Format_RGB888)
        canvas = QImage(*VIEW, QImage.Format.Format_RGB32)
        painter = QPainter(canvas)
        painter.drawImage(0, 0, image)
        painter.setPen(QColor("white"))
        zoom = VIEW[0] / looked.frame.size[0]
        for x0, y0, x1, y1 in (looked.boxes.xyxy * zoom).tolist():
            painter.drawRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        painter.end()
        watching.painted(looked.number)
        return True


@contextmanager
def _source_of(scene: Scene, seconds: float, fps: float) -> Iterator[LiveSource]:
    clip = scaled_sample(FOLDER / f"sample-{scene.height}.mp4", SIZES[scene.height])
    if scene.source == "file":
        yield FileSource(looped(clip, FOLDER / f"{scene.height}-{seconds:g}.mp4", seconds))
        return
    pictures = _jpegs(clip)
    plan = MjpegPlan(
        n=round(seconds * fps), fps=fps, picture=lambda number: pictures[number % len(pictures)]
    )
    with mjpeg_camera(plan) as server:
        address = f"http://127.0.0.1:{server.port}/live"
        yield open_source(SourceSpec(SourceKind.ADDRESS, address), comes_back=False)


def _jpegs(clip: Path, most: int = 90) -> list[bytes]:
    """Return the first pictures of a clip as a camera compresses them."""
    with VideoReader(clip, cache_bytes=0) as reader:
        return [
            cv2.imencode(".jpg", frame.rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
            for frame in reader.frames(0, most)
        ]


def tell(scene: Scene, outcome: Outcome) -> None:
    """Print one line, and the stages' shares of a core below it."""
    stats = outcome.stats
    late = [
        f"{1e3 * one.median_s:4.0f} {1e3 * one.p95_s:4.0f}"
        for one in (stats.to_read, stats.to_boxes, stats.to_paint)
    ]
    print(
        f"{scene.height:4} {scene.source:6} {'yes' if scene.record else 'no':4}"
        f"{stats.captured_per_s:6.1f} {stats.looked_per_s:6.1f} {stats.painted_per_s:7.1f}"
        f"{stats.dropped_share:7.1%}  {'  '.join(late)}  {outcome.cores:6.2f}",
        flush=True,
    )
    shares = ", ".join(f"{name} {share:.0%}" for name, share in sorted(stats.cpu.items()))
    told = f"     of one core: {shares}"
    if outcome.calls:
        told += f"; called {np.median(outcome.calls):.2f} s after the contact"
        told += f" (latest {max(outcome.calls):.2f})"
    if outcome.finals:
        told += f", final {np.median(outcome.finals):.2f} s"
    print(told, flush=True)


class Remembering:
    """A detector that looks at the first round of a looped film only, and then remembers."""

    def __init__(self, detector: OnnxDetector, n_frames: int) -> None:
        self._detector, self._n = detector, n_frames
        self._boxes: dict[int, Detections] = {}
        self.model_hash, self.model_name = detector.model_hash, detector.model_name

    def fitted_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return the detector's own."""
        return self._detector.fitted_size_for(width, height)

    def detect(
        self,
        picture: Picture,
        frame: int = 0,
        *,
        source_size: tuple[int, int] | None = None,
        previous: Picture | None = None,
    ) -> Detections:
        """Return the boxes of that frame of the round."""
        place = frame % self._n
        if place not in self._boxes:
            self._boxes[place] = self._detector.detect(
                picture, place, source_size=source_size, previous=previous
            )
        known = self._boxes[place]
        return Detections.of(frame, known.xyxy, known.score, known.class_id)


def long_run(minutes: float, fast: bool, threads: int) -> None:
    """Watch and record for long; print memory and what was dropped, ten times on the way."""
    clip = scaled_sample(FOLDER / "sample-720.mp4", SIZES[720])
    film = looped(clip, FOLDER / f"720-{minutes:g}min.mp4", 60 * minutes)
    info = probe(clip)
    detector = OnnxDetector(default_model(), threads=threads)
    fake = Wakeful()
    source: LiveSource = (
        Gated(FileSource(film, fake.clock, fake.wait)) if fast else FileSource(film)
    )
    seer = Remembering(detector, info.n_frames) if fast else detector
    process, over = psutil.Process(), threading.Event()
    with ExitStack() as held:
        store = SessionStore(Path(held.enter_context(tempfile.TemporaryDirectory())))
        past = held.enter_context(Past())
        watching = Watch(source, seer, settings=WatchSettings(fps=info.fps))
        watching.add(past, past)
        if isinstance(source, Gated):
            source.keeps = False
            watching.add(results=source)
        held.enter_context(watching)
        recorder: Recorder | None = None
        next_s, n_hits = 0.0, 0
        print("film min   memory MB   looked at   left out   hits")
        while not over.is_set():
            shown = watching.newest()
            if shown is not None and recorder is None:
                plan = RecordingPlan(fps=info.fps)
                recorder = held.enter_context(Recorder(store, "long", shown.frame, plan))
                watching.add(recorder, recorder)
            for event in watching.take_events():
                n_hits += isinstance(event, HitFound)
                if isinstance(event, SourceEnded):
                    over.set()
            if shown is not None and (shown.frame.time_s >= next_s or over.is_set()):
                next_s += 6 * minutes
                stats = watching.stats()
                print(
                    f"{shown.frame.time_s / 60:8.1f} {process.memory_info().rss / 1e6:11.0f} "
                    f"{stats.looked:11} {stats.dropped:10} {n_hits:6}",
                    flush=True,
                )
            time.sleep(0.01)
        if recorder is not None:
            begun = time.monotonic()
            session = recorder.finish()
            print(
                f"finished in {time.monotonic() - begun:.1f} s: {len(session.hits)} hits, "
                f"{process.memory_info().rss / 1e6:.0f} MB; {recorder.status()}"
            )


if __name__ == "__main__":
    main()
