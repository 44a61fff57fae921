"""Doubts from physics: boxes that no ball, racket or player can have made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.box import Box
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.sessions.doubt import Doubt, DoubtKind
from core.sessions.merging import slow_motion
from core.sessions.session import Session

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

# Speeds are in player heights (1.8 m) a second, as in core.hits.parameters.
FLIGHT_SPEED = 1.5
"""From 2.7 m/s on a ball flies; a slower one is held, rolls or bounces on the spot."""

BALL_SPEED = 42.0
"""75 m/s: the fastest serve ever measured was 73."""

RACKET_SPEED = 24.0
"""43 m/s, as in ``core.hits.racket_head``: two boxes are of two things."""

PLAYER_SPEED = 6.0
"""11 m/s: nobody runs faster."""

LOST_S = 0.6
"""A ball unseen for longer is another ball."""

SIZE_FACTOR = {
    ObjectClass.PLAYER: 1.45,
    ObjectClass.RACKET: 2.0,
    ObjectClass.RACKET_HEAD: 2.0,
    ObjectClass.BALL: 2.2,
}
"""How far a box's side may be from what it was just before and after; blur and turning do less."""

_NAMES = {
    ObjectClass.PLAYER: "player",
    ObjectClass.RACKET: "racket",
    ObjectClass.RACKET_HEAD: "racket head",
    ObjectClass.BALL: "ball",
}


def track_doubts(session: Session, tracks: Tracks) -> tuple[Doubt, ...]:
    """Return what cannot be, in the tracks of the main player, his racket and the ball.

    It depends on the video and the tracks only, so that it is worth keeping; half a second of
    the same trouble is one doubt. An hour's tracks take about 0.2 s.
    """
    seen = tracks[tracks.observed]
    paths = {kind: _path(seen, kind) for kind in ObjectClass}
    scale = _Scale.of(session, paths[ObjectClass.PLAYER])
    parts = [*_balls_lost(paths[ObjectClass.BALL], scale), *_two_rackets(seen, scale)]
    for kind, path in paths.items():
        parts += [*_jumps(path, kind, scale), *_sizes(path, kind, scale)]
    return tuple(_thinned(parts, scale))


@dataclass(frozen=True)
class _Scale:
    """Seconds and metres of one video: ``height`` (n_frames,) of the main player in px."""

    frame_s: float
    width: int
    picture_height: int
    height: Floats
    player: NDArray[np.float32]

    @staticmethod
    def of(session: Session, people: _Path) -> _Scale:
        video = session.video
        frames = np.arange(video.n_frames)
        if len(people.frame):
            height = np.interp(frames, people.frame, people.xyxy[:, 3] - people.xyxy[:, 1])
        else:
            height = np.full(video.n_frames, video.height / 3.0)
        boxes = np.full((video.n_frames, 4), np.nan, np.float32)
        inside = people.frame < video.n_frames
        boxes[people.frame[inside]] = people.xyxy[inside]
        frame_s = 1.0 / max(video.fps * slow_motion(session), 1.0)
        return _Scale(frame_s, video.width, video.height, np.maximum(height, 8.0), boxes)

    def frames(self, seconds: float) -> int:
        """Return a real time as a number of frames, at least one."""
        return max(1, round(seconds / self.frame_s))

    def heights_at(self, frame: Ints) -> Floats:
        """Return the player's height at these frames, in px."""
        return self.height[np.clip(frame, 0, len(self.height) - 1)]


@dataclass(frozen=True)
class _Path:
    """One class's main boxes, one a frame, in order; ``track_id`` tells changes of identity."""

    frame: Ints
    xyxy: Floats
    track_id: NDArray[np.int32]

    @cached_property
    def centre(self) -> Floats:
        middle: Floats = (self.xyxy[:, :2] + self.xyxy[:, 2:]) / 2
        return middle

    @cached_property
    def side(self) -> Floats:
        """The mean of width and height."""
        mean: Floats = (self.xyxy[:, 2:] - self.xyxy[:, :2]).mean(axis=1)
        return np.maximum(mean, 1.0)

    def box(self, row: int) -> Box:
        x0, y0, x1, y1 = self.xyxy[row].tolist()
        return x0, y0, x1, y1


