"""A thousand made-up streams of boxes, most of them spoilt in some way, for Python and Swift.

``python tests/support/random_streams.py`` makes them anew and writes what the hit engine makes of
them into ``resources/vectors/streams.bin`` (two minutes); with ``answers`` it keeps the streams and
writes only the answers anew: that is what a change of the engine needs.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from rally_maker import VIEWS, Conditions, Made, make_rally
from stream_file import (
    CLEAR,
    HEARD_LATE_US,
    SHIFT_US,
    Answer,
    Called,
    Heard,
    Picture,
    QBox,
    Stream,
    from_bytes,
    to_bytes,
)

from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.hits.early import EARLY
from core.hits.engine import HitEngine
from core.hits.fusion import fuse_sound
from core.hits.hit import Hit, Point
from core.video.sound import Onsets

FILE = Path(__file__).resolve().parents[2] / "resources" / "vectors" / "streams.bin"
RALLIES = 260
SPOILT_EACH = 4

Rng = np.random.Generator
Spoil = Callable[[Stream, Rng], Stream]


def streams() -> Iterator[Stream]:
    """Give every stream; always the same ones."""
    last: Stream | None = None
    for seed in range(RALLIES):
        rng = np.random.default_rng([7, seed])
        plain = _rally(seed, rng)
        yield plain
        for _ in range(SPOILT_EACH - 1):
            spoilt = plain
            for spoil in rng.choice(np.array(SPOILS, object), rng.integers(1, 4), replace=False):
                spoilt = spoil(spoilt, rng)
            if last is not None and rng.random() < 0.15:
                spoilt = _joined(last, spoilt, rng)
            yield spoilt
        last = plain


def answer_to(stream: Stream) -> Answer:
    """Return what the hit engine makes of a stream."""
    engine = HitEngine(stream.size, fps=stream.fps, capture_fps=stream.capture_fps, early=EARLY)
    updates = []
    unheard = deque(stream.onsets)
    for frame, picture in enumerate(stream.pictures):
        while unheard and unheard[0][0] + HEARD_LATE_US <= picture.time_us:
            time_us, strength = unheard.popleft()
            engine.hear((time_us - SHIFT_US) / 1e6, min(strength / CLEAR, 1.0))
        if picture.finish_first:
            updates.append(engine.finish())
        boxes = _detections(frame, picture.boxes)
        updates.append(engine.push(frame, picture.time_us / 1e6, boxes, cut=picture.cut))
    updates.append(engine.finish())
    hits = [hit for update in updates for hit in update.hits]
    weak = [hit for update in updates for hit in update.weak]
    rows = Tracks.merge([update.tracks for update in updates])
    counts = len(rows), int(rows.observed.sum()), int(rows.main.sum()), int(rows.track_id.sum())
    edges = float(rows.xyxy.astype(np.float64).sum())
    onsets = Onsets(
        np.array([time_us / 1e6 for time_us, _ in stream.onsets]),
        np.array([strength / 16 for _, strength in stream.onsets], np.float32),
    )
    places = {(hit.frame, hit.ball_xy): i for i, hit in enumerate([*hits, *weak])}
    heard = [_heard(hit, places) for hit in fuse_sound(hits, onsets, weak)]
    called = [_called(hit) for update in updates for hit in update.early]
    return Answer(counts, edges, tuple(hits), tuple(weak), tuple(heard), tuple(called))


def _called(hit: Hit) -> Called:
    return Called(hit.frame, hit.confidence, hit.time_s, hit.time_sigma_s or 0.0)


def _heard(hit: Hit, places: dict[tuple[int, Point | None], int]) -> Heard:
    return Heard(
        places[hit.frame, hit.ball_xy],
        hit.confidence,
        hit.time_s,
        hit.time_sigma_s or 0.0,
        math.nan if hit.sound_onset_s is None else hit.sound_onset_s,
    )


def _detections(frame: int, boxes: tuple[QBox, ...]) -> Detections:
    edges = [(x / 4, y / 4, (x + w) / 4, (y + h) / 4) for _, _, x, y, w, h in boxes]
    scores = [box[1] / 64 for box in boxes]
    return Detections.of(frame, np.reshape(edges, (-1, 4)), scores, [box[0] for box in boxes])


def _rally(seed: int, rng: Rng) -> Stream:
    """Return the pictures around one hit of a made-up rally."""
    fps, slow = [(25.0, 1), (30.0, 1), (30.0, 1), (50.0, 1), (60.0, 1), (30.0, 4), (30.0, 8)][
        rng.choice(7, p=[0.15, 0.3, 0.25, 0.1, 0.1, 0.07, 0.03])
    ]
    made = make_rally(
        seed,
        Conditions(
            view=VIEWS[seed % len(VIEWS)],
            fps=fps,
            slow=slow,
            size=[(1280, 720), (640, 360), (1920, 1080)][rng.integers(3)],
            noise=float(rng.uniform(0, 0.1)),
            ball_noise=float(rng.uniform(0, 0.25)),
            miss=float(rng.uniform(0, 0.25)),
            false_balls=float(rng.uniform(0, 0.25)),
            lying_balls=int(rng.integers(2)),
            jitter=float(rng.choice([0.0, 0.8])),
            repeat_every=int(rng.choice([0, 0, 0, 5])),
            bystanders=int(rng.random() < 0.25),
            n_hits=1,
        ),
    )
    return _window(made, rng)


def _window(made: Made, rng: Rng) -> Stream:
    hit_s = made.truth[0].time_s
    # Where pictures come fast it is a shorter time, so that the file stays small.
    most = 40 / made.conditions.fps
    low = hit_s - min(0.75 * made.conditions.slow, most) * rng.uniform(0.6, 1.0)
    high = hit_s + min(0.65 * made.conditions.slow, most) * rng.uniform(0.6, 1.0)
    frames = [i for i, time_s in enumerate(made.times_s) if low <= time_s <= high]
    first_us = round(float(made.times_s[frames[0]]) * 1e6)
    pictures = [
        Picture(round(float(made.times_s[i]) * 1e6) - first_us, _boxes(made.boxes.at(i)))
        for i in frames
    ]
    heard_us = [round(hit_s * 1e6) - first_us + 60_000] if rng.random() < 0.7 else []
    others = rng.integers(0, pictures[-1].time_us + 1, rng.integers(0, 4)).tolist()
    onsets = sorted((int(us), int(rng.integers(4, 40))) for us in [*heard_us, *others])
    return Stream(
        made.conditions.size, made.film_fps, made.capture_fps, tuple(pictures), tuple(onsets)
    )


def _boxes(found: Detections) -> tuple[QBox, ...]:
    low = np.round(found.xyxy[:, :2] * 4).astype(int)
    side = np.round((found.xyxy[:, 2:] - found.xyxy[:, :2]) * 4).astype(int)
    score = np.clip(np.round(found.score * 64), 1, 63).astype(int)
    return tuple(
        (int(k), int(s), *map(int, xy), *map(int, wh))
        for k, s, xy, wh in zip(found.class_id, score, low, side, strict=True)
    )


def _each(stream: Stream, change: Callable[[QBox], QBox]) -> Stream:
    pictures = [replace(p, boxes=tuple(change(box) for box in p.boxes)) for p in stream.pictures]
    return replace(stream, pictures=tuple(pictures))


def _mirrored(stream: Stream, rng: Rng) -> Stream:
    width = stream.size[0] * 4
    return _each(stream, lambda b: (b[0], b[1], width - b[2] - b[4], b[3], b[4], b[5]))


def _on_its_side(stream: Stream, rng: Rng) -> Stream:
    turned = _each(stream, lambda b: (b[0], b[1], b[3], b[2], b[5], b[4]))
    return replace(turned, size=(stream.size[1], stream.size[0]))


def _shrunk(stream: Stream, rng: Rng) -> Stream:
    share = rng.uniform(0.3, 0.9)
    return _each(stream, lambda b: (b[0], b[1], *(max(round(v * share), 1) for v in b[2:])))


def _doubted(stream: Stream, rng: Rng) -> Stream:
    share = rng.uniform(0.3, 0.9)
    return _each(stream, lambda b: (b[0], max(round(b[1] * share), 1), *b[2:]))


def _doubled(stream: Stream, rng: Rng) -> Stream:
    """Find some objects twice, a little aside and less surely."""
    pictures = []
    for picture in stream.pictures:
        boxes = list(picture.boxes)
        for kind, score, x, y, w, h in picture.boxes:
            if rng.random() < 0.2:
                aside = int(rng.integers(-6, 7))
                boxes.insert(0, (kind, max(score - 3, 1), x + aside, y - aside, w, h))
        pictures.append(replace(picture, boxes=tuple(boxes)))
    return replace(stream, pictures=tuple(pictures))


def _mistaken(stream: Stream, rng: Rng) -> Stream:
    """Take some objects for another kind."""
    return _each(stream, lambda b: (int(rng.integers(4)) if rng.random() < 0.06 else b[0], *b[1:]))


def _missed(stream: Stream, rng: Rng) -> Stream:
    """Leave out pictures here and there: time goes on unevenly."""
    kept = tuple(p for p in stream.pictures if rng.random() > 0.3)
    return replace(stream, pictures=kept or stream.pictures[:1])


def _blind(stream: Stream, rng: Rng) -> Stream:
    """See nothing for a while."""
    start, count = rng.integers(len(stream.pictures)), int(rng.integers(2, 12))
    pictures = [
        replace(p, boxes=()) if start <= i < start + count else p
        for i, p in enumerate(stream.pictures)
    ]
    return replace(stream, pictures=tuple(pictures))


def _waiting(stream: Stream, rng: Rng) -> Stream:
    """Let time pass between two pictures, as when a camera was switched off."""
    start, gap = rng.integers(len(stream.pictures)), int(rng.integers(200_000, 4_000_000))
    pictures = [
        replace(p, time_us=p.time_us + gap) if i >= start else p
        for i, p in enumerate(stream.pictures)
    ]
    return replace(stream, pictures=tuple(pictures))


def _stopped(stream: Stream, rng: Rng) -> Stream:
    """End in the middle, and go on."""
    at, cut = rng.integers(len(stream.pictures)), bool(rng.random() < 0.5)
    pictures = [
        replace(p, cut=cut, finish_first=not cut) if i == at else p
        for i, p in enumerate(stream.pictures)
    ]
    return replace(stream, pictures=tuple(pictures))


def _littered(stream: Stream, rng: Rng) -> Stream:
    """Add boxes of any kind and shape, some of them inside out."""
    pictures = []
    for picture in stream.pictures:
        more = []
        for _ in range(rng.poisson(0.4)):
            kind, score = int(rng.integers(4)), int(rng.integers(1, 64))
            (x, y), (w, h) = rng.integers(-200, 4000, 2), rng.integers(-40, 600, 2)
            more.append((kind, score, int(x), int(y), int(w), int(h)))
        pictures.append(replace(picture, boxes=(*picture.boxes, *more)))
    return replace(stream, pictures=tuple(pictures))


def _accompanied(stream: Stream, rng: Rng) -> Stream:
    """Add a second player who does the same elsewhere, a little later."""
    aside, late = int(rng.integers(-1600, 1600)), int(rng.integers(0, 12))
    pictures = []
    for i, picture in enumerate(stream.pictures):
        other = stream.pictures[i - late].boxes if i >= late else ()
        more = tuple((k, max(s - 4, 1), x + aside, y, w, h) for k, s, x, y, w, h in other)
        pictures.append(replace(picture, boxes=(*picture.boxes, *more)))
    return replace(stream, pictures=tuple(pictures))


def _slow(stream: Stream, rng: Rng) -> Stream:
    return replace(stream, capture_fps=stream.fps * float(rng.integers(2, 9)))


def _joined(first: Stream, second: Stream, rng: Rng) -> Stream:
    """Show another rally and then this one: the engine may notice by itself."""
    start_us = first.pictures[-1].time_us + 40_000
    told = bool(rng.random() < 0.3)
    later = [
        replace(p, time_us=p.time_us + start_us, cut=p.cut or (told and i == 0))
        for i, p in enumerate(second.pictures)
    ]
    onsets = [(us + start_us, strength) for us, strength in second.onsets]
    kept = first.pictures[-30:]
    return replace(second, pictures=(*kept, *later), onsets=tuple(sorted([*first.onsets, *onsets])))


SPOILS: list[Spoil] = [
    _mirrored,
    _on_its_side,
    _shrunk,
    _doubted,
    _doubled,
    _mistaken,
    _missed,
    _blind,
    _waiting,
    _stopped,
    _littered,
    _accompanied,
    _slow,
]


if __name__ == "__main__":
    stored = from_bytes(FILE.read_bytes()) if sys.argv[1:] else []
    chosen = [one for one, _ in stored] if sys.argv[1:] == ["answers"] else streams()
    FILE.write_bytes(to_bytes([(one, answer_to(one)) for one in chosen]))
