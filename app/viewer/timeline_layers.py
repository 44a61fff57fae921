"""What the timeline paints: its bands, its colours, the still part and the moving part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from app.state.scored_hits import ScoredHit
from app.state.sound_strip import SoundStrip
from app.state.speed_text import clock_text
from app.state.time_scale import TimeScale
from app.viewer.ink import draw_badge, draw_label, faded, mixed, score_colour, sized

_AXIS_PX = 18.0
_CROWDED_PX = 11.0


@dataclass(frozen=True)
class TimelineColours:
    """Colours taken from the window's palette, so light and dark follow the theme."""

    ground: QColor
    line: QColor
    text: QColor
    faint: QColor
    sound: QColor
    head: QColor

    @classmethod
    def of(cls, palette: QPalette) -> Self:
        """Derive the colours from the palette."""
        base, text = palette.base().color(), palette.text().color()
        return cls(
            ground=base,
            line=mixed(base, text, 0.16),
            text=mixed(base, text, 0.72),
            faint=mixed(base, text, 0.06),
            sound=mixed(base, text, 0.34),
            head=palette.highlight().color(),
        )


@dataclass(frozen=True)
class Bands:
    """Heights of the parts, from the top: axis, hits, sound."""

    axis: float
    hits_bottom: float
    bottom: float

    @classmethod
    def of(cls, height: float, with_sound: bool) -> Self:
        """Share out the height; without sound the hits take it all."""
        bottom = height - 4.0
        sound = (bottom - _AXIS_PX) * 0.36 if with_sound else 2.0
        return cls(_AXIS_PX, bottom - sound, bottom)


