"""A racket face seen from the front, tip up, drawn on the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen

from app.viewer.ink import faded, mixed, sized
from core.hits.hit import Point
from core.scoring.face import HEAD_RATIO

_MAINS, _CROSSES = 16, 19
_FURTHEST = 1.14


@dataclass(frozen=True)
class RacketFace:
    """The string bed as an ellipse on the screen."""

    centre: QPointF
    half_width: float
    half_height: float

    @staticmethod
    def within(room: QRectF) -> RacketFace:
        """Return the largest face that fits, with its throat below."""
        half_width = min(room.width() / 2 / 1.22, room.height() / (2.62 * HEAD_RATIO))
        half_height = half_width * HEAD_RATIO
        top = room.top() + half_height * 1.09
        spare = max(0.0, room.height() - half_height * 2.62)
        return RacketFace(QPointF(room.center().x(), top + spare * 0.4), half_width, half_height)

    def point(self, offset: Point) -> QPointF:
        """Return an offset (x right, y tip) on the screen; far misses stay beside the frame."""
        r = math.hypot(*offset)
        shrink = min(1.0, _FURTHEST / r) if r else 1.0
        return QPointF(
            self.centre.x() + offset[0] * shrink * self.half_width,
            self.centre.y() - offset[1] * shrink * self.half_height,
        )

    def ring(self, r: float) -> QRectF:
        """Return the ellipse at distance ``r``."""
        width, height = self.half_width * r, self.half_height * r
        return QRectF(self.centre.x() - width, self.centre.y() - height, 2 * width, 2 * height)


def draw_face(
    painter: QPainter, face: RacketFace, limits: tuple[float, ...], ground: QColor, ink: QColor
) -> None:
    """Draw strings, score zones, frame and throat on ``ground`` in shades of ``ink``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_throat(painter, face, ground, ink)
    bed = QPainterPath()
    bed.addEllipse(face.ring(1.0))
    painter.fillPath(bed, mixed(ground, ink, 0.035))
    _draw_zones(painter, face, limits, ink)
    _draw_strings(painter, face, bed, ink)
    _draw_frame(painter, face, ground, ink)
    painter.restore()


def _draw_zones(
    painter: QPainter, face: RacketFace, limits: tuple[float, ...], ink: QColor
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for r in sorted(limits, reverse=True):
        painter.setBrush(faded(ink, 0.05))
        painter.drawEllipse(face.ring(r))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for r in limits:
        painter.setPen(QPen(faded(ink, 0.3), 1, Qt.PenStyle.DashLine))
        painter.drawEllipse(face.ring(r))
    if face.half_width < 60:
        return
    painter.setFont(sized(painter.font(), 9.5))
    painter.setPen(faded(ink, 0.55))
    for points, r in zip((5, 4, 3, 2), limits, strict=False):
        spot = QPointF(face.centre.x(), face.centre.y() - face.half_height * (r - 0.1))
        place = QRectF(spot.x() - 8, spot.y() - 7, 16, 14)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(points))


def _draw_strings(painter: QPainter, face: RacketFace, bed: QPainterPath, ink: QColor) -> None:
    painter.setPen(QPen(faded(ink, 0.13), 1))
    for i in range(1, _MAINS):
        x = (2 * i / _MAINS - 1) * 0.98
        reach = math.sqrt(max(0.0, 1 - x * x))
        painter.drawLine(face.point((x, reach)), face.point((x, -reach)))
    for i in range(1, _CROSSES):
        y = (2 * i / _CROSSES - 1) * 0.98
        reach = math.sqrt(max(0.0, 1 - y * y))
        painter.drawLine(face.point((-reach, y)), face.point((reach, y)))


def _draw_frame(painter: QPainter, face: RacketFace, ground: QColor, ink: QColor) -> None:
    thick = max(4.0, face.half_width * 0.085)
    outer = face.ring(1.0).adjusted(-thick, -thick, thick, thick)
    hoop = QPainterPath()
    hoop.addEllipse(outer)
    hole = QPainterPath()
    hole.addEllipse(face.ring(1.0))
    shade = QLinearGradient(outer.topLeft(), outer.bottomRight())
    shade.setColorAt(0.0, mixed(ground, ink, 0.62))
    shade.setColorAt(0.5, mixed(ground, ink, 0.82))
    shade.setColorAt(1.0, mixed(ground, ink, 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawPath(hoop.subtracted(hole))
    # Grommets' inner rim: a thin light line makes the hoop round.
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faded(ground, 0.55), 1))
    painter.drawEllipse(
        face.ring(1.0).adjusted(-thick * 0.5, -thick * 0.5, thick * 0.5, thick * 0.5)
    )


def _draw_throat(painter: QPainter, face: RacketFace, ground: QColor, ink: QColor) -> None:
    w, h = face.half_width, face.half_height
    below = face.centre.y() + h
    thick = max(3.5, w * 0.085)
    path = QPainterPath()
    for side in (-1.0, 1.0):
        arm = QPainterPath(QPointF(face.centre.x() + side * w * 0.66, face.centre.y() + h * 0.78))
        arm.cubicTo(
            QPointF(face.centre.x() + side * w * 0.52, below + h * 0.08),
            QPointF(face.centre.x() + side * w * 0.14, below + h * 0.2),
            QPointF(face.centre.x() + side * w * 0.09, below + h * 0.46),
        )
        path.addPath(arm)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(
        QPen(mixed(ground, ink, 0.66), thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    )
    painter.drawPath(path)
    grip = QRectF(face.centre.x() - w * 0.15, below + h * 0.34, w * 0.3, h * 0.17)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(ground, ink, 0.5))
    painter.drawRoundedRect(grip, 3, 3)
