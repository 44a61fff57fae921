"""A chart whose drawing changes rarely and whose marks change often."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.viewer.ink import painted_once


class StillChart(QWidget):
    """Keeps what ``draw_still`` painted until its content, size, font or colours change.

    ``draw_marks`` is painted over it each time.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._still: QPixmap | None = None

    def draw_still(self, painter: QPainter) -> None:
        """Draw what changes only with the content."""
        raise NotImplementedError

    def draw_marks(self, painter: QPainter) -> None:
        """Draw what changes with the mouse and the playhead."""
        raise NotImplementedError

    def content_changed(self) -> None:
        """Draw everything anew."""
        self._still = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._still is None:
            self._still = painted_once(self, self.draw_still)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._still)
        self.draw_marks(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._still = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.content_changed()
