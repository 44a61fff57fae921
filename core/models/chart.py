"""The picture of all detectors: time across, accuracy upwards, a bubble as large as the file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.models.axis import Axis, share_axis, time_axis
from core.models.facts import ModelFacts
from core.models.labels import Bubble, along, edge_to_edge, place_labels
from core.models.svg import Box, element, title, width_of, words

WIDTH, HEIGHT = 960, 600
_PLOT = Box(76, 96, 928, 516)
_FONT = "Segoe UI, Helvetica Neue, Arial, DejaVu Sans, sans-serif"
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's, without black and yellow; one for each architecture."""
_LEAST, _MOST = 7.0, 34.0
_NAME, _SMALL, _TITLE = 14.0, 12.0, 20.0
_VIDEO, _VIDEO_MS = "30 frames/s", 1000 / 30
_Line = tuple[float, float, float, float]


@dataclass(frozen=True)
class Ink:
    """The colours of the chart that are not data."""

    ground: str
    text: str
    muted: str
    grid: str


LIGHT = Ink("#ffffff", "#171d25", "#545f6c", "#e1e5ea")
DARK = Ink("#14181d", "#eef1f5", "#a3adb8", "#2b323a")


def chart(models: Sequence[ModelFacts], ink: Ink = LIGHT) -> str:
    """Return an SVG document of the models that have both a time and an accuracy.

    Filled bubbles are int8, rings are fp32; the files of one detector are joined by a line.
    Raises ``ValueError`` where no model has both.
    """
    known = [m for m in models if m.ms is not None and m.mean_ap50 is not None]
    if not known:
        raise ValueError("no model has both a time and an accuracy")
    across = time_axis([m.ms or 0.0 for m in known], _PLOT.left, _PLOT.right)
    upwards = share_axis([m.mean_ap50 or 0.0 for m in known], _PLOT.bottom, _PLOT.top)
    bubbles = [_bubble(m, known, across, upwards) for m in known]
    joins = _joins(known, bubbles)
    parts = [
        element("rect", width=WIDTH, height=HEIGHT, fill=ink.ground),
        *_heading(known, ink),
        *_grid(across, upwards, ink),
        *(_line(join, ink) for join in joins),
        *_bubbles(known, bubbles, ink),
        *_labels(known, bubbles, joins, ink),
        *_legend(known, ink),
    ]
    return element(
        "svg",
        title("Detectors: speed, accuracy and size") + "\n" + "\n".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        font_family=_FONT,
    )


def radius_of(n_bytes: int, largest: int) -> float:
    """Return a radius whose disc is in proportion to the size, but never too small to be seen."""
    return max(_LEAST, _MOST * math.sqrt(n_bytes / largest))


def _bubble(model: ModelFacts, known: Sequence[ModelFacts], across: Axis, upwards: Axis) -> Bubble:
    first, second = _lines(model)
    return Bubble(
        across.at(model.ms or 0.0),
        upwards.at(model.mean_ap50 or 0.0),
        radius_of(model.n_bytes, max(m.n_bytes for m in known)),
        max(width_of(first, _NAME), width_of(second, _SMALL)),
        _NAME + _SMALL + 6,
    )


def _lines(model: ModelFacts) -> tuple[str, str]:
    parameters = "" if model.parameters is None else f"{model.parameters / 1e6:.1f} M, "
    size = f"{model.n_bytes / 1e6:.1f} MB"
    return model.name, f"{model.precision}, {parameters}{size}, {model.ms:.0f} ms"


def _heading(known: Sequence[ModelFacts], ink: Ink) -> list[str]:
    labels = sorted({label for m in known for label in m.ap50})
    of = f"mean over {', '.join(label.replace('_', ' ') for label in labels)}"
    return [
        words("Detectors: speed, accuracy and size", 32, 42, _TITLE, ink.text, font_weight=600),
        words(f"AP50, {of}. The best are at the top left.", 32, 66, _SMALL + 1, ink.muted),
    ]


def _grid(across: Axis, upwards: Axis, ink: Ink) -> list[str]:
    parts = []
    for value in upwards.ticks:
        y = upwards.at(value)
        parts.append(element("line", x1=_PLOT.left, x2=_PLOT.right, y1=y, y2=y, stroke=ink.grid))
        parts.append(
            words(f"{value:.2f}", _PLOT.left - 10, y + 4, _SMALL, ink.muted, text_anchor="end")
        )
    for value in across.ticks:
        x = across.at(value)
        parts.append(element("line", x1=x, x2=x, y1=_PLOT.top, y2=_PLOT.bottom, stroke=ink.grid))
        parts.append(
            words(f"{value:g}", x, _PLOT.bottom + 20, _SMALL, ink.muted, text_anchor="middle")
        )
    middle = (_PLOT.left + _PLOT.right) / 2
    caption = "milliseconds for one picture on this computer"
    parts.append(words(caption, middle, _PLOT.bottom + 42, _SMALL, ink.muted, text_anchor="middle"))
    if across.low < _VIDEO_MS < across.high:
        parts += _video_rate(across.at(_VIDEO_MS), ink)
    return parts


