"""How fluent Review is: ``python tests/benchmarks/playback.py [VIDEO] [--seconds 10]``.

Prints, on one screen (offscreen without one): the time to paint a 1080p frame with all overlays
beside the bare picture; the latency of a step whose picture is cached, of one that is not, and
of one backwards; the frames left out while playing 1080p at 30 frames/s. Without a video one is
made: 1080p, 30 frames/s, noise enough that decoding is real work.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "support")]
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np  # noqa: E402
from practice_values import hit, scored, tracks  # noqa: E402
from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from app.jobs.frame_loader import image_of  # noqa: E402
from app.state.playback import Playback  # noqa: E402
from app.state.track_log import TrackLog  # noqa: E402
from app.viewer.overlays import Layer  # noqa: E402
from app.viewer.screen import Screen  # noqa: E402
from app.viewer.video_area import VideoArea  # noqa: E402
from core.detections.detections import ObjectClass  # noqa: E402
from core.video.reader import VideoReader  # noqa: E402
from core.video.writer import VideoWriter  # noqa: E402

SIZE = (1920, 1080)


def make_video(path: Path, seconds: float) -> Path:
    """Write a 1080p video with moving texture."""
    rng = np.random.default_rng(0)
    ground = rng.integers(60, 140, (SIZE[1] // 8, SIZE[0] // 8 + 200, 3)).astype(np.uint8)
    big = np.kron(ground, np.ones((8, 8, 1), np.uint8))
    with VideoWriter(path, SIZE, 30.0, None) as writer:
        for frame in range(int(seconds * 30)):
            left = (frame * 5) % 1500
            writer.write(np.ascontiguousarray(big[:, left : left + SIZE[0]]))
    return path


class Bench:
    """The video surface without the rest of the window."""

    def __init__(self, video: Path) -> None:
        self.area = VideoArea()
        self.playback = Playback()
        self.screen = Screen(self.area.view, self.area.magnifier, self.playback, VideoReader)
        self.screen.opened.connect(lambda info: self.playback.load(info.timebase))
        self.area.resize(1280, 720)
        self.area.show()
        self.screen.open(video)
        self.wait_for(0)
        info = VideoReader(video).info
        self.n_frames = info.n_frames
        scale = info.width / 1920
        rows = [
            (f, kind, tuple(scale * (side + 3 * (f % 100)) for side in box))
            for f in range(self.n_frames)
            for kind, box in (
                (ObjectClass.PLAYER, (400, 200, 700, 900)),
                (ObjectClass.RACKET, (700, 400, 860, 560)),
                (ObjectClass.RACKET_HEAD, (760, 400, 860, 520)),
                (ObjectClass.BALL, (900, 450, 916, 466)),
            )
        ]
        self.screen.set_tracks(TrackLog(tracks(*rows)))
        self.screen.set_hits(scored(*(hit(f"h{i}", 0.5 + i) for i in range(self.n_frames // 30))))

    def wait_for(self, frame: int, limit_s: float = 60.0) -> float:
        """Let events run until ``frame`` is on screen; return the seconds it took."""
        start = time.perf_counter()
        while self.screen.shown_frame != frame and time.perf_counter() - start < limit_s:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 2)
        self.area.view.viewport().repaint()
        return time.perf_counter() - start

    def paint_ms(self, layers: frozenset[Layer], magnifier: bool, count: int = 60) -> float:
        """Return the median processor time of one full repaint."""
        self.area.view.set_layers(layers)
        self.area.magnifier.setVisible(magnifier)
        self.area.magnifier.place()
        self.playback.seek_frame(15)
        self.wait_for(15)
        times = []
        for _ in range(count):
            start = time.thread_time()
            self.area.view.viewport().repaint()
            times.append(1e3 * (time.thread_time() - start))
        return statistics.median(times)

    def step_ms(self, frames: list[int]) -> float:
        """Return the median time from a request to its picture on screen."""
        times = []
        for frame in frames:
            start = time.perf_counter()
            self.playback.seek_frame(frame)
            self.wait_for(frame)
            times.append(1e3 * (time.perf_counter() - start))
        return statistics.median(times)

    def play(self, seconds: float) -> tuple[int, int, float]:
        """Play from the start; return frames shown, frames due, and the processor's share."""
        self.area.magnifier.hide()
        self.playback.seek(0)
        self.wait_for(0)
        self.screen.dropped = 0
        shown: list[int] = []
        self.screen.frame_shown.connect(shown.append)
        loop = QEventLoop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        cpu, start = time.process_time(), time.perf_counter()
        self.playback.play()
        loop.exec()
        self.playback.pause()
        share = (time.process_time() - cpu) / (time.perf_counter() - start)
        self.screen.frame_shown.disconnect(shown.append)
        return len(set(shown)), self.playback.frame + 1, share


def read_ms(video: Path, count: int = 40) -> float:
    """Return the processor time to decode one frame after the other and make it paintable."""
    with VideoReader(video) as reader:
        reader.frame(0)
        start = time.process_time()
        for index in range(1, min(count + 1, reader.info.n_frames)):
            image_of(reader.frame(index).rgb)
        return 1e3 * (time.process_time() - start) / count


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        video = given.video or make_video(Path(folder) / "bench.mp4", given.seconds)
        bench = Bench(video)
        every = frozenset(Layer)
        bare = bench.paint_ms(frozenset(), magnifier=False)
        full = bench.paint_ms(every, magnifier=False)
        glass = bench.paint_ms(every, magnifier=True)
        print(
            f"paint, processor ms per frame at 1280x720: bare picture {bare:.1f}, "
            f"overlays {full:.1f}, overlays and magnifier {glass:.1f}"
        )
        read = read_ms(video)
        print(
            f"read: {read:.1f} processor ms per frame; playing 30 frames/s needs "
            f"{0.03 * (read + full):.2f} cores"
        )
        last = bench.n_frames - 1
        cached = bench.step_ms([15, 16, 15, 16, 15, 16, 15, 16, 15, 16])
        forward = bench.step_ms(list(range(30, min(60, last))))
        backward = bench.step_ms(list(range(min(60, last), 30, -1)))
        far = bench.step_ms([min(last, f) for f in (200, 20, 150, 90, 10)])
        print(
            f"step to picture on screen, ms: cached {cached:.1f}, forwards {forward:.1f}, "
            f"backwards {backward:.1f}, far seek {far:.0f}  (a 60 Hz display frame: 16.7)"
        )
        shown, due, share = bench.play(min(given.seconds, bench.n_frames / 30) - 0.2)
        print(
            f"playing: {shown} of {due} frames shown, {due - shown} left out "
            f"({100 * (due - shown) / max(due, 1):.1f} %), {share:.2f} cores"
        )
        bench.screen.finish()
    application.quit()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
