"""Where the words of a chart go so that none lies on another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.models.svg import Box

_GAPS = (6.0, 16.0, 30.0, 48.0, 70.0, 96.0, 130.0, 170.0)
_DIRECTIONS = 16
_BEAD = 6.0


@dataclass(frozen=True)
class Bubble:
    """A disc, and the size of the words that belong to it."""

    x: float
    y: float
    radius: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """The square around the disc."""
        return Box(
            self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius
        )


def edge_to_edge(a: Bubble, b: Bubble) -> tuple[float, float, float, float] | None:
    """Return the line (x1, y1, x2, y2) between two discs; None where they touch."""
    length = math.hypot(b.x - a.x, b.y - a.y)
    if length <= a.radius + b.radius:
        return None
    x, y = (b.x - a.x) / length, (b.y - a.y) / length
    return (
        a.x + a.radius * x,
        a.y + a.radius * y,
        b.x - b.radius * x,
        b.y - b.radius * y,
    )


def along(line: tuple[float, float, float, float]) -> list[Box]:
    """Return small boxes that cover a line."""
    x1, y1, x2, y2 = line
    count = 1 + int(math.hypot(x2 - x1, y2 - y1) / _BEAD)
    points = [(x1 + (x2 - x1) * k / count, y1 + (y2 - y1) * k / count) for k in range(count + 1)]
    return [Box(x, y, x, y).grown(_BEAD / 2) for x, y in points]


def place_labels(bubbles: Sequence[Bubble], frame: Box, others: Sequence[Box] = ()) -> list[Box]:
    """Return a box for each bubble's words: near it, inside ``frame``, over nothing else.

    ``others`` is what else they should not cover. Greedy, smallest bubbles first (their words have
    nowhere else to go). Where all places are taken, the one that covers least is taken.
    """
    placed: dict[int, Box] = {}
    for index in sorted(range(len(bubbles)), key=lambda i: bubbles[i].radius):
        words = list(placed.values())
        taken = [*(bubble.box for bubble in bubbles), *others]
        placed[index] = min(
            _candidates(bubbles[index]), key=lambda option: _cost(option, words, taken, frame)
        )[1]
    return [placed[index] for index in range(len(bubbles))]


def _candidates(bubble: Bubble) -> Iterator[tuple[float, Box]]:
    """Give places around a bubble, each with how far out of the way it is; the right side first."""
    for gap in _GAPS:
        for turn in range(_DIRECTIONS):
            angle = math.tau * turn / _DIRECTIONS
            reach = bubble.radius + gap
            x, y = bubble.x + reach * math.cos(angle), bubble.y - reach * math.sin(angle)
            left = x - bubble.width * (1 - math.cos(angle)) / 2
            top = y - bubble.height * (1 + math.sin(angle)) / 2
            box = Box(left, top, left + bubble.width, top + bubble.height)
            yield gap + 4 * (1 - math.cos(angle)), box


def _cost(
    option: tuple[float, Box], words: Sequence[Box], taken: Sequence[Box], frame: Box
) -> float:
    """Words on words, or outside, cannot be read: they cost ten times what a hidden disc does."""
    bother, box = option
    area = (box.right - box.left) * (box.bottom - box.top)
    outside = area - box.overlap(frame)
    covered = sum(box.grown(2).overlap(other) for other in taken)
    unread = outside + sum(box.grown(2).overlap(other) for other in words)
    return bother + 10 * covered + 100 * unread
