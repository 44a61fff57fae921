"""The hits on the timeline: one mark each, bars where they crowd."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.state.time_scale import TimeScale
from app.viewer.ink import draw_badge, faded, score_colour
from app.viewer.timeline_parts import Bands, TimelineColours
from core.sessions.scored_hits import ScoredHit

_CROWDED_PX = 11.0


def draw_hits(
    painter: QPainter,
    scale: TimeScale,
    bands: Bands,
    colours: TimelineColours,
    hits: Sequence[ScoredHit],
    current: str | None,
) -> None:
    visible = [each for each in hits if -12 <= scale.x_of(each.hit.time_s) <= scale.width_px + 12]
    if len(visible) * _CROWDED_PX > scale.width_px:
        _draw_crowd(painter, scale, bands, visible)
        visible = [each for each in visible if each.hit.id == current]
    # The chosen one is drawn last, over its neighbours.
    for each in sorted(visible, key=lambda one: (one.hit.id == current, not one.rejected)):
        _draw_mark(painter, scale, bands, colours, each, each.hit.id == current)


def _draw_mark(
    painter: QPainter,
    scale: TimeScale,
    bands: Bands,
    colours: TimelineColours,
    each: ScoredHit,
    current: bool,
) -> None:
    """Draw a badge on a stem: higher and larger the better, paler the less sure."""
    x = scale.x_of(each.hit.time_s)
    if each.rejected:
        painter.setPen(QPen(colours.sound, 1.6))
        y = bands.hits_bottom - 7
        painter.drawLine(QPointF(x - 3, y - 3), QPointF(x + 3, y + 3))
        painter.drawLine(QPointF(x - 3, y + 3), QPointF(x + 3, y - 3))
        return
    value = each.score.value or 0
    size = 12.0 + 1.5 * value
    room = bands.hits_bottom - bands.axis - size - 5
    y = bands.hits_bottom - 6 - (room - 4) * max(value - 1, 0) / 4 - size / 2
    alpha = 0.4 + 0.6 * each.hit.confidence
    colour = score_colour(each.score.value)
    painter.setPen(QPen(faded(colour, alpha), 2.0 if current else 1.4))
    painter.drawLine(QPointF(x, y), QPointF(x, bands.hits_bottom))
    rect = QRectF(x - size / 2, y - size / 2, size, size)
    if current:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(colours.head, 0.9))
        painter.drawEllipse(rect.adjusted(-3.5, -3.5, 3.5, 3.5))
        painter.setBrush(colours.ground)
        painter.drawEllipse(rect.adjusted(-1.5, -1.5, 1.5, 1.5))
    strength = 1.0 if current else alpha
    draw_badge(painter, rect, each.score.value, each.uncertain, strength, colours.ground)


def _draw_crowd(
    painter: QPainter, scale: TimeScale, bands: Bands, visible: Sequence[ScoredHit]
) -> None:
    """Draw one bar per few pixels: as high as its mean score and in that colour."""
    step = 4.0
    sums: dict[int, list[int]] = {}
    for each in visible:
        if each.score.value is not None and not each.rejected:
            column = int(scale.x_of(each.hit.time_s) // step)
            sums.setdefault(column, []).append(each.score.value)
    painter.setPen(Qt.PenStyle.NoPen)
    full = bands.hits_bottom - bands.axis - 6
    for column, values in sums.items():
        mean = sum(values) / len(values)
        height = full * (0.2 + 0.8 * mean / 5)
        painter.setBrush(faded(score_colour(round(mean)), min(1.0, 0.6 + 0.1 * len(values))))
        painter.drawRect(QRectF(column * step, bands.hits_bottom - height, step - 1, height))
