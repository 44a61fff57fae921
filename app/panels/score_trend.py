"""The score over the session: one dot per hit and the rolling mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.panels.still_chart import StillChart
from app.state.speed_text import clock_text
from app.state.time_scale import TimeScale
from app.viewer.ink import faded, mixed, score_colour, sized
from core.scoring.summary import Summary
from core.sessions.scored_hits import ScoredHit

_LEFT, _RIGHT, _TOP, _BOTTOM = 20.0, 8.0, 8.0, 20.0
_REACH_PX = 10.0


class ScoreTrend(StillChart):
    """Scores 1 to 5 against time. ``hit_chosen`` names a clicked hit."""

    hit_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: list[ScoredHit] = []
        self._trend: tuple[tuple[float, float], ...] = ()
        self._duration_s = 1.0
        self._current: str | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(120, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Score trend")

    def sizeHint(self) -> QSize:
        return QSize(180, 140)

    def set_hits(
        self, hits: Sequence[ScoredHit], summary: Summary | None, duration_s: float
    ) -> None:
        """Show the scored hits and the rolling mean of ``summary``."""
        self._hits = [each for each in hits if not each.rejected and each.score.value is not None]
        self._trend = summary.trend if summary is not None else ()
        self._duration_s = max(duration_s, 1e-3)
        if self._trend:
            first, last = self._trend[0][1], self._trend[-1][1]
            self.setAccessibleDescription(f"From {first:.1f} at the start to {last:.1f} now.")
        self.content_changed()

    def set_current_hit(self, hit_id: str | None) -> None:
        """Emphasise one hit."""
        if hit_id != self._current:
            self._current = hit_id
            self.update()

    def point_of(self, time_s: float, score: float) -> QPointF:
        """Return where a score at a time is drawn."""
        room = self._room()
        x = room.left() + time_s / self._duration_s * room.width()
        return QPointF(x, room.bottom() - (score - 0.75) / 4.5 * room.height())

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def draw_marks(self, painter: QPainter) -> None:
        each = next((one for one in self._hits if one.hit.id == self._current), None)
        if each is not None:
            painter.setPen(QPen(self.palette().text().color(), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.point_of(each.hit.time_s, each.score.value or 0), 7.5, 7.5)

    def draw_still(self, painter: QPainter) -> None:
        ground, ink = self.palette().window().color(), self.palette().text().color()
        muted = mixed(ground, ink, 0.6)
        room = self._room()
        painter.setFont(sized(self.font(), 10.5))
        for score in range(1, 6):
            y = self.point_of(0, score).y()
            painter.setPen(QPen(mixed(ground, ink, 0.12), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(muted)
            digit = QRectF(0, y - 8, _LEFT - 6, 16)
            painter.drawText(
                digit, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(score)
            )
        self._draw_times(painter, room)
        self._draw_mean(painter, room)
        radius = 4.2 if len(self._hits) < 150 else 2.4
        for each in self._hits:
            colour = score_colour(each.score.value)
            painter.setPen(QPen(colour, 1.6) if each.uncertain else QPen(faded(ink, 0.45), 1))
            painter.setBrush(ground if each.uncertain else colour)
            painter.drawEllipse(
                self.point_of(each.hit.time_s, each.score.value or 0), radius, radius
            )

    def _draw_times(self, painter: QPainter, room: QRectF) -> None:
        ground, ink = self.palette().window().color(), self.palette().text().color()
        painter.setPen(mixed(ground, ink, 0.6))
        scale = TimeScale.fit(self._duration_s, room.width())
        for tick in scale.ticks(48.0)[0]:
            x = room.left() + scale.x_of(tick.time_s)
            width = painter.fontMetrics().horizontalAdvance(tick.label)
            left = min(max(x - width / 2, room.left() - 4), room.right() - width + 6)
            painter.drawText(QPointF(left, room.bottom() + 14), tick.label)

    def _draw_mean(self, painter: QPainter, room: QRectF) -> None:
        if len(self._trend) < 2:
            return
        ink = self.palette().highlight().color()
        line = QPainterPath(self.point_of(*self._trend[0]))
        for time_s, mean in self._trend[1:]:
            line.lineTo(self.point_of(time_s, mean))
        area = QPainterPath(line)
        area.lineTo(QPointF(self.point_of(*self._trend[-1]).x(), room.bottom()))
        area.lineTo(QPointF(self.point_of(*self._trend[0]).x(), room.bottom()))
        painter.fillPath(area, faded(ink, 0.1))
        stroke = QPen(ink, 2.2)
        stroke.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(line)

    def hit_at(self, at: QPointF) -> ScoredHit | None:
        """Return the hit whose dot is nearest, within reach of the pointer."""

        def away(each: ScoredHit) -> float:
            gap = self.point_of(each.hit.time_s, each.score.value or 0) - at
            return float((gap.x() ** 2 + gap.y() ** 2) ** 0.5)

        best = min(self._hits, key=away, default=None)
        return best if best is not None and away(best) <= _REACH_PX else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position())
        if hit is None:
            QToolTip.hideText()
            self.setCursor(Qt.CursorShape.ArrowCursor)
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            text = f"<b>{hit.title}</b> · {clock_text(hit.hit.time_s)}<br>{hit.in_words}"
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.hit_chosen.emit(hit.hit.id)

    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()
