"""How fast films are made: ``python tests/benchmarks/film.py [VIDEO] [--seconds S] [--size WxH]``.

Ratios to the film's own length, beside those of decoding and encoding the same pictures with
nothing drawn in, and of decoding alone. Without a video it is the sample, enlarged to 1080p. The
overlays are as busy as can be: a box of each kind in every frame, a ball that flies, a hit in
every second.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "support")]

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from film_values import practice_of  # noqa: E402

from core.detections.tracks import Tracks  # noqa: E402
from core.film.choices import FilmChoices, FilmPreset, fitted_size  # noqa: E402
from core.film.making import QUALITY, make_film, preset_for  # noqa: E402
from core.hits.hit import Hit  # noqa: E402
from core.progress import NoProgress  # noqa: E402
from core.resources import sample_video  # noqa: E402
from core.sessions.session import Session  # noqa: E402
from core.video.reader import VideoReader, probe  # noqa: E402
from core.video.writer import VideoWriter  # noqa: E402


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", nargs="?", type=Path, default=sample_video())
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--size", default="1920x1080")
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wide, high = (int(side) for side in wanted.size.split("x"))
        source = resized(wanted.video, folder / "source.mp4", (wide, high), wanted.seconds)
        session, tracks = busy(source)
        length_s = session.video.duration_s
        print(
            f"{wanted.video.name} at {wide}x{high}, {length_s:.1f} s, {session.video.fps:.0f} fps"
        )
        out = folder / "film.mp4"
        figures: list[tuple[str, Callable[[], float]]] = [
            ("decode", lambda: decode(source)),
            ("decode and encode", lambda: copy(source, out)),
            ("whole practice, bare", lambda: film(session, tracks, out, bare())),
            ("whole practice, overlays", lambda: film(session, tracks, out, whole())),
            ("all hits, slow, held", lambda: film(session, tracks, out, FilmChoices())),
        ]
        print("                             x real time   core seconds a second")
        for words, act in figures:
            wall, cpu = time.perf_counter(), time.process_time()
            made_s = act()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            print(f"{words:28} {made_s / wall:11.2f} {cpu / made_s:20.2f}")


def bare() -> FilmChoices:
    """Return a film with nothing drawn in."""
    return replace(whole(), overlays=False, badge=False)


def whole() -> FilmChoices:
    """Return a film of everything at its own speed, without the card, which costs nothing."""
    return replace(FilmChoices.usual(FilmPreset.WHOLE), end_card=False)


def resized(video: Path, target: Path, size: tuple[int, int], seconds: float) -> Path:
    """Write the beginning of a video at a size, as a phone would store it."""
    with VideoReader(video) as reader:
        until = reader.info.timebase.frame_at(seconds - 1e-3) + 1
        with VideoWriter(target, size, None, quality=20, preset="fast") as writer:
            for number in range(until):
                planes = reader.planes(number, size).copy()
                writer.write_planes(planes, reader.info.timebase.time_of(number))
    return target


def decode(source: Path) -> float:
    """Decode every picture; return the seconds of film."""
    with VideoReader(source) as reader:
        for _ in planes_of(reader):
            pass
        return reader.info.duration_s


def copy(source: Path, target: Path) -> float:
    """Decode and encode every picture."""
    with VideoReader(source) as reader:
        size = fitted_size(reader.info.width, reader.info.height, FilmChoices().size)
        with VideoWriter(
            target, size, None, None, QUALITY, preset_for(size, reader.info.fps)
        ) as writer:
            for number, planes in enumerate(planes_of(reader)):
                writer.write_planes(planes.copy(), reader.info.timebase.time_of(number))
        return reader.info.duration_s


def planes_of(reader: VideoReader) -> Iterator:  # type: ignore[type-arg]
    """Yield every picture's planes."""
    size = fitted_size(reader.info.width, reader.info.height, FilmChoices().size)
    for number in range(reader.info.n_frames):
        yield reader.planes(number, size)


def film(session: Session, tracks: Tracks, target: Path, choices: FilmChoices) -> float:
    """Make a film; return its length."""
    return make_film(session, tracks, choices, target, NoProgress()).length_s


def busy(source: Path) -> tuple[Session, Tracks]:
    """Return a practice in which there is always everything to draw."""
    info = probe(source)
    wide, high = info.width, info.height
    n, shape = info.n_frames, np.array([wide, high, wide, high])
    spots = ((0.35, 0.3, 0.5, 0.85), (0.5, 0.45, 0.6, 0.52), None, (0.55, 0.45, 0.6, 0.52))
    rows = []
    for frame in range(n):
        for kind, spot in enumerate(spots):
            x = 0.1 + 0.8 * (frame % 30) / 30
            box = spot or (x, 0.4 + 0.3 * x * x, x + 0.01, 0.415 + 0.3 * x * x)
            rows.append((frame, kind, shape * box))
    tracks = Tracks(
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int8),
        np.array([row[2] for row in rows], np.float32),
        np.full(len(rows), 0.9, np.float32),
        np.full(len(rows), True),
        np.full(len(rows), True),
    )
    x0, y0, x1, y1 = (float(side) for side in shape * np.array(spots[3], np.float64))
    hits = [
        Hit(
            f"h{second}",
            second + 0.5,
            info.timebase.nearest_frame(second + 0.5),
            0.9,
            ball_xy=((x0 + x1) / 2 + 5, (y0 + y1) / 2),
            racket_head_xyxy=(x0, y0, x1, y1),
            offset=(0.2, 0.1),
            r_sigma=0.1,
        )
        for second in range(int(info.duration_s))
    ]
    return practice_of(source, *hits), tracks


if __name__ == "__main__":
    main()
