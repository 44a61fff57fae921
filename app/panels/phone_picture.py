"""A laptop, a phone, and balls flying over: how much has arrived, and how it went."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Theme
from app.viewer.ink import draw_badge, faded, score_colour

_WIDTH, _HEIGHT = 440.0, 220.0
_BALLS = 11
_SCREEN = QRectF(40, 66, 148, 96)
_PHONE = QRectF(326, 50, 74, 150)
_FROM, _TO = QPointF(150, 62), QPointF(340, 70)
_RISE = 58.0
_OVAL = 1.15


class PhonePicture(QWidget):
    """Scales to its room. Says nothing that words beside it do not say, so it has no name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share, self._sign, self._ink = 0.0, "", "good"
        self.setMinimumSize(220, 110)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the size it was drawn for."""
        return QSize(int(_WIDTH), int(_HEIGHT))

    def show_state(self, share: float, sign: str = "", ink: str = "good") -> None:
        """Show a share (0 to 1) of the balls over there, and an icon on the phone's screen."""
        if (share, sign, ink) != (self._share, self._sign, self._ink):
            self._share, self._sign, self._ink = share, sign, ink
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / _WIDTH, self.height() / _HEIGHT, 1.5)
        painter.translate(
            (self.width() - _WIDTH * scale) / 2, (self.height() - _HEIGHT * scale) / 2
        )
        painter.scale(scale, scale)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent_soft"))
        painter.drawRoundedRect(QRectF(10, 20, _WIDTH - 20, _HEIGHT - 30), 90, 90)
        self._draw_laptop(painter)
        self._draw_phone(painter)
        self._draw_balls(painter)
        painter.end()

    def _line(self, width: float) -> QPen:
        return QPen(
            self._theme.colour("text"),
            width,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )

    def _draw_laptop(self, painter: QPainter) -> None:
        painter.setPen(self._line(4))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(_SCREEN, 8, 8)
        painter.drawLine(QPointF(24, 172), QPointF(204, 172))
        self._draw_face(painter, _SCREEN.center(), 34)

    def _draw_phone(self, painter: QPainter) -> None:
        painter.setPen(self._line(4))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(_PHONE, 14, 14)
        painter.setPen(self._line(3))
        x = _PHONE.center().x()
        painter.drawLine(QPointF(x - 8, _PHONE.top() + 12), QPointF(x + 8, _PHONE.top() + 12))
        if self._sign:
            side = 46.0
            box = QRectF(x - side / 2, _PHONE.center().y() - side / 2, side, side)
            self._theme.icon(self._sign, self._ink).paint(painter, box.toRect())
        else:
            painter.setOpacity(0.25 + 0.75 * self._share)
            self._draw_face(painter, _PHONE.center(), 22)
            painter.setOpacity(1.0)

    def _draw_face(self, painter: QPainter, middle: QPointF, radius: float) -> None:
        """Draw strings with two hits on them."""
        painter.setPen(QPen(self._theme.colour("border_strong"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for step in (-0.5, 0.0, 0.5):
            reach = math.sqrt(1 - step * step) * radius
            at = step * radius
            painter.drawLine(
                middle + QPointF(at, -reach * 1.15), middle + QPointF(at, reach * 1.15)
            )
            painter.drawLine(middle + QPointF(-reach, at), middle + QPointF(reach, at))
        painter.setPen(self._line(2.5))
        painter.drawEllipse(middle, radius, radius * _OVAL)
        for u, v, score in ((0.05, -0.1, 5), (-0.45, 0.4, 3)):
            size = radius * 0.55
            at_u, at_v = middle.x() + u * radius, middle.y() + v * radius
            draw_badge(painter, QRectF(at_u - size / 2, at_v - size / 2, size, size), score)

    def _draw_balls(self, painter: QPainter) -> None:
        ball, waiting = QColor(score_colour(3)), self._theme.colour("border_strong")
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(_BALLS):
            way = number / (_BALLS - 1)
            x = _FROM.x() + way * (_TO.x() - _FROM.x())
            y = _FROM.y() + way * (_TO.y() - _FROM.y()) - _RISE * 4 * way * (1 - way)
            there = self._share >= way and self._share > 0
            painter.setBrush(ball if there else faded(waiting, 0.7))
            radius = 5.5 if there else 3.5
            painter.drawEllipse(QPointF(x, y), radius, radius)
