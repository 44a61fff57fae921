"""How the video reader does beside OpenCV's, and what a long file costs.

    python tests/benchmarks/video.py            everything
    python tests/benchmarks/video.py speed      decoding and seeking only
    python tests/benchmarks/video.py long [M]   opening and memory only, 5 minutes against M (60)

Processor seconds stand beside the clock's, so that a busy computer does not hide a result;
ratios over 1 mean that ours is that many times faster.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from long_clips import looped, scaled_sample

from core.video.reader import VideoReader, probe
from core.video.sound import read_onset_curve

FULL_HD = (1920, 1080)
SMALL = (512, 288)
N_FRAMES = 200
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and by the processor."""

    wall_s: float
    cpu_s: float

    def per(self, count: int) -> str:
        """Return the cost of one of ``count`` things in milliseconds."""
        return f"{self.wall_s / count * 1e3:7.2f} ms ({self.cpu_s / count * 1e3:6.2f} ms processor)"


def main(wanted: list[str]) -> None:
    """Print what was asked for."""
    if wanted and wanted[0] == "one-file":
        print(json.dumps(one_file(Path(wanted[1]))))
        return
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as name:
        clip = scaled_sample(Path(name) / "full-hd.mp4", FULL_HD)
        if wanted == [] or wanted[0] == "speed":
            speed(clip)
        if wanted == [] or wanted[0] == "long":
            long_files(clip, int((wanted[1:] or ["60"])[0]))


def cost_of(work: Callable[[], object]) -> Cost:
    """Return what running ``work`` once costs."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def speed(clip: Path) -> None:
    """Print decoding, scaling, seeking and stepping, ours beside OpenCV's."""
    print(f"1080p H.264, {N_FRAMES} frames in order")
    side_by_side(
        "decode to RGB", cost_of(lambda: ours(clip, None)), cost_of(lambda: cv(clip, None))
    )
    side_by_side(
        f"decode to {SMALL[0]}x{SMALL[1]} RGB",
        cost_of(lambda: ours(clip, SMALL)),
        cost_of(lambda: cv(clip, SMALL)),
    )
    places = [int(k) for k in np.random.default_rng(0).integers(0, 299, 12)]
    print(f"{len(places)} seeks to a frame number")
    side_by_side(
        "seek", cost_of(lambda: seek_ours(clip, places)), cost_of(lambda: seek_cv(clip, places)), 12
    )
    stepping(clip)


def side_by_side(what: str, mine: Cost, other: Cost, count: int = N_FRAMES) -> None:
    """Print two costs and their ratio."""
    ratio = other.wall_s / mine.wall_s, other.cpu_s / mine.cpu_s
    print(f"  {what:26} ours {mine.per(count)}  cv2 {other.per(count)}", end="")
    print(f"  ratio {ratio[0]:.2f} ({ratio[1]:.2f} by processor)")


def ours(clip: Path, size: tuple[int, int] | None) -> None:
    """Read the first frames with our reader."""
    with VideoReader(clip, cache_bytes=0) as reader:
        for _ in reader.frames(0, N_FRAMES, size):
            pass


def cv(clip: Path, size: tuple[int, int] | None) -> None:
    """Read the first frames with OpenCV."""
    capture = cv2.VideoCapture(str(clip))
    for _ in range(N_FRAMES):
        picture = capture.read()[1]
        if size is not None:
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    capture.release()


def seek_ours(clip: Path, places: list[int]) -> None:
    """Go to frames with our reader, nothing cached."""
    with VideoReader(clip, cache_bytes=0) as reader:
        for place in places:
            reader.frame(place)


def seek_cv(clip: Path, places: list[int]) -> None:
    """Go to frames with OpenCV."""
    capture = cv2.VideoCapture(str(clip))
    for place in places:
        capture.set(cv2.CAP_PROP_POS_FRAMES, place)
        capture.read()
    capture.release()


def stepping(clip: Path) -> None:
    """Print what a step costs once its group of pictures is decoded."""
    with VideoReader(clip) as reader:
        reader.frame(140)
        back = list(range(139, 120, -1))
        first = cost_of(lambda: reader.frame(back[0]))
        cached = cost_of(lambda: [reader.frame(k) for k in back[1:]])
    print(f"  first step back {first.wall_s * 1e3:.1f} ms, then {cached.per(len(back) - 1)} a step")


def long_files(clip: Path, minutes: int) -> None:
    """Print opening time and peak memory of a short and a long file, each in its own process."""
    print("opening, one seek to the middle, all the sound; each in a fresh process")
    results = []
    for length in (5, minutes):
        path = looped(clip, clip.with_name(f"{length}-minutes.mp4"), length * 60)
        answer = subprocess.run(
            [sys.executable, __file__, "one-file", str(path)],
            capture_output=True,
            check=True,
            cwd=REPOSITORY,
            env={"PYTHONPATH": str(REPOSITORY)},
        )
        found = json.loads(answer.stdout)
        results.append(found)
        size = path.stat().st_size / 1e6
        print(f"  {length:3} min, {found['n_frames']} frames, {size:.0f} MB:", end=" ")
        print(
            f"open {found['open_s'] * 1e3:.0f} ms ({found['open_cpu_s'] * 1e3:.0f} processor),",
            end=" ",
        )
        print(f"seek {found['seek_s'] * 1e3:.0f} ms, peak {found['peak_mb']:.0f} MB")
    growth = results[1]["peak_mb"] / results[0]["peak_mb"]
    print(f"  memory: {growth:.2f} times for {minutes / 5:.0f} times the length")


def one_file(path: Path) -> dict[str, float]:
    """Open, seek and listen; return what it took."""
    opened = cost_of(lambda: probe(path))
    with VideoReader(path) as reader:
        middle = reader.info.n_frames // 2
        seek = cost_of(lambda: reader.frame(middle))
        for _ in reader.frames(middle, middle + 300, SMALL):
            pass
        n_frames = reader.info.n_frames
    read_onset_curve(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "n_frames": n_frames,
        "open_s": opened.wall_s,
        "open_cpu_s": opened.cpu_s,
        "seek_s": seek.wall_s,
        "peak_mb": peak,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
