"""What a film shows of the detector's work: boxes, ball and its trail, strings and contact."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from core.box import Box
from core.dataset.shown_boxes import unspoken
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.drawing.palette import object_rgb, score_rgb
from core.film.ink import At, PlaneInk
from core.sessions.fixes import Fixes
from core.sessions.scored_hits import ScoredHit

CONTACT_S = 0.1
"""Seconds of the real world after contact that the strings are drawn. Not before it, as in Review:
in slow motion they would hang in the air for half a second before the racket is there."""
TRAIL_S = 0.7
"""Seconds of the real world that the ball's trail goes back."""
WHITE, BLACK = (255, 255, 255), (0, 0, 0)

_BOXED = (ObjectClass.PLAYER, ObjectClass.RACKET, ObjectClass.RACKET_HEAD)
_SHADOW = 0.45
_GAP = 5
"""Frames without the ball over which its trail is still one line."""


@dataclass(frozen=True, eq=False)
class FilmSubject:
    """What is known of the practice, and how it lies on the film's pictures.

    ``hits`` are sorted by time. ``zones`` are the scores' limits of r. ``scale`` is (x, y): pixels
    of the film per pixel of the source. ``unit`` is the film's own measure of lines and letters: 1
    at 720p. ``real_factor`` is the file's seconds per second of the real world.
    """

    tracks: Tracks
    fixes: Fixes
    hits: tuple[ScoredHit, ...]
    zones: tuple[float, ...]
    scale: At
    unit: float
    fps: float
    real_factor: float

    def at(self, xy: At) -> At:
        """Return a point of the source on the film."""
        return xy[0] * self.scale[0], xy[1] * self.scale[1]

    def box(self, xyxy: Box) -> Box:
        """Return a box of the source on the film."""
        return (*self.at((xyxy[0], xyxy[1])), *self.at((xyxy[2], xyxy[3])))

    def hit_near(self, time_s: float) -> ScoredHit | None:
        """Return the hit whose strings are drawn at a time of the practice."""
        # A contact lies between frames: at least one frame always shows it.
        before_s, after_s = 0.6 / self.fps, max(CONTACT_S * self.real_factor, 0.6 / self.fps)
        first = bisect_left(self.hits, time_s - after_s, key=lambda one: one.hit.time_s)
        last = bisect_right(self.hits, time_s + before_s, key=lambda one: one.hit.time_s)
        near = [each for each in self.hits[first:last] if not each.rejected]
        return min(near, key=lambda one: abs(one.hit.time_s - time_s), default=None)


def draw_overlays(ink: PlaneInk, subject: FilmSubject, frame: int, time_s: float) -> None:
    """Draw everything of one frame of the practice, shown there at ``time_s``."""
    fix = subject.fixes.get(frame)
    boxes = unspoken(subject.tracks.at(frame), fix)
    boxes = boxes[boxes.main]
    human = [] if fix is None else [(box.kind, box.xyxy) for box in fix.annotations]
    each = subject.hit_near(time_s)
    for kind in _BOXED:
        if kind is ObjectClass.RACKET_HEAD and each is not None and _bed_of(each) is not None:
            continue  # The strings are drawn there.
        for row in np.flatnonzero(boxes.class_id == kind).tolist():
            _box(ink, subject, subject.box(_as_box(boxes, row)), kind, 1.6, dashed=True)
        for said, xyxy in human:
            if said is kind:
                _box(ink, subject, subject.box(xyxy), kind, 2.2, dashed=False)
    _trail(ink, subject, frame)
    for row in np.flatnonzero(boxes.class_id == ObjectClass.BALL).tolist():
        _ring(ink, subject, subject.box(_as_box(boxes, row)), 1.0 if boxes.observed[row] else 0.6)
    for said, xyxy in human:
        if said is ObjectClass.BALL:
            _ring(ink, subject, subject.box(xyxy), 1.0)
    if each is not None:
        _contact(ink, subject, each)


def _as_box(boxes: Tracks, row: int) -> Box:
    x0, y0, x1, y1 = (float(side) for side in boxes.xyxy[row])
    return x0, y0, x1, y1


