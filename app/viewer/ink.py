"""Pens, badges and pills drawn over video and charts: the same in light and dark.

The colours are those of `core.drawing.palette`. Every score also carries its digit: colour is
never the only sign.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from core.detections.detections import ObjectClass
from core.drawing.palette import GROUND_COLOUR, OBJECT_COLOURS, SCORE_COLOURS, UNKNOWN_COLOUR

SHADOW = QColor(0, 0, 0, 150)
INK = QColor("#10151B")
ON_VIDEO = QColor(GROUND_COLOUR)


def score_colour(value: int | None) -> QColor:
    """Return the colour of a score, grey for None."""
    return QColor(SCORE_COLOURS.get(value or 0, UNKNOWN_COLOUR))


def text_on(colour: QColor) -> QColor:
    """Return black or white, whichever reads better on ``colour`` (WCAG luminance)."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    light = (
        0.2126 * linear(colour.redF())
        + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF())
    )
    return QColor(INK) if light > 0.2 else QColor("#FFFFFF")


def object_colour(kind: ObjectClass) -> QColor:
    """Return the colour of a kind of object on the video."""
    return QColor(OBJECT_COLOURS[kind])


def draw_elided(painter: QPainter, room: QRectF, text: str) -> None:
    """Write one line of text at the left of ``room``, halfway down, cut with “…” to its width."""
    fits = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fits)


def faded(colour: QColor, alpha: float) -> QColor:
    """Return the colour with an opacity of 0 to 1."""
    clear = QColor(colour)
    clear.setAlphaF(min(max(alpha, 0.0), 1.0))
    return clear


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Return ``first`` with ``share`` (0 to 1) of ``second`` in it, opaque."""
    keep = 1.0 - share
    return QColor.fromRgbF(
        first.redF() * keep + second.redF() * share,
        first.greenF() * keep + second.greenF() * share,
        first.blueF() * keep + second.blueF() * share,
    )


def pen(colour: QColor, width_px: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen whose width is in screen pixels at any zoom."""
    made = QPen(colour, width_px, style)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def sized(font: QFont, pixels: float, bold: bool = False) -> QFont:
    """Return the font at a size in pixels."""
    copy = QFont(font)
    copy.setPixelSize(max(7, round(pixels)))
    copy.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return copy


def draw_badge(
    painter: QPainter,
    rect: QRectF,
    value: int | None,
    uncertain: bool = False,
    alpha: float = 1.0,
    ground: QColor = ON_VIDEO,
) -> None:
    """Draw a score as a round badge: filled when sure, hollow with a broken rim when not.

    ``ground`` is what lies behind it, for the hollow ones.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(painter.opacity() * alpha)
    colour = score_colour(value)
    radius = rect.height() / 2
    text = "–" if value is None else str(value)
    if uncertain:
        inside = rect.adjusted(1, 1, -1, -1)
        dark = text_on(ground) == QColor("#FFFFFF")
        painter.setBrush(QBrush(mixed(ground, colour, 0.16 if dark else 0.24)))
        rim = mixed(colour, QColor("#FFFFFF"), 0.18) if dark else mixed(colour, INK, 0.3)
        line = QPen(rim, max(1.5, rect.height() * 0.085))
        line.setDashPattern([2.2, 1.5])
        painter.setPen(line)
        painter.drawRoundedRect(inside, radius, radius)
        painter.setPen(mixed(colour, QColor("#FFFFFF"), 0.35) if dark else mixed(colour, INK, 0.7))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        painter.drawRoundedRect(rect, radius, radius)
        painter.setPen(text_on(colour))
    painter.setFont(sized(painter.font(), rect.height() * 0.6, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def draw_label(
    painter: QPainter, at: QPointF, text: str, colour: QColor, pixels: float = 12.0
) -> QRectF:
    """Draw text on a dark pill whose left centre is ``at``; return the pill."""
    painter.setFont(sized(painter.font(), pixels, bold=True))
    width = painter.fontMetrics().horizontalAdvance(text)
    height = pixels * 1.7
    pill = QRectF(at.x(), at.y() - height / 2, width + pixels * 1.2, height)
    path = QPainterPath()
    path.addRoundedRect(pill, height / 2.6, height / 2.6)
    painter.fillPath(path, faded(ON_VIDEO, 0.8))
    painter.setPen(colour)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    return pill


def painted_once(widget: QWidget, paint: Callable[[QPainter], None]) -> QPixmap:
    """Return a clear picture of the widget's size, drawn by ``paint``, to be shown many times."""
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(widget.font())
    paint(painter)
    painter.end()
    return picture
