"""How a box is stroked: whose it is shows in its line and in a badge, not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.viewer.ink import INK, SHADOW, faded, pen

BADGE_PX = 13.0
TINY_PX = 18.0


@dataclass(frozen=True)
class BoxStyle:
    """How a box is stroked."""

    width_px: float
    alpha: float
    line: Qt.PenStyle

    @staticmethod
    def of(*, main: bool, human: bool, observed: bool) -> BoxStyle:
        """A person's boxes are solid, the machine's thin and broken; bystanders are faint."""
        if human:
            return BoxStyle(2.2, 1.0, Qt.PenStyle.SolidLine)
        line = Qt.PenStyle.DashLine if observed else Qt.PenStyle.DotLine
        return BoxStyle(1.6, 0.95, line) if main else BoxStyle(1.1, 0.45, line)


def stroke_box(painter: QPainter, rect: QRectF, colour: QColor, style: BoxStyle) -> None:
    """Draw the outline of a box, with a shadow so that it shows on any ground."""
    if style.line is Qt.PenStyle.DashLine and min(rect.width(), rect.height()) < TINY_PX:
        _stroke_corners(painter, rect, colour, style)
        return
    # Upright lines need no smoothing; without it they are crisp and five times as fast.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    box = rect.toAlignedRect()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(faded(SHADOW, 0.45 * style.alpha), round(style.width_px + 1.6)))
    painter.drawRect(box)
    stroke = QPen(faded(colour, style.alpha), round(style.width_px))
    stroke.setCapStyle(Qt.PenCapStyle.FlatCap)
    if style.line is Qt.PenStyle.DashLine:
        stroke.setDashPattern([4, 3])
    else:
        stroke.setStyle(style.line)
    painter.setPen(stroke)
    painter.drawRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _stroke_corners(painter: QPainter, rect: QRectF, colour: QColor, style: BoxStyle) -> None:
    """Draw a tiny broken outline as its four corners: there is no room for dashes."""
    arm = max(min(rect.width(), rect.height()) * 0.3, 1.5)
    path = QPainterPath()
    for x, to_x in ((rect.left(), arm), (rect.right(), -arm)):
        for y, to_y in ((rect.top(), arm), (rect.bottom(), -arm)):
            path.moveTo(x + to_x, y)
            path.lineTo(x, y)
            path.lineTo(x, y + to_y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(faded(SHADOW, 0.7 * style.alpha), style.width_px + 1.6))
    painter.drawPath(path)
    painter.setPen(pen(faded(colour, style.alpha), style.width_px))
    painter.drawPath(path)


def draw_person(painter: QPainter, corner: QPointF, colour: QColor) -> None:
    """Draw the badge of a human box, a small person, above and left of a corner."""
    disc = QRectF(corner.x() - BADGE_PX * 0.75, corner.y() - BADGE_PX * 0.75, BADGE_PX, BADGE_PX)
    painter.setPen(pen(SHADOW, 1.0))
    painter.setBrush(colour)
    painter.drawEllipse(disc)
    painter.save()
    clip = QPainterPath()
    clip.addEllipse(disc)
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    middle, unit = disc.center(), BADGE_PX / 13.0
    painter.drawEllipse(QPointF(middle.x(), middle.y() - 2.0 * unit), 2.3 * unit, 2.3 * unit)
    painter.drawEllipse(QPointF(middle.x(), middle.y() + 5.2 * unit), 4.2 * unit, 4.2 * unit)
    painter.restore()
