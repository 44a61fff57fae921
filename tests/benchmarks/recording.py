"""What recording a watch costs, and what is lost when it is killed.

    python tests/benchmarks/recording.py            everything
    python tests/benchmarks/recording.py cost       processor time a frame, at 720p and 1080p
    python tests/benchmarks/recording.py killed [N] N (10) recordings killed at random moments
    python tests/benchmarks/recording.py long [M]   M (10) minutes of film: memory, size, finishing
    python tests/benchmarks/recording.py differs [CLIP]  hits in a clip (the sample) and, when it
                                                    was encoded anew, in its recording

Milliseconds are of the processor, all threads together; a share is of two cores at 30 frames/s.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "support")]

from fake_detector import make_clip, rally  # noqa: E402
from live_feed import Feed  # noqa: E402

from core.capture.live_frame import LiveFrame, SoundBlock  # noqa: E402
from core.detections.onnx_detector import OnnxDetector  # noqa: E402
from core.live.past import Past  # noqa: E402
from core.live.record_finish import recover_all  # noqa: E402
from core.live.record_values import RecordingPlan  # noqa: E402
from core.live.recorder import Recorder  # noqa: E402
from core.resources import default_model  # noqa: E402
from core.sessions.analysis import analyse  # noqa: E402
from core.sessions.store import SessionStore  # noqa: E402
from core.video.fragment_writer import CodedPacket, CopyPlan, FragmentWriter  # noqa: E402
from core.video.frame import Picture  # noqa: E402
from core.video.picture import DecodedFrame, look_of  # noqa: E402
from core.video.reader import VideoReader, probe  # noqa: E402

SAMPLE = REPOSITORY / "resources" / "sample" / "practice.mp4"
SIZES = ((1280, 720), (1920, 1080))
N_FRAMES = 150
CHILD = REPOSITORY / "tests" / "support" / "record_child.py"


def main(wanted: list[str]) -> None:
    """Print what was asked for."""
    what = wanted[0] if wanted else ""
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as name:
        if what in ("", "cost"):
            cost(Path(name))
        if what in ("", "killed"):
            killed(Path(name), int((wanted[1:] or ["10"])[0]))
        if what in ("", "long"):
            long_film(Path(name), float((wanted[1:] or ["10"])[0]))
        if what in ("", "differs"):
            differs(Path(name), Path((wanted[1:] or [str(SAMPLE)])[0]))


def cost(folder: Path) -> None:
    """Print the processor time of a frame, for each way to keep it."""
    for size in SIZES:
        for kind in ("yuv420p", "yuvj422p", "yuyv422"):
            frames = list(scaled(size, kind))
            tell(f"{size[1]}p {kind} encoded", timed(lambda f=frames: recorded(folder, f)))
            if kind != "yuyv422":
                tell(f"{size[1]}p {kind} kept as JPEG", timed(lambda f=frames: kept(f)))
    tell("720p H.264 copied", timed(lambda: copied(folder)))
    tell("sound alone, a frame's worth", timed(lambda: sound(folder)))


def scaled(size: tuple[int, int], kind: str) -> Iterable[LiveFrame]:
    """Yield frames of the sample as a camera of this size and kind gives them."""
    with av.open(str(SAMPLE)) as container:
        for number, frame in enumerate(islice(container.decode(video=0), N_FRAMES)):
            made: DecodedFrame = frame.reformat(*size, format=kind)
            made.pts, made.time_base = number, Fraction(1, 30)
            yield LiveFrame(number, number / 30, 50 + number / 30, made, look_of(made, None))


def recorded(folder: Path, frames: list[LiveFrame], silent: bool = True) -> None:
    """Record frames as fast as they are taken."""
    store = SessionStore(folder / "library")
    with Recorder(store, "Bench", frames[0], RecordingPlan(sound=not silent)) as recorder:
        for frame in frames:
            recorder.take(frame)
            while frame.number - recorder.status().frames > 20:
                time.sleep(0.002)
        recorder.finish()


def kept(frames: list[LiveFrame]) -> None:
    """Put frames into the past."""
    with Past() as past:
        for number, frame in enumerate(frames):
            past.take(frame)
            while past.state().n_pictures <= number - 2:
                time.sleep(0.002)


def copied(folder: Path) -> None:
    """Copy the sample's packets."""
    path = folder / "copied.mp4"
    path.unlink(missing_ok=True)
    writer: FragmentWriter | None = None
    with av.open(str(SAMPLE)) as container:
        packets = container.demux(container.streams.video[0])
        for packet in islice((one for one in packets if one.size), N_FRAMES):
            if writer is None:
                plan = CopyPlan.of(packet)
                if plan is None:
                    return
                writer = FragmentWriter(path, plan)
            coded = CodedPacket(
                bytes(packet), packet.pts, packet.dts, packet.duration, packet.is_keyframe
            )
            writer.copy(coded)
            writer.sync()
    if writer is not None:
        writer.close()


