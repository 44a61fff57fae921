"""The page's three small charts: how many of each score, the practice's course, the player's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.drawing.palette import SCORE_COLOURS
from core.report.facts import Sitting
from core.report.ink import ACCENT, FAINT, INK, MUTED, badge, dot, line, path, words

_SMALL = 12.0
Place = tuple[float, float]


def clock_of(seconds: float) -> str:
    """Return seconds as minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def score_bars(x: float, y: float, width: float, height: float, counts: Sequence[int]) -> str:
    """Return a bar for each score from 1 to 5, with how many hits had it."""
    step, most = width / 5, max(*counts, 1)
    parts = [line(x, y + height, x + width, y + height)]
    for score, count in enumerate(counts, start=1):
        middle = x + (score - 0.5) * step
        tall = (height - 20) * count / most
        parts.append(
            f'<rect x="{middle - step * 0.32:.1f}" y="{y + height - tall:.1f}" '
            f'width="{step * 0.64:.1f}" height="{tall:.1f}" rx="3" fill="{SCORE_COLOURS[score]}"/>'
        )
        if count:
            parts.append(
                words(middle, y + height - tall - 5, str(count), 13, anchor="middle", bold=True)
            )
        parts.append(badge(middle, y + height + 16, score, 19))
    return "".join(parts)


def course(
    x: float,
    y: float,
    width: float,
    height: float,
    scores: Sequence[tuple[float, int]],
    trend: Sequence[tuple[float, float]],
    duration_s: float,
) -> str:
    """Return the scores along the practice, and their rolling mean."""
    span = max(duration_s, 1e-6)
    place = _scale(x, y, width, height)
    parts = [*_levels(x, y, width, height)]
    for share, anchor in ((0.0, "start"), (1.0, "end")):
        at = x + share * width
        parts.append(
            words(at, y + height + 15, clock_of(share * span), _SMALL, fill=MUTED, anchor=anchor)
        )
    for time_s, score in scores:
        cx, cy = place(time_s / span, score)
        parts.append(dot(cx, cy, 3.4, SCORE_COLOURS[score]))
    parts.append(path((place(time_s / span, mean) for time_s, mean in trend), ACCENT, 2.4))
    return "".join(parts)


def sittings(x: float, y: float, width: float, height: float, all_: Sequence[Sitting]) -> str:
    """Return the mean scores of a player's practices, the oldest at the left."""
    place = _scale(x, y, width, height)
    n = len(all_)
    spots = [place((i + 0.5) / n, each.mean_score) for i, each in enumerate(all_)]
    parts = [*_levels(x, y, width, height), path(spots, FAINT, 2)]
    for (cx, cy), each in zip(spots, all_, strict=True):
        parts.append(dot(cx, cy, 6 if each.this else 4, ACCENT if each.this else MUTED))
        if each.this:
            mean = f"{each.mean_score:.1f}"
            parts.append(words(cx, cy - 11, mean, 13, anchor="middle", bold=True, fill=INK))
    for index, anchor in ((0, "start"), (n - 1, "end")):
        if index == 0 or n > 1:
            at = x if anchor == "start" else x + width
            day = all_[index].day
            parts.append(words(at, y + height + 15, day, _SMALL, fill=MUTED, anchor=anchor))
    return "".join(parts)


def _scale(x: float, y: float, width: float, height: float) -> Callable[[float, float], Place]:
    """Return where a share of the width and a score of 1 to 5 lie."""

    def place(share: float, score: float) -> Place:
        return x + share * width, y + height - (score - 1) / 4 * height

    return place


def _levels(x: float, y: float, width: float, height: float) -> list[str]:
    parts = []
    for score in (1, 3, 5):
        at = y + height - (score - 1) / 4 * height
        parts.append(line(x, at, x + width, at))
        parts.append(words(x - 7, at + 4, str(score), 11, fill=MUTED, anchor="end"))
    return parts