def _path(seen: Tracks, kind: ObjectClass) -> _Path:
    main = seen[seen.main & (seen.class_id == kind)]
    order = np.lexsort((-main.score, main.frame))
    frame = main.frame[order].astype(np.intp)
    first = np.ones(len(frame), bool)
    first[1:] = frame[1:] != frame[:-1]
    rows = order[first]
    return _Path(frame[first], main.xyxy[rows].astype(float), main.track_id[rows])


def _balls_lost(ball: _Path, scale: _Scale) -> Iterator[Doubt]:
    """Yield gaps between two sights of a ball that flies before and after them."""
    if len(ball.frame) < 4:
        return
    gap = np.diff(ball.frame)
    step = np.linalg.norm(np.diff(ball.centre, axis=0), axis=1)
    speed = step / (gap * scale.frame_s * scale.heights_at(ball.frame[1:]))
    near = scale.frames(0.07)
    flies = (speed >= FLIGHT_SPEED) & (speed <= BALL_SPEED) & (gap <= near)
    rows = np.arange(1, len(gap) - 1)
    lost = (gap[rows] > max(2, scale.frames(0.05))) & (gap[rows] <= scale.frames(LOST_S))
    lost &= flies[rows - 1] & flies[rows + 1] & (speed[rows] <= BALL_SPEED)
    for row in rows[lost].tolist():
        first, last = int(ball.frame[row]) + 1, int(ball.frame[row + 1]) - 1
        a, b = ball.box(row), ball.box(row + 1)
        share = (last - first + 1) / scale.frames(LOST_S)
        yield Doubt(
            DoubtKind.BALL_LOST,
            (first + last) // 2,
            first,
            last,
            f"The ball is lost for {_frames(last - first + 1)} in mid flight.",
            0.5 + 0.2 * min(share * 2, 1.0),
            ObjectClass.BALL,
            (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])),
        )


def _jumps(path: _Path, kind: ObjectClass, scale: _Scale) -> Iterator[Doubt]:
    """Yield single frames from which a box jumps away and back, and jumps beyond any speed."""
    if len(path.frame) < 3:
        return
    fastest = {ObjectClass.BALL: BALL_SPEED, ObjectClass.PLAYER: PLAYER_SPEED}.get(
        kind, RACKET_SPEED
    )
    gap = np.diff(path.frame)
    step = np.linalg.norm(np.diff(path.centre, axis=0), axis=1)
    height = scale.heights_at(path.frame[1:])
    # A box may be off by a part of itself without having moved.
    slack = 0.35 * np.maximum(path.side[1:], path.side[:-1])
    reach = fastest * gap * scale.frame_s * height + slack
    close = gap <= scale.frames(0.15)
    far = (step > reach) & close
    there = np.linalg.norm(path.centre[2:] - path.centre[:-2], axis=1)
    least = np.minimum(step[1:], step[:-1])
    outlier = (there < 0.5 * least) & (least > np.maximum(0.5 * reach[1:], 2 * slack[1:]))
    outlier &= close[1:] & close[:-1]
    alone = np.zeros(len(path.frame), bool)
    alone[1:-1] = outlier
    for row in np.flatnonzero(alone).tolist():
        yield _jump(path, row, kind, f"The {_NAMES[kind]} jumps away and back.", 0.6)
    for row in (np.flatnonzero(far) + 1).tolist():
        if not alone[row] and not alone[row - 1]:
            excess = float(step[row - 1] / reach[row - 1])
            words = f"The {_NAMES[kind]} jumps farther than it can move"
            words += "." if gap[row - 1] == 1 else f" in {_frames(int(gap[row - 1]))}."
            yield _jump(path, row, kind, words, 0.4 + 0.2 * min(excess - 1, 1.0))


