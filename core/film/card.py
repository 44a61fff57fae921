"""The card at a film's end: the hit map and the practice's figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from core.drawing.palette import Rgb, ink_on, rgb_of, score_rgb
from core.drawing.words import shortened, width_of, write
from core.hits.hit import Point
from core.scoring.face import HEAD_RATIO, face_offset
from core.scoring.rules import score_hit
from core.scoring.summary import Summary, summarise
from core.sessions.session import Session
from core.video.frame import Picture

GROUND, INK, MUTED = rgb_of("#0F1419"), rgb_of("#F2F5F8"), rgb_of("#A4AFBC")
_TRACK, _STRINGS, _HOOP = rgb_of("#232B34"), rgb_of("#2C3641"), rgb_of("#C3CCD6")
_BED, _ZONE = rgb_of("#151B22"), rgb_of("#566270")
_MAINS, _CROSSES = 16, 19
_FURTHEST = 1.14
_BITS = 4
_FIXED = 1 << _BITS


def end_card(session: Session, size: tuple[int, int]) -> Picture:
    """Return the card as an RGB picture of (width, height): side by side, or one above another."""
    width, height = size
    card = np.empty((height, width, 3), np.uint8)
    card[...] = GROUND
    unit = min(size) / 720
    summary = summarise(session.hits, session.rule)
    points = [
        (at, value)
        for hit in session.shown_hits
        if (at := face_offset(hit)) is not None
        and (value := score_hit(hit, session.rule).value) is not None
    ]
    if width >= height:
        _face(card, (width * 0.27, height * 0.42), height * 0.26, session, points, unit)
        _figures(card, round(width * 0.52), round(height * 0.2), width * 0.42, session, summary)
    else:
        _face(card, (width * 0.5, height * 0.27), width * 0.26, session, points, unit)
        _figures(card, round(width * 0.1), round(height * 0.6), width * 0.8, session, summary)
    return card


def _figures(
    card: Picture, left: int, top: int, room: float, session: Session, summary: Summary
) -> None:
    unit = min(card.shape[:2]) / 720
    big, middle, small = round(40 * unit), round(24 * unit), round(20 * unit)
    y = top + big
    write(card, shortened(session.title, big, round(room)), left, y, big, INK)
    about = "  ·  ".join(
        part for part in (session.player, session.court, session.created[:10]) if part
    )
    y += round(1.7 * middle)
    write(card, shortened(about, middle, round(room)), left, y, middle, MUTED)
    y += round(2.6 * middle)
    mean = "–" if summary.mean_score is None else f"{summary.mean_score:.1f}"
    good = "–" if summary.good_share is None else f"{summary.good_share:.0%}"
    facts = (
        (str(summary.n_hits), "hit" if summary.n_hits == 1 else "hits"),
        (mean, "mean score"),
        (good, "fours and fives"),
    )
    x = left
    for value, name in facts:
        write(card, value, x, y + big, round(1.15 * big), INK)
        write(card, name, x, y + big + round(1.6 * small), small, MUTED)
        x += max(round(room / 3), width_of(name, small) + middle)
    _bars(card, left, y + round(2.6 * big), room, summary, unit)


def _bars(card: Picture, left: int, top: int, room: float, summary: Summary, unit: float) -> None:
    """Draw how many hits have which score, the best on top."""
    text_px, step = round(22 * unit), round(44 * unit)
    most = max(*summary.counts, 1)
    x0, full = left + round(48 * unit), room - 110 * unit
    for row, value in enumerate((5, 4, 3, 2, 1)):
        n, y = summary.counts[value - 1], top + row * step
        _badge(card, (left + 16 * unit, y + 14 * unit), 32 * unit, value)
        thick = round(16 * unit)
        high = y + round(14 * unit) - thick // 2
        cv2.rectangle(card, (x0, high), (x0 + round(full), high + thick), _TRACK, cv2.FILLED)
        if n:
            end = x0 + max(round(full * n / most), 2)
            cv2.rectangle(card, (x0, high), (end, high + thick), score_rgb(value), cv2.FILLED)
        write(card, str(n), x0 + round(full + 14 * unit), y + round(22 * unit), text_px, INK)


def _face(
    card: Picture,
    centre: Point,
    half_height: float,
    session: Session,
    points: Sequence[tuple[Point, int]],
    unit: float,
) -> None:
    """Draw every contact on one racket face, tip up."""
    w, h = half_height / HEAD_RATIO, half_height
    thick = w * 0.085

    def at(offset: Point) -> tuple[float, float]:
        r = math.hypot(*offset)
        shrink = min(1.0, _FURTHEST / r) if r else 1.0
        return centre[0] + offset[0] * shrink * w, centre[1] - offset[1] * shrink * h

    _throat(card, centre, w, h, thick)
    _ellipse(card, centre, (w, h), _BED, None)
    for count, upright in ((_MAINS, True), (_CROSSES, False)):
        for i in range(1, count):
            along = (2 * i / count - 1) * 0.98
            reach = math.sqrt(max(0.0, 1 - along * along))
            ends = (
                ((along, reach), (along, -reach)) if upright else ((-reach, along), (reach, along))
            )
            _line(card, at(ends[0]), at(ends[1]), _STRINGS, unit)
    for limit in session.rule.limits:
        _ellipse(card, centre, (w * limit, h * limit), _ZONE, 1.3 * unit)
    _ellipse(card, centre, (w + thick / 2, h + thick / 2), _HOOP, thick)
    side = (26 if len(points) <= 40 else 18) * unit
    for offset, value in reversed(points):
        _badge(card, at(offset), side, value)


def _throat(card: Picture, centre: Point, w: float, h: float, thick: float) -> None:
    x, y = centre
    for side in (-1, 1):
        a = np.array([x + side * w * 0.66, y + h * 0.78])
        b = np.array([x + side * w * 0.52, y + h * 1.08])
        c = np.array([x + side * w * 0.14, y + h * 1.2])
        d = np.array([x + side * w * 0.09, y + h * 1.44])
        t = np.linspace(0, 1, 24)[:, None]
        way = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
        points = np.round(way * _FIXED).astype(np.int32)
        cv2.polylines(card, [points], False, _ZONE, round(thick), cv2.LINE_AA, _BITS)
    low, high = (
        (round(x - w * 0.15), round(y + h * 1.36)),
        (round(x + w * 0.15), round(y + h * 1.54)),
    )
    cv2.rectangle(card, low, high, _ZONE, cv2.FILLED)


def _badge(card: Picture, centre: Point, side: float, value: int) -> None:
    colour, size_px = score_rgb(value), max(8, round(side * 0.68))
    _ellipse(card, centre, (side / 2 + 1.5, side / 2 + 1.5), GROUND, None)
    _ellipse(card, centre, (side / 2, side / 2), colour, None)
    left = round(centre[0] - width_of(str(value), size_px) / 2)
    write(card, str(value), left, round(centre[1] + 0.36 * size_px), size_px, ink_on(colour))


def _ellipse(
    card: Picture, centre: Point, half: tuple[float, float], colour: Rgb, width: float | None
) -> None:
    thick = cv2.FILLED if width is None else max(1, round(width))
    axes = (round(half[0] * _FIXED), round(half[1] * _FIXED))
    cv2.ellipse(card, _fixed(centre), axes, 0, 0, 360, colour, thick, cv2.LINE_AA, _BITS)


def _line(card: Picture, a: Point, b: Point, colour: Rgb, width: float) -> None:
    cv2.line(card, _fixed(a), _fixed(b), colour, max(1, round(width)), cv2.LINE_AA, _BITS)


def _fixed(point: Point) -> tuple[int, int]:
    return round(point[0] * _FIXED), round(point[1] * _FIXED)