def draw_still(
    painter: QPainter,
    scale: TimeScale,
    bands: Bands,
    colours: TimelineColours,
    *,
    hits: Sequence[ScoredHit],
    current: str | None,
    sound: SoundStrip | None,
    analysed_s: float | None,
) -> None:
    """Draw what changes only with the data or the zoom."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(0, 0, scale.width_px, bands.bottom + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.ground)
    painter.drawRoundedRect(area, 6, 6)
    _draw_axis(painter, scale, bands, colours)
    if sound is not None:
        _draw_sound(painter, scale, bands, colours, sound)
    _draw_unseen(painter, scale, bands, colours, analysed_s)
    painter.setPen(QPen(colours.line, 1))
    painter.drawLine(QPointF(0, bands.hits_bottom), QPointF(scale.width_px, bands.hits_bottom))
    _draw_hits(painter, scale, bands, colours, hits, current)
    if not scale.fits:
        _draw_overview(painter, scale, bands, colours)


def _draw_axis(painter: QPainter, scale: TimeScale, bands: Bands, colours: TimelineColours) -> None:
    major, minor = scale.ticks()
    painter.setPen(QPen(colours.line, 1))
    for time_s in minor:
        x = scale.x_of(time_s)
        painter.drawLine(QPointF(x, bands.axis - 3), QPointF(x, bands.axis))
    painter.setFont(sized(painter.font(), 11))
    for tick in major:
        x = scale.x_of(tick.time_s)
        painter.setPen(QPen(colours.faint, 1))
        painter.drawLine(QPointF(x, bands.axis), QPointF(x, bands.bottom))
        painter.setPen(QPen(colours.line, 1))
        painter.drawLine(QPointF(x, bands.axis - 6), QPointF(x, bands.axis))
        painter.setPen(colours.text)
        width = painter.fontMetrics().horizontalAdvance(tick.label)
        left = min(max(x - width / 2, 4.0), scale.width_px - width - 4.0)
        painter.drawText(QPointF(left, bands.axis - 7), tick.label)


def _draw_sound(
    painter: QPainter,
    scale: TimeScale,
    bands: Bands,
    colours: TimelineColours,
    sound: SoundStrip,
) -> None:
    middle = (bands.hits_bottom + bands.bottom) / 2
    half = (bands.bottom - bands.hits_bottom) / 2 - 2
    columns = sound.columns(scale, 2.0)
    xs = (np.arange(len(columns)) + 0.5) * (scale.width_px / len(columns))
    upper = [QPointF(float(x), middle - half * float(p)) for x, p in zip(xs, columns, strict=True)]
    lower = [QPointF(point.x(), 2 * middle - point.y()) for point in reversed(upper)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.sound)
    painter.drawPolygon(QPolygonF(upper + lower))
    chosen = (sound.onsets_s >= scale.start_s) & (sound.onsets_s <= scale.end_s)
    if int(chosen.sum()) > scale.width_px / 6:
        return
    for time_s, weight in zip(sound.onsets_s[chosen], sound.onset_weight[chosen], strict=True):
        x = scale.x_of(float(time_s))
        painter.setPen(QPen(faded(colours.text, 0.35 + 0.65 * float(weight)), 1.4))
        painter.drawLine(QPointF(x, bands.hits_bottom + 1), QPointF(x, bands.hits_bottom + 6))


def _draw_unseen(
    painter: QPainter,
    scale: TimeScale,
    bands: Bands,
    colours: TimelineColours,
    analysed_s: float | None,
) -> None:
    """Hatch the part the analysis has not reached and line the part it has."""
    if analysed_s is None:
        return
    x = min(max(scale.x_of(analysed_s), 0.0), scale.width_px)
    rest = QRectF(x, bands.axis, scale.width_px - x, bands.bottom - bands.axis)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(colours.ground, 0.55))
    painter.drawRect(rest)
    painter.setBrush(Qt.BrushStyle.BDiagPattern)
    painter.fillRect(rest, _hatch(colours))
    painter.setBrush(faded(colours.head, 0.85))
    painter.drawRect(QRectF(0, bands.axis, x, 2))


def _hatch(colours: TimelineColours) -> QColor:
    return faded(colours.line, 0.28)


def _draw_hits(
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


def _draw_overview(
    painter: QPainter, scale: TimeScale, bands: Bands, colours: TimelineColours
) -> None:
    """Draw which part of the whole is in view."""
    share = scale.width_px / scale.duration_s
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.line)
    painter.drawRect(QRectF(0, bands.bottom + 1, scale.width_px, 3))
    painter.setBrush(colours.text)
    width = max(scale.span_s * share, 12.0)
    painter.drawRoundedRect(QRectF(scale.start_s * share, bands.bottom + 0.5, width, 3.5), 2, 2)


def draw_moving(
    painter: QPainter,
    scale: TimeScale,
    bands: Bands,
    colours: TimelineColours,
    *,
    playhead_s: float,
    hover_s: float | None,
    loop: tuple[float, float] | None,
    loop_start: float | None,
) -> None:
    """Draw loop, hover line and playhead."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if loop is not None:
        x0, x1 = scale.x_of(loop[0]), scale.x_of(loop[1])
        painter.fillRect(QRectF(x0, 0, x1 - x0, bands.bottom), faded(colours.head, 0.16))
        painter.setPen(QPen(colours.head, 1.5))
        for x, name in ((x0, "A"), (x1, "B")):
            painter.drawLine(QPointF(x, 0), QPointF(x, bands.bottom))
            _draw_flag(painter, x, name, colours, left=name == "B")
    elif loop_start is not None:
        x = scale.x_of(loop_start)
        painter.setPen(QPen(colours.head, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, bands.bottom))
        _draw_flag(painter, x, "A", colours, left=False)
    if hover_s is not None:
        x = scale.x_of(hover_s)
        painter.setPen(QPen(colours.text, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, bands.axis), QPointF(x, bands.bottom))
        draw_label(
            painter,
            QPointF(min(x + 6, scale.width_px - 70), 9),
            clock_text(hover_s),
            QColor("#FFFFFF"),
            10.5,
        )
    x = scale.x_of(playhead_s)
    painter.setPen(QPen(colours.head, 2))
    painter.drawLine(QPointF(x, 4), QPointF(x, bands.bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.head)
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x - 6, 0),
                QPointF(x + 6, 0),
                QPointF(x + 6, 5),
                QPointF(x, 11),
                QPointF(x - 6, 5),
            ]
        )
    )


def _draw_flag(
    painter: QPainter, x: float, name: str, colours: TimelineColours, *, left: bool
) -> None:
    rect = QRectF(x - 14 if left else x, 0, 14, 14)
    painter.fillRect(rect, colours.head)
    painter.save()
    painter.setPen(QColor("#FFFFFF"))
    painter.setFont(sized(painter.font(), 10, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()