def _jump(path: _Path, row: int, kind: ObjectClass, words: str, weight: float) -> Doubt:
    frame = int(path.frame[row])
    return Doubt(DoubtKind.JUMP, frame, frame, frame, words, weight, kind, path.box(row))


def _sizes(path: _Path, kind: ObjectClass, scale: _Scale) -> Iterator[Doubt]:
    """Yield boxes much larger or smaller than the same object just before and after."""
    if len(path.frame) < 5:
        return
    side = np.log(path.side)
    around = np.median(np.stack([side[:-4], side[1:-3], side[3:-1], side[4:]]), axis=0)
    together = path.frame[4:] - path.frame[:-4] <= max(4, scale.frames(0.2))
    off = np.abs(side[2:-2] - around) * together
    bound = float(np.log(SIZE_FACTOR[kind]))
    for row in (np.flatnonzero(off > bound) + 2).tolist():
        change = float(np.exp(side[row] - around[row - 2]))
        times = f"{max(change, 1 / change):.1f}"
        how = f"{times} times as large as" if change > 1 else f"{times} times smaller than"
        frame = int(path.frame[row])
        yield Doubt(
            DoubtKind.SIZE,
            frame,
            frame,
            frame,
            f"The {_NAMES[kind]}'s box is {how} just before and after.",
            0.3 + 0.25 * min(float(off[row - 2]) / bound - 1, 1.0),
            kind,
            path.box(row),
        )


def _two_rackets(seen: Tracks, scale: _Scale) -> Iterator[Doubt]:
    """Yield spans in which the main player seems to hold two rackets."""
    rackets = seen[(seen.class_id == ObjectClass.RACKET) & (seen.frame < len(scale.player))]
    owner = scale.player[rackets.frame]
    x, y = ((rackets.xyxy[:, :2] + rackets.xyxy[:, 2:]) / 2).T
    with np.errstate(invalid="ignore"):
        aside = 0.35 * (owner[:, 3] - owner[:, 1])
        held = (x > owner[:, 0] - aside) & (x < owner[:, 2] + aside)
        held &= (y > owner[:, 1] - aside) & (y < owner[:, 3] + 0.3 * aside)
    rows = np.flatnonzero(held)
    frames, counts = np.unique(rackets.frame[rows], return_counts=True)
    crowded = frames[counts > 1]
    if len(crowded) == 0:
        return
    rows = rows[np.isin(rackets.frame[rows], crowded)]
    breaks = np.flatnonzero(np.diff(crowded) > scale.frames(0.15)) + 1
    for span in np.split(crowded, breaks):
        frame = int(span[len(span) // 2])
        here = rackets.xyxy[rows[rackets.frame[rows] == frame]]
        low, high = here[:, :2].min(axis=0), here[:, 2:].max(axis=0)
        x0, y0, x1, y1 = (float(v) for v in (*low, *high))
        yield Doubt(
            DoubtKind.TWO_RACKETS,
            frame,
            int(span[0]),
            int(span[-1]),
            f"Two rackets on one player, for {_frames(len(span))}.",
            0.45 + 0.2 * min(len(span) / scale.frames(0.5), 1.0),
            ObjectClass.RACKET,
            (x0, y0, x1, y1),
        )


def _thinned(doubts: list[Doubt], scale: _Scale) -> Iterator[Doubt]:
    """Yield the worst of each kind and class within half a second."""
    apart = scale.frames(0.5)
    last: dict[tuple[DoubtKind, ObjectClass | None], Doubt] = {}
    for doubt in sorted(doubts, key=lambda d: (d.frame, d.kind)):
        name = (doubt.kind, doubt.about)
        before = last.get(name)
        if before is not None and doubt.first - before.last > apart:
            yield before
            before = None
        if before is None or doubt.weight > before.weight:
            last[name] = doubt
    yield from last.values()


def _frames(count: int) -> str:
    return "one picture" if count == 1 else f"{count} pictures"
