"""How fast a whole analysis is beside bare decoding, where its time goes, what memory it takes.

    python tests/benchmarks/pipeline.py            speed at 1080p, and memory
    python tests/benchmarks/pipeline.py speed [S]  only speed, on S seconds (30)
    python tests/benchmarks/pipeline.py memory     only memory, 10 minutes against 60
    python tests/benchmarks/pipeline.py memory 2 8       the same for other lengths

Without a detector in ``resources`` a stand-in that finds nothing new is used, and said.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest import mock

from long_clips import looped, scaled_sample

from core.detections.detector import Detector
from core.detections.onnx_detector import OnnxDetector
from core.errors import ModelError
from core.resources import default_model
from core.sessions import analysis_run
from core.sessions.analysis import analyse
from core.sessions.store import SessionStore
from core.video.frame import Frame
from core.video.reader import VideoReader, probe

FULL_HD = (1920, 1080)


def main(wanted: list[str]) -> None:
    """Print what was asked for."""
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as name:
        folder = Path(name)
        if wanted == [] or wanted[0] == "speed":
            speed(folder, float((wanted[1:] or [30.0])[0]))
        if wanted == [] or wanted[0] == "memory":
            short, long = map(int, wanted[1:] or (10, 60))
            memory(folder, (short, long))


def speed(folder: Path, seconds: float) -> None:
    """Print the frames per second of decoding alone and of the whole analysis."""
    clip = scaled_sample(folder / "full-hd.mp4", FULL_HD)
    clip = looped(clip, folder / "full-hd-looped.mp4", seconds)
    detector, name = shipped_detector()
    info = probe(clip)
    size = detector.fitted_size_for(info.width, info.height)
    print(f"clip: {info.n_frames} frames, {info.width}x{info.height}, {info.fps:.0f} frames/s")
    print(f"detector: {name}, pictures of {size[0]}x{size[1]}")
    cpu = cpu_s()
    alone = decode_only(clip, size)
    cpu_alone, cpu = cpu_s() - cpu, cpu_s()
    whole, parts = timed_analysis(folder, clip, detector)
    cpu_whole = cpu_s() - cpu
    n_frames = info.n_frames
    print(f"decoding alone      {n_frames / alone:7.1f} frames/s")
    rate = n_frames / whole
    print(f"whole analysis      {rate:7.1f} frames/s = {rate / info.fps:.2f} x real time")
    print(f"share of decoding's rate: {alone / whole:.2f}")
    rest = whole - sum(parts.values())
    for part, seconds in [*parts.items(), ("rest", rest)]:
        print(f"  {part:<22}{1000 * seconds / n_frames:6.1f} ms/frame {seconds / whole:5.0%}")
    each, each_alone = 1000 * cpu_whole / n_frames, 1000 * cpu_alone / n_frames
    print(f"processor time a frame, whatever else runs: {each:.1f} ms, decoding {each_alone:.1f}")
    print(f"two cores of its own could do {2000 / each:.0f} frames/s at most")


def cpu_s() -> float:
    """Return the processor seconds this process has used, all threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def decode_only(clip: Path, size: tuple[int, int]) -> float:
    """Return the seconds to decode every frame to the detector's size."""
    started = time.perf_counter()
    with VideoReader(clip, cache_bytes=0) as reader:
        for _ in reader.frames(size=size):
            pass
    return time.perf_counter() - started


def timed_analysis(folder: Path, clip: Path, detector: Detector) -> tuple[float, dict[str, float]]:
    """Return the seconds of an analysis, and those of its stages in the calling thread."""
    store = SessionStore(folder / f"library-{time.monotonic_ns()}")
    session = store.create(probe(clip))
    run, feed = analysis_run.AnalysisRun, analysis_run.FrameFeed
    parts: dict[str, float] = {}
    with (
        _timed(parts, "detector", type(detector), "detect"),
        _timed(parts, "tracks and hits", analysis_run.HitStage, "push"),
        _timed(parts, "keeping on disk", run, "_keep"),
        _timed(parts, "thumbnails, updates", run, "_tell"),
        _timed(parts, "finishing", run, "_finish"),
        _timed_frames(parts, feed),
    ):
        started = time.perf_counter()
        analyse(session, store, detector, on_update=lambda update: None)
        spent = time.perf_counter() - started
    return spent, parts


def _timed(
    parts: dict[str, float], name: str, owner: type, method: str
) -> AbstractContextManager[object]:
    """Add up the time spent in a method while the context lasts."""
    original: Callable[..., Any] = getattr(owner, method)
    parts[name] = 0.0

    def measured(*arguments: object, **named: object) -> object:
        started = time.perf_counter()
        try:
            return original(*arguments, **named)
        finally:
            parts[name] += time.perf_counter() - started

    return mock.patch.object(owner, method, measured)


def _timed_frames(
    parts: dict[str, float], feed: type[analysis_run.FrameFeed]
) -> AbstractContextManager[object]:
    """Add up the time spent waiting for the decoder's pictures."""
    original = feed.frames
    parts["waiting for pictures"] = 0.0

    def measured(self: analysis_run.FrameFeed, waiting: Callable[[], None]) -> Iterator[Frame]:
        frames = original(self, waiting)
        while True:
            started = time.perf_counter()
            frame = next(frames, None)
            parts["waiting for pictures"] += time.perf_counter() - started
            if frame is None:
                return
            yield frame

    return mock.patch.object(feed, "frames", measured)


def shipped_detector() -> tuple[Detector, str]:
    """Return the detector that ships, or a stand-in, and what to call it."""
    try:
        detector = OnnxDetector(default_model())
    except ModelError:
        return stand_in(), "stand-in (none ships yet)"
    return detector, detector.model_name


def stand_in() -> Detector:
    """Return a detector that looks at nothing and finds four boxes a frame."""
    sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))
    from fake_detector import FakeDetector

    detector: Detector = FakeDetector()
    return detector


def memory(folder: Path, lengths: tuple[int, int]) -> None:
    """Print the peak memory of analyses of two lengths (minutes), each in its own process.

    A stand-in finds four boxes a frame, so that an hour does not take an hour.
    """
    small = scaled_sample(folder / "small.mp4", (320, 180))
    peaks = {}
    for minutes in lengths:
        clip = looped(small, folder / f"{minutes}-min.mp4", 60.0 * minutes)
        command = [sys.executable, __file__, "peak", str(clip), str(folder / f"lib{minutes}")]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        peak = json.loads(printed)
        peaks[minutes] = peak
        print(
            f"{minutes:3d} min: {peak['frames']} frames, peak {peak['mb']:.0f} MB, "
            f"files {peak['files_mb']:.1f} MB, {peak['frames'] / peak['s']:.0f} frames/s"
        )
    first, last = (peaks[minutes] for minutes in lengths)
    grown, frames = last["mb"] - first["mb"], last["frames"] - first["frames"]
    print(f"growth: {grown:.0f} MB over {frames} frames = {1e6 * grown / frames:.0f} bytes a frame")


def print_peak(clip: Path, library: Path) -> None:
    """Analyse in this process and print its peak memory as JSON."""
    store = SessionStore(library)
    started = time.perf_counter()
    session = analyse(store.create(probe(clip)), store, stand_in())
    spent = time.perf_counter() - started
    files = sum(path.stat().st_size for path in library.rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"mb": peak, "s": spent, "frames": session.video.n_frames, "files_mb": files / 1e6}
    print(json.dumps(found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        print_peak(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(sys.argv[1:])
