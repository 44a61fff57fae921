"""The hit map: where on the strings every ball of the session was met."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QRadialGradient,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.panels.racket_face import RacketFace, draw_face
from app.panels.still_chart import StillChart
from app.state.speed_text import clock_text
from app.viewer.ink import faded, score_colour, sized
from core.hits.hit import Point
from core.scoring.face import face_offset
from core.scoring.score import ScoreRule
from core.scoring.summary import Spread, spread_of
from core.sessions.scored_hits import ScoredHit

_REACH_PX = 11.0
_MOST_CLOUDS = 80


@dataclass(frozen=True)
class MapPoint:
    """One hit on the face."""

    each: ScoredHit
    offset: Point


class HitMap(StillChart):
    """All contact points on one racket face, tip up. ``hit_chosen`` names a clicked hit."""

    hit_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: list[MapPoint] = []
        self._spread: Spread | None = None
        self._limits = ScoreRule().limits
        self._current: str | None = None
        self._hovered: str | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(120, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Hit map")

    def sizeHint(self) -> QSize:
        return QSize(180, 250)

    def set_hits(self, hits: Sequence[ScoredHit], rule: ScoreRule) -> None:
        """Show these hits; rejected ones and those without an offset are left out."""
        self._limits = rule.limits
        shown = [each for each in hits if not each.rejected]
        self._points = [
            MapPoint(each, offset)
            for each in shown
            if (offset := face_offset(each.hit)) is not None
        ]
        self._spread = spread_of(
            [replace(point.each.hit, offset=point.offset) for point in self._points]
        )
        self.setAccessibleDescription(self._in_words(len(shown)))
        self.content_changed()

    def set_current_hit(self, hit_id: str | None) -> None:
        """Emphasise one hit."""
        if hit_id != self._current:
            self._current = hit_id
            self.update()

    def hit_at(self, at: QPointF) -> ScoredHit | None:
        """Return the hit nearest to a point, within reach of the pointer."""
        face = self._face()
        best, distance = None, _REACH_PX
        for point in self._points:
            away = face.point(point.offset) - at
            if math.hypot(away.x(), away.y()) <= distance:
                best, distance = point.each, math.hypot(away.x(), away.y())
        return best

    def _face(self) -> RacketFace:
        return RacketFace.within(QRectF(self.rect()).adjusted(4, 4, -4, -2))

    def _in_words(self, n_hits: int) -> str:
        if self._spread is None:
            return "No measured hits yet."
        x, y = self._spread.centre
        sides = [
            word
            for word, share in (("right", x), ("left", -x), ("tip", y), ("throat", -y))
            if share > 0.08
        ]
        where = "towards " + " and ".join(sides) if sides else "around the centre"
        return f"{self._spread.n} of {n_hits} hits measured; on average {where}."

    # Painting.

    def draw_marks(self, painter: QPainter) -> None:
        face, ink = self._face(), self.palette().text().color()
        for point in self._points:
            if point.each.hit.id in (self._current, self._hovered):
                self._draw_point(painter, face, point, ink, marked=True)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def draw_still(self, painter: QPainter) -> None:
        face = self._face()
        ground, ink = self.palette().window().color(), self.palette().text().color()
        draw_face(painter, face, self._limits, ground, ink)
        if self._spread is not None and self._spread.n >= 3:
            self._draw_spread(painter, face, self._spread, ink)
        clouds = [point for point in self._points if point.each.uncertain]
        for point in clouds if len(clouds) <= _MOST_CLOUDS else ():
            self._draw_cloud(painter, face, point, min(1.0, 4.0 / len(clouds)))
        for point in self._points:
            self._draw_point(painter, face, point, ink)
        if not self._points:
            painter.setPen(faded(ink, 0.6))
            painter.setFont(sized(self.font(), 12))
            room = face.ring(0.95)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, "No measured hits"
            )

    def _draw_spread(
        self, painter: QPainter, face: RacketFace, spread: Spread, ink: QColor
    ) -> None:
        painter.save()
        painter.translate(face.centre)
        painter.scale(face.half_width, -face.half_height)
        painter.translate(*spread.centre)
        painter.rotate(spread.angle_deg)
        outline = QPen(faded(ink, 0.75), 1.6, Qt.PenStyle.DashLine)
        outline.setCosmetic(True)
        painter.setPen(outline)
        painter.setBrush(faded(ink, 0.07))
        painter.drawEllipse(QPointF(0, 0), spread.half_axes[0], spread.half_axes[1])
        painter.restore()
        centre = face.point(spread.centre)
        painter.setPen(QPen(faded(ink, 0.9), 1.6))
        for dx, dy in ((5, 0), (0, 5)):
            painter.drawLine(centre - QPointF(dx, dy), centre + QPointF(dx, dy))

    def _draw_point(
        self,
        painter: QPainter,
        face: RacketFace,
        point: MapPoint,
        ink: QColor,
        marked: bool = False,
    ) -> None:
        crowd = 1.0 if len(self._points) < 150 else 0.65
        radius = min(max(face.half_width * 0.065, 4.0), 7.5) * (1.0 if marked else crowd)
        at = face.point(point.offset)
        colour = score_colour(point.each.score.value)
        if marked:
            painter.setPen(QPen(ink, 2))
            painter.setBrush(faded(ink, 0.12))
            painter.drawEllipse(at, radius + 4.5, radius + 4.5)
        if point.each.uncertain:
            painter.setPen(QPen(colour, 1.8))
            painter.setBrush(faded(self.palette().window().color(), 0.75))
        else:
            painter.setPen(QPen(QColor(10, 14, 18, 190), 1))
            painter.setBrush(colour)
        painter.drawEllipse(at, radius, radius)

    def _draw_cloud(
        self, painter: QPainter, face: RacketFace, point: MapPoint, weight: float
    ) -> None:
        """Draw how far off the point may be: one sigma as a soft disc.

        Many clouds on one spot must not hide the strings: ``weight`` (0 to 1) thins them.
        """
        at, colour = face.point(point.offset), score_colour(point.each.score.value)
        reach = min(point.each.hit.r_sigma or 0.25, 0.5) * face.half_width * 1.4
        cloud = QRadialGradient(at, max(reach, 1.0))
        cloud.setColorAt(0.0, faded(colour, 0.1 + 0.3 * weight))
        cloud.setColorAt(0.6, faded(colour, 0.04 + 0.15 * weight))
        cloud.setColorAt(1.0, faded(colour, 0.0))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(cloud)
        painter.drawEllipse(at, reach, reach)

    # The mouse and the keys.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position())
        hovered = None if hit is None else hit.hit.id
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(
                Qt.CursorShape.ArrowCursor if hit is None else Qt.CursorShape.PointingHandCursor
            )
            if hit is None:
                QToolTip.hideText()
            else:
                text = f"<b>{hit.title}</b> · {clock_text(hit.hit.time_s)}<br>{hit.in_words}"
                QToolTip.showText(event.globalPosition().toPoint(), text, self)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.hit_chosen.emit(hit.hit.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()
