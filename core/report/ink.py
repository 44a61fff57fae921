"""Pieces of SVG: words, lines, badges, pictures. Lengths in quarters of a millimetre."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from html import escape

from core.drawing.palette import SCORE_COLOURS, UNKNOWN_COLOUR

INK, MUTED, FAINT = "#10151B", "#55606C", "#C9D0D8"
PAPER, PANEL, ACCENT = "#FFFFFF", "#F3F6FA", "#1B4FC4"
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"

_NO_LETTERS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but the characters of XML 1.0 (section 2.2)."""

_USUAL = 0.56
"""A letter's width over its size; wide fonts have 0.58 on average, Inter 0.53."""


def xml_text(text: str) -> str:
    """Return what a person wrote as XML: escaped, without letters that it has no place for."""
    return escape(_NO_LETTERS.sub("", text))


def words(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    fill: str = INK,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    """Return one line of text with its baseline at ``y``."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" fill="{fill}"{weight} '
        f'text-anchor="{anchor}">{xml_text(text)}</text>'
    )


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """Return a text in at most ``most`` lines that fit into ``room``; what is over ends in “…”.

    Estimated from a usual letter's width: what draws the page later has fonts of its own.
    """
    n_letters = max(8, int(room / (size * _USUAL)))
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        line = ""
        for word in paragraph.split():
            while len(word) > n_letters:
                lines += [line] if line else []
                lines.append(word[:n_letters])
                line, word = "", word[n_letters:]
            if line and len(line) + 1 + len(word) > n_letters:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: n_letters - 1].rstrip() + "…"
    return lines


def fitted(text: str, size: float, room: float, least: float) -> float:
    """Return the size, down to ``least``, at which a line fits into ``room``."""
    return max(least, min(size, room / (max(len(text), 1) * _USUAL)))


def panel(x: float, y: float, width: float, height: float, fill: str = PANEL) -> str:
    """Return a ground with round corners."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="10" '
        f'fill="{fill}"/>'
    )


def line(x0: float, y0: float, x1: float, y1: float, stroke: str = FAINT, width: float = 1) -> str:
    """Return a straight line."""
    return (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{stroke}" '
        f'stroke-width="{width:.1f}"/>'
    )


def path(points: Iterable[tuple[float, float]], stroke: str, width: float) -> str:
    """Return a line through points."""
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{way}" fill="none" stroke="{stroke}" stroke-width="{width:.1f}" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def dot(x: float, y: float, radius: float, fill: str) -> str:
    """Return a filled circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}"/>'


def badge(x: float, y: float, score: int | None, side: float) -> str:
    """Return a score's badge around a point: its colour and, for whoever sees none, its digit."""
    colour = SCORE_COLOURS.get(score or 0, UNKNOWN_COLOUR)
    ink = "#FFFFFF" if score in (1, 5) else INK
    digit = words(
        x, y + side * 0.27, str(score or "–"), side * 0.72, fill=ink, anchor="middle", bold=True
    )
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{side / 2:.1f}" fill="{colour}" '
        f'stroke="{PAPER}" stroke-width="1.5"/>{digit}'
    )


def picture(x: float, y: float, width: float, height: float, jpeg: bytes) -> str:
    """Return a JPEG inside the page itself."""
    content = base64.b64encode(jpeg).decode("ascii")
    return (
        f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'xlink:href="data:image/jpeg;base64,{content}"/>'
    )