def _video_rate(x: float, ink: Ink) -> list[str]:
    line = element(
        "line", x1=x, x2=x, y1=_PLOT.top, y2=_PLOT.bottom, stroke=ink.muted, stroke_dasharray="3 4"
    )
    fits = x + width_of(_VIDEO, _SMALL) < _PLOT.right
    side, anchor = (6, "start") if fits else (-6, "end")
    text = words(_VIDEO, x + side, _PLOT.bottom - 8, _SMALL, ink.muted, text_anchor=anchor)
    return [line, text]


def _joins(known: Sequence[ModelFacts], bubbles: Sequence[Bubble]) -> list[_Line]:
    """Lines between the files of one detector, which differ only in precision."""
    lines = [
        edge_to_edge(bubbles[i], bubbles[j])
        for i in range(len(known))
        for j in range(i)
        if known[i].folder == known[j].folder
    ]
    return [line for line in lines if line is not None]


def _line(line: _Line, ink: Ink) -> str:
    x1, y1, x2, y2 = line
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=ink.muted)


def _bubbles(known: Sequence[ModelFacts], bubbles: Sequence[Bubble], ink: Ink) -> list[str]:
    """The largest first, so that none is hidden."""
    colours = _colours(known)
    order = sorted(range(len(known)), key=lambda i: -bubbles[i].radius)
    return [_disc(known[i], bubbles[i], colours[known[i].arch], ink) for i in order]


def _disc(model: ModelFacts, bubble: Bubble, colour: str, ink: Ink) -> str:
    told = title(f"{model.name}, {_lines(model)[1]}, AP50 {model.mean_ap50:.3f}")
    filled = model.precision == "int8"
    return element(
        "circle",
        told,
        cx=bubble.x,
        cy=bubble.y,
        r=bubble.radius - (0 if filled else 1.25),
        fill=colour if filled else ink.ground,
        stroke=ink.ground if filled else colour,
        stroke_width=1 if filled else 2.5,
    )


def _labels(
    known: Sequence[ModelFacts], bubbles: Sequence[Bubble], joins: Sequence[_Line], ink: Ink
) -> list[str]:
    others = [bead for join in joins for bead in along(join)]
    parts = []
    for model, bubble, box in zip(
        known, bubbles, place_labels(bubbles, _PLOT, others), strict=True
    ):
        first, second = _lines(model)
        x, anchor = _anchor(bubble, box)
        top, below = box.top + _NAME, box.top + _NAME + _SMALL + 4
        parts.append(_leader(bubble, box, ink))
        parts += _clear(first, x, top, _NAME, ink.text, ink, text_anchor=anchor, font_weight=600)
        parts += _clear(second, x, below, _SMALL, ink.muted, ink, text_anchor=anchor)
    return [part for part in parts if part]


def _anchor(bubble: Bubble, box: Box) -> tuple[float, str]:
    """Words lean towards their bubble."""
    if box.right <= bubble.x:
        return box.right, "end"
    if box.left >= bubble.x:
        return box.left, "start"
    return (box.left + box.right) / 2, "middle"


def _clear(
    text: str, x: float, y: float, size: float, fill: str, ink: Ink, **attributes: str | float
) -> list[str]:
    """Words on a rim of the ground's colour, so that no line runs through them."""
    rim: dict[str, str | float] = {"stroke": ink.ground, "stroke_width": 4}
    under = words(text, x, y, size, ink.ground, **attributes, **rim)
    return [under, words(text, x, y, size, fill, **attributes)]


def _leader(bubble: Bubble, box: Box, ink: Ink) -> str:
    """A line to words that stand too far off to belong to their bubble at a glance."""
    x = min(max(bubble.x, box.left), box.right)
    y = min(max(bubble.y, box.top), box.bottom)
    distance = math.hypot(x - bubble.x, y - bubble.y)
    if distance < bubble.radius + 12:
        return ""
    line = edge_to_edge(bubble, Bubble(x, y, 0, 0, 0))
    return "" if line is None else _line(line, ink)


def _legend(known: Sequence[ModelFacts], ink: Ink) -> list[str]:
    """The colours of the architectures below, what rings and areas mean above."""
    told = "filled: int8, ring: fp32, area: size of the file"
    parts = [words(told, WIDTH - 32, 42, _SMALL, ink.muted, text_anchor="end")]
    x, y = 32.0, HEIGHT - 22.0
    for arch, colour in _colours(known).items():
        name = arch or "unknown architecture"
        room = 16 + width_of(name, _SMALL)
        if x + room > WIDTH - 32:
            x, y = 32.0, y + 16
        parts.append(element("circle", cx=x + 5, cy=y - 4, r=5, fill=colour))
        parts.append(words(name, x + 16, y, _SMALL, ink.text))
        x += room + 18
    return parts


def _colours(known: Sequence[ModelFacts]) -> dict[str, str]:
    archs = dict.fromkeys(m.arch for m in known)
    return {arch: _COLOURS[k % len(_COLOURS)] for k, arch in enumerate(archs)}