def _box(
    ink: PlaneInk, subject: FilmSubject, box: Box, kind: ObjectClass, width: float, *, dashed: bool
) -> None:
    line = max(1.0, width * subject.unit)
    ink.frame(box, BLACK, line + 1.6 * subject.unit, _SHADOW)
    ink.frame(box, object_rgb(kind), line, dash_px=4.0 * line if dashed else None)


def _trail(ink: PlaneInk, subject: FilmSubject, frame: int) -> None:
    """Join each track's last positions, fading; a long gap is left open."""
    back = round(TRAIL_S * subject.real_factor * subject.fps)
    recent = subject.tracks.between(frame - back, frame)
    balls = recent[(recent.class_id == ObjectClass.BALL) & recent.main]
    if len(balls) < 2:
        return
    centres = (balls.xyxy[:, :2] + balls.xyxy[:, 2:]) / 2
    points = [subject.at((float(x), float(y))) for x, y in centres]
    numbers, tracks, seen = balls.frame.tolist(), balls.track_id.tolist(), balls.observed.tolist()
    reach, unit = max(frame - numbers[0], 1), subject.unit
    shadows, lines = [], []
    for i in range(len(points) - 1):
        # Two tracks may be two balls.
        if not 0 < numbers[i + 1] - numbers[i] <= _GAP or tracks[i] != tracks[i + 1]:
            continue
        fresh = 1.0 - (frame - numbers[i + 1]) / (reach + 1)
        faint = 1.0 if seen[i + 1] else 0.55
        ends = points[i], points[i + 1]
        shadows.append((*ends, (2.0 + 3.4 * fresh) * unit, 0.3 * fresh))
        lines.append((*ends, (1.0 + 2.6 * fresh) * unit, (0.12 + 0.8 * fresh**1.5) * faint))
    ink.strokes(shadows, BLACK)
    ink.strokes(lines, object_rgb(ObjectClass.BALL))


def _ring(ink: PlaneInk, subject: FilmSubject, box: Box, alpha: float) -> None:
    """Draw a ring around the ball, so that the ball itself stays visible."""
    unit = subject.unit
    centre = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    radius = max(box[2] - box[0], box[3] - box[1]) / 2 + 3.5 * unit
    ink.ellipse(centre, (radius, radius), BLACK, 4.2 * unit, 0.5 * alpha)
    ink.ellipse(centre, (radius, radius), object_rgb(ObjectClass.BALL), 2.0 * unit, alpha)


def _bed_of(each: ScoredHit) -> Box | None:
    """Return where the strings are; None where they could not be measured against the ball.

    Review shows those too, to be put right; in a film they would only be seen to be wrong.
    """
    sure = each.hit.offset is not None or each.hit.head_by_coach
    return each.hit.racket_head_xyxy if sure else None


def _contact(ink: PlaneInk, subject: FilmSubject, each: ScoredHit) -> None:
    """Draw the string bed with its score zones, the offset and the contact point."""
    colour, unit, hit = score_rgb(each.score.value), subject.unit, each.hit
    ball = None if hit.ball_xy is None else subject.at(hit.ball_xy)
    bed = _bed_of(each)
    if bed is not None:
        x0, y0, x1, y1 = subject.box(bed)
        centre, half = ((x0 + x1) / 2, (y0 + y1) / 2), ((x1 - x0) / 2, (y1 - y0) / 2)
        ink.ellipse(centre, half, colour, None, 0.16)
        ink.ellipse(centre, half, BLACK, 4.0 * unit, 0.55)
        ink.ellipse(centre, half, colour, 2.2 * unit)
        if x1 - x0 > 36 * unit:
            for limit in subject.zones:
                ink.ellipse(centre, (half[0] * limit, half[1] * limit), WHITE, unit, 0.5)
        arm, (x, y) = 4.0 * unit, centre
        ink.lines([((x - arm, y), (x + arm, y)), ((x, y - arm), (x, y + arm))], WHITE, 1.4 * unit)
        if ball is not None and hit.offset is not None:
            ink.lines([(centre, ball)], BLACK, 4.2 * unit, 0.55)
            ink.lines([(centre, ball)], WHITE, 2.0 * unit)
    if ball is not None:
        ink.disc(ball, 7.0 * unit, BLACK, 0.55)
        ink.disc(ball, 6.0 * unit, WHITE)
        ink.disc(ball, 3.9 * unit, colour)