def sound(folder: Path) -> None:
    """Record tiny pictures with sound: what is left is the sound's cost."""
    (first,) = scaled_once((64, 48))
    frames = [replace(first, number=k, time_s=k / 30, taken_s=50 + k / 30) for k in range(N_FRAMES)]
    store = SessionStore(folder / "library")
    noise = np.random.default_rng(0).normal(0, 0.01, 1600).astype(np.float32)
    with Recorder(store, "Bench", frames[0]) as recorder:
        for frame in frames:
            recorder.take(frame)
            recorder.take_sound(SoundBlock(noise, 48000, frame.taken_s))
            while frame.number - recorder.status().frames > 20:
                time.sleep(0.002)
        recorder.finish()


def scaled_once(size: tuple[int, int]) -> Iterable[LiveFrame]:
    """Yield one picture."""
    return islice(scaled(size, "yuv420p"), 1)


def killed(folder: Path, count: int) -> None:
    """Kill recordings at random moments and print how much film was lost."""
    clip = make_clip(folder / "rally.mp4", 600)
    lost: list[float] = []
    for number in range(count):
        library = folder / f"library-{number}"
        command = [sys.executable, str(CHILD), str(library), str(clip), "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            reached_s = 0.0
            for _ in range(random.Random(number).randrange(30, 580)):
                reached_s = float(child.stdout.readline()) if child.stdout else 0.0
            child.kill()
        (session,), _ = recover_all(SessionStore(library))
        lost.append(reached_s - session.video.duration_s)
    tell_line(f"killed {count} times: lost at most {max(lost):.2f} s, mean {np.mean(lost):.2f} s")


def long_film(folder: Path, minutes: float) -> None:
    """Record a film of so many minutes and print its memory, and how long finishing takes."""
    clip = make_clip(folder / "rally.mp4", 300)
    with VideoReader(clip) as film:
        pictures: list[Picture] = [frame.rgb for frame in film.frames()]
    decoded = [
        av.VideoFrame.from_ndarray(one, "rgb24").reformat(format="yuv420p") for one in pictures
    ]
    look = look_of(decoded[0], None)
    store = SessionStore(folder / "library")
    first = LiveFrame(0, 0.0, 50.0, decoded[0], look)
    noise = np.random.default_rng(0).normal(0, 0.01, 4800).astype(np.float32)
    plan = RecordingPlan(30.0, "fake-1", "Fake")
    with Recorder(store, "Bench", first, plan) as recorder:
        for number in range(round(minutes * 1800)):
            time_s = number / 30
            frame = LiveFrame(number, time_s, 50 + time_s, decoded[number % 300], look)
            recorder.take(frame)
            recorder.take_detections(number, rally(number))
            if number % 3 == 0:
                recorder.take_sound(SoundBlock(noise, 48000, frame.taken_s))
            while number - recorder.status().frames > 20:
                time.sleep(0.001)
            if number % 1800 == 1799:
                tell_line(f"{(number + 1) // 1800:4d} min: {resident_mb():6.0f} MB")
        since = time.perf_counter()
        session = recorder.finish()
    took_s = time.perf_counter() - since
    size = Path(session.video.path).stat().st_size
    tell_line(f"finishing {minutes:g} minutes ({size / 1e6:.0f} MB): {took_s:.2f} s")
    since = time.perf_counter()
    probe(Path(session.video.path))
    tell_line(f"opening it: {time.perf_counter() - since:.2f} s")


def differs(folder: Path, clip: Path) -> None:
    """Print how far an analysis of a recording that was encoded is from one of the original."""
    store, detector = SessionStore(folder / "differs"), OnnxDetector(default_model())
    feed = Feed(clip, copied=False)
    with Recorder(store, "Bench", feed.first()) as recorder:
        feed.into(recorder)
        session = analyse(recorder.finish(), store, detector)
    whole = analyse(store.create(probe(clip)), store, detector)
    n_boxes = [len(store.load_detections(one.id)) for one in (whole, session)]
    tell_line(f"{clip.name}: {n_boxes[0]} boxes, {n_boxes[1]} in what was encoded")
    for hit in whole.hits:
        near = min(session.hits, key=lambda one: abs(one.time_s - hit.time_s), default=None)
        if near is None or abs(near.time_s - hit.time_s) > 0.1:
            tell_line(f"  {hit.time_s:7.3f} s  not found")
            continue
        r = [one.r if one.r is not None else float("nan") for one in (hit, near)]
        tell_line(
            f"  {hit.time_s:7.3f} s  time {(near.time_s - hit.time_s) * 1e3:+6.2f} ms"
            f"  r {r[0]:.3f} -> {r[1]:.3f}  sure {hit.confidence:.3f} -> {near.confidence:.3f}"
        )
    tell_line(f"  {len(whole.hits)} hits, {len(session.hits)} in what was encoded")


def timed(work: Callable[[], None]) -> float:
    """Return the processor seconds of a frame."""
    work()
    since = time.process_time()
    work()
    return (time.process_time() - since) / N_FRAMES


def resident_mb() -> float:
    """Return the memory of this process in MB, its peak where there is nothing better."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def tell(what: str, frame_s: float) -> None:
    """Print a cost."""
    tell_line(f"{what:32s} {frame_s * 1e3:6.2f} ms  {frame_s * 30 / 2:6.1%} of two cores")


def tell_line(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
