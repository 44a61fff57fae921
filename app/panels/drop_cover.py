"""What covers the window while files are dragged over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.theme import Theme
from app.tokens import HEADLINE, RADIUS_L, XL


class DropCover(QWidget):
    """Says what letting go will do."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, number: int) -> None:
        """Cover the window for that number of files."""
        self._words = "Drop to find the hits" if number == 1 else f"Drop to open {number} videos"
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._theme.colour("window"))
        veil.setAlphaF(0.95)
        painter.fillRect(self.rect(), veil)
        box = QRectF(self.rect()).adjusted(XL, XL, -XL, -XL)
        pen = QPen(self._theme.colour("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(box, RADIUS_L, RADIUS_L)
        sign = QRectF(0, 0, 48, 48)
        sign.moveCenter(box.center())
        sign.translate(0, -36)
        self._theme.icon("open", "accent").paint(painter, sign.toRect())
        painter.setFont(self._theme.font(HEADLINE, bold=True))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(box.translated(0, 24), Qt.AlignmentFlag.AlignCenter, self._words)
