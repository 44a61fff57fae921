"""What the timeline paints: the still part and the moving part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.state.sound_strip import SoundStrip
from app.state.speed_text import clock_text
from app.state.time_scale import TimeScale
from app.viewer.ink import draw_label, faded, sized
from app.viewer.timeline_marks import draw_hits
from app.viewer.timeline_parts import Bands, TimelineColours
from core.sessions.scored_hits import ScoredHit


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
    fixed_s: NDArray[np.float64],
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
    _draw_fixed(painter, scale, bands, colours, fixed_s)
    draw_hits(painter, scale, bands, colours, hits, current)
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


def _draw_fixed(
    painter: QPainter,
    scale: TimeScale,
    bands: Bands,
    colours: TimelineColours,
    fixed_s: NDArray[np.float64],
) -> None:
    """Draw a short tick above the sound for every frame the coach has put right."""
    seen = fixed_s[(fixed_s >= scale.start_s) & (fixed_s <= scale.end_s)]
    columns = np.unique(((seen - scale.start_s) / scale.span_s * scale.width_px).round())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.head)
    for x in columns.tolist():
        painter.drawRect(QRectF(x - 1.0, bands.hits_bottom - 4, 2.0, 4.0))


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
