"""The score over a film: its badge beside the strings, its reason in words, the hit's name."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from core.detections.detections import ObjectClass
from core.drawing.palette import GROUND_COLOUR, Rgb, ink_on, rgb_of, score_rgb
from core.drawing.pop import pop_size
from core.drawing.words import shortened, width_of
from core.film.ink import At, PlaneInk
from core.film.overlays import BLACK, WHITE, FilmSubject
from core.sessions.scored_hits import ScoredHit

SHOWN_S = 2.2
"""Seconds of the film that a score and its reason stay: long enough to read two lines."""
_FADE_S = 0.2
_GROUND = rgb_of(GROUND_COLOUR)
_SECOND: Rgb = (213, 220, 227)
_PANEL = 0.8


def draw_badge(ink: PlaneInk, centre: At, side: float, each: ScoredHit, alpha: float = 1.0) -> None:
    """Draw a score as a round badge: filled when sure, hollow with a broken rim when not."""
    colour, radius = score_rgb(each.score.value), side / 2
    text, size_px = str(each.score.value or "–"), max(8, round(side * 0.6))
    if each.uncertain:
        ground = _mixed(_GROUND, colour, 0.16)
        ink.disc(centre, radius, ground, alpha)
        rim, line = _mixed(colour, WHITE, 0.18), max(1.5, side * 0.085)
        ink.strokes(
            [(a, b, line, alpha) for a, b in _broken_circle(centre, radius - line / 2)], rim
        )
        letter = _mixed(colour, WHITE, 0.35)
    else:
        ink.disc(centre, radius, colour, alpha)
        letter = ink_on(colour)
    left = round(centre[0] - width_of(text, size_px) / 2)
    ink.words(text, left, round(centre[1] + 0.36 * size_px), size_px, letter, alpha)


def draw_score(
    ink: PlaneInk, subject: FilmSubject, size: tuple[int, int], each: ScoredHit, since_s: float
) -> None:
    """Draw badge and reason ``since_s`` seconds of the film after contact came on screen.

    A hit without a score has no badge, only the reason why.
    """
    alpha = min(1.0, max(0.0, (SHOWN_S - since_s) / _FADE_S))
    _reason(ink, size, each, alpha)
    if each.score.value is None:
        return
    full = min(size) * 0.1
    side = full * pop_size(since_s)
    x, y = _beside(subject, size, each, full)
    edge = full / 2 + 8 * subject.unit
    centre = min(max(x, edge), size[0] - edge), min(max(y, edge), size[1] - edge)
    ink.disc(centre, side / 2 + 3 * subject.unit, BLACK, 0.55 * alpha)
    draw_badge(ink, centre, side, each, alpha)


def draw_caption(ink: PlaneInk, size: tuple[int, int], text: str) -> None:
    """Write what is shown into the upper left corner."""
    text_px = max(11, round(min(size) * 0.028))
    gap = text_px
    text = shortened(text, text_px, size[0] - 4 * gap)
    box = width_of(text, text_px) + round(1.2 * text_px), round(1.7 * text_px)
    ink.panel(gap, gap, box, _GROUND, _PANEL)
    ink.words(text, gap + round(0.6 * text_px), gap + round(1.2 * text_px), text_px, WHITE)


def caption_of(each: ScoredHit) -> str:
    """Return a hit's name and when it was: “Forehand 3 · 0:42”."""
    minutes, seconds = divmod(int(each.hit.time_s), 60)
    return f"{each.title}  ·  {minutes}:{seconds:02d}"


def _beside(subject: FilmSubject, size: tuple[int, int], each: ScoredHit, full: float) -> At:
    """Return a place beside the strings, on the side away from the player."""
    hit, unit = each.hit, subject.unit
    if hit.racket_head_xyxy is not None:
        x0, y0, x1, _ = subject.box(hit.racket_head_xyxy)
    elif hit.ball_xy is not None:
        x, y = subject.at(hit.ball_xy)
        x0, y0, x1 = x - 16 * unit, y - 16 * unit, x + 16 * unit
    else:
        return size[0] / 2, full
    boxes = subject.tracks.at(hit.frame)
    players = boxes[(boxes.class_id == ObjectClass.PLAYER) & boxes.main]
    middle = (x0 + x1) / 2
    right = len(players) == 0 or float(players.xyxy[0, [0, 2]].mean()) * subject.scale[0] < middle
    gap = full / 2 + 12 * unit
    x = x1 + gap if right else x0 - gap
    if not 0 < x < size[0]:
        return middle, y0 - gap
    return x, y0 + full * 0.2


def _reason(ink: PlaneInk, size: tuple[int, int], each: ScoredHit, alpha: float) -> None:
    """Write the score and why on a dark panel at the foot of the picture."""
    text_px = max(11, round(min(size) * 0.032))
    room = round(min(size[0] * 0.86, 44 * text_px))
    title, *rest = each.in_reason
    lines = [title + _score_words(each)]
    for text in rest:
        lines += _wrapped(text, text_px, room)
    line_px = round(text_px * 1.4)
    wide = max(width_of(line, text_px) for line in lines) + 2 * text_px
    high = len(lines) * line_px + round(0.8 * text_px)
    left, top = (size[0] - wide) // 2, size[1] - text_px - high
    ink.panel(left, top, (wide, high), _GROUND, _PANEL * alpha)
    baseline = top + round(0.3 * text_px)
    for number, line in enumerate(lines):
        baseline += line_px
        x = (size[0] - width_of(line, text_px)) // 2
        ink.words(line, x, baseline, text_px, _SECOND if number else WHITE, alpha)


def _score_words(each: ScoredHit) -> str:
    if each.score.value is None:
        return ""
    return f"  ·  score {each.score.value}" + (", uncertain" if each.uncertain else "")


def _wrapped(text: str, text_px: int, room: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer, text_px) > room:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, shortened(line, text_px, room)] if line else lines


def _mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _broken_circle(centre: At, radius: float, parts: int = 11) -> list[tuple[At, At]]:
    """Return short lines: ``parts`` pieces of a circle with gaps between them."""
    lines: list[tuple[At, At]] = []
    for part in range(parts):
        angles = 2 * math.pi * (part + np.linspace(0.0, 0.6, 4)) / parts
        points = [
            (centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles
        ]
        lines += list(pairwise(points))
    return lines
