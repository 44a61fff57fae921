"""What an empty library shows: a picture, one sentence, what to do first."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.context import AppContext
from app.theme import Theme
from app.tokens import XL, S
from app.viewer.ink import draw_badge, score_colour

# Contact points on the strings (u, v) with their scores, as on a hit map.
_POINTS = (
    (0.05, -0.08, 5),
    (-0.14, 0.1, 5),
    (0.2, 0.22, 4),
    (-0.3, -0.18, 4),
    (0.3, -0.36, 3),
    (-0.42, 0.34, 3),
    (0.08, 0.66, 2),
    (-0.58, -0.5, 1),
)


class RacketPicture(QWidget):
    """A racket with the hits of a practice on its strings and a ball on its way."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(QSize(440, 280))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_glow(painter)
        self._draw_flight(painter)
        self._draw_racket(painter)

    def _draw_glow(self, painter: QPainter) -> None:
        ground = QColor(self._theme.colour("accent_soft"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(40, 36, 360, 200), 100, 100)

    def _draw_flight(self, painter: QPainter) -> None:
        ball = score_colour(3)
        for step in range(9):
            share = step / 8
            x, y = 74 + share * 118, 176 - 92 * math.sin(share * 1.9)
            colour = QColor(ball)
            colour.setAlphaF(0.12 + 0.3 * share)
            painter.setBrush(colour)
            radius = 3 + 3 * share
            painter.drawEllipse(QPointF(x, y), radius, radius)

    def _draw_racket(self, painter: QPainter) -> None:
        painter.save()
        painter.translate(250, 116)
        painter.rotate(32)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame, strings = self._theme.colour("text"), self._theme.colour("border_strong")
        head = QRectF(-62, -78, 124, 156)
        hoop = QPainterPath()
        hoop.addEllipse(head)
        painter.fillPath(hoop, self._theme.colour("surface"))
        painter.save()
        painter.setClipPath(hoop)
        painter.setPen(QPen(strings, 1))
        for k in range(-5, 6):
            painter.drawLine(QPointF(k * 12.0, -80), QPointF(k * 12.0, 80))
        for k in range(-6, 7):
            painter.drawLine(QPointF(-64, k * 12.0), QPointF(64, k * 12.0))
        painter.restore()
        throat = QPainterPath(QPointF(-30, 68))
        throat.quadTo(-8, 92, -6, 118)
        throat.moveTo(30, 68)
        throat.quadTo(8, 92, 6, 118)
        pen = QPen(frame, 6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(throat)
        painter.drawPath(hoop)
        painter.setPen(QPen(self._theme.colour("accent"), 13, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(0, 122), QPointF(0, 172))
        self._draw_hits(painter)
        painter.restore()

    def _draw_hits(self, painter: QPainter) -> None:
        for u, v, score in _POINTS:
            painter.save()
            painter.translate(u * 58, v * 74)
            painter.rotate(-32)
            size = 14.0 + score * 1.6
            draw_badge(painter, QRectF(-size / 2, -size / 2, size, size), score)
            painter.restore()


class WelcomePanel(QWidget):
    """The picture, the sentence, and the two ways to begin."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        actions = context.actions
        title = QLabel("Drop a practice video here")
        title.setProperty("role", "headline")
        words = QLabel(
            "Sweetspot finds every hit and scores it from 1 to 5 by how close to the centre of "
            "the strings the ball was. Your videos stay on this computer."
        )
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setFixedWidth(460)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.open_button = QPushButton("Open video…")
        self.open_button.setProperty("role", "primary")
        self.open_button.setToolTip(actions["open_video"].toolTip())
        self.open_button.clicked.connect(actions["open_video"].trigger)
        self.sample_button = QPushButton("Try the sample")
        self.sample_button.clicked.connect(actions["try_sample"].trigger)
        buttons = _centred(self.open_button, self.sample_button)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(RacketPicture(context.theme), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(XL)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(S)
        column.addLayout(_centred(words))
        column.addSpacing(XL)
        column.addLayout(buttons)
        column.addStretch(3)


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(S)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
