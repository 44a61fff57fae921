"""What receiving costs: network cameras on loopback, each in a process of its own.

    python tests/benchmarks/capture.py

Prints for each kind how late the middle picture is here (from when it was sent, or its own
moment), how many came a second, and the share of one core that receiving and decoding took. The
pictures are frames of the sample practice. Beside it, what evening out arrivals gains where the
network is uneven.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from pathlib import Path

import cv2
import numpy as np

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP), str(TOP / "tests" / "support")]

from live_servers import MjpegPlan, mjpeg_camera  # noqa: E402
from rtsp_camera import RtspPlan, rtsp_camera  # noqa: E402

from core.capture.even_times import EvenTimes  # noqa: E402
from core.capture.opening import open_source  # noqa: E402
from core.capture.source_spec import SourceKind, SourceSpec  # noqa: E402
from core.capture.trial import tried  # noqa: E402
from core.resources import sample_video  # noqa: E402
from core.video.reader import VideoReader  # noqa: E402

SECONDS = 5.0
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}


def jpegs(size: tuple[int, int], n: int = 30) -> list[bytes]:
    """Return the first frames of the sample as JPEG."""
    with VideoReader(sample_video()) as reader:
        frames = [frame.rgb[..., ::-1] for frame in reader.frames(0, n)]
    return [cv2.imencode(".jpg", cv2.resize(rgb, size))[1].tobytes() for rgb in frames]


def serve(kind: str, size: tuple[int, int], place: multiprocessing.SimpleQueue[str]) -> None:
    """Be the camera until the process is ended."""
    if kind == "MJPEG":
        pictures = jpegs(size)
        camera = mjpeg_camera(
            MjpegPlan(n=10_000, fps=30, picture=lambda number: pictures[number % len(pictures)])
        )
    else:
        camera = rtsp_camera(RtspPlan(n=400, fps=30, size=size, gop=30))
    with camera as server:
        scheme = "http" if kind == "MJPEG" else "rtsp"
        place.put(f"{scheme}://{server.place}/live")
        time.sleep(60)


def receive(kind: str, name: str) -> None:
    """Measure one camera."""
    place: multiprocessing.SimpleQueue[str] = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=serve, args=(kind, SIZES[name], place), daemon=True)
    process.start()
    spec = SourceSpec(SourceKind.ADDRESS, place.get())
    cpu_s, begun_s = time.process_time(), time.monotonic()
    trial = tried(open_source(spec, comes_back=False), SECONDS)
    share = (time.process_time() - cpu_s) / (time.monotonic() - begun_s)
    process.terminate()
    print(
        f"{kind} {name}: {trial.late_s * 1e3:.1f} ms, {trial.fps:.1f} a second, "
        f"{trial.n_lost} lost, {share:.0%} of a core"
    )


def even_out(jitter_s: float, drops: float) -> None:
    """Print how wrong the steps between pictures are, as they arrive and evened out."""
    rng = np.random.default_rng(0)
    true_s = np.arange(1800) / 30
    true_s = true_s[rng.random(len(true_s)) >= drops]
    arrivals = np.maximum.accumulate(true_s + rng.exponential(jitter_s, len(true_s)))
    even = EvenTimes()
    found = np.array([even.sent_s(at_s) for at_s in arrivals.tolist()])
    raw, after = (np.abs(np.diff(times - true_s)[60:]) * 1e3 for times in (arrivals, found))
    told = [f"{np.percentile(one, 50):.2f}, {np.percentile(one, 95):.1f}" for one in (raw, after)]
    print(
        f"network late by {jitter_s * 1e3:.0f} ms on the average, {drops:.0%} left out: steps are "
        f"wrong by {told[0]} ms (median, p95) as they arrive, {told[1]} evened out"
    )


if __name__ == "__main__":
    for kind in ("MJPEG", "RTSP H.264"):
        for name in SIZES:
            receive(kind, name)
    for jitter_s, drops in ((0.002, 0.0), (0.005, 0.0), (0.005, 0.05), (0.01, 0.0)):
        even_out(jitter_s, drops)
