"""A QR code, crisp at any size: whole pixels, black on white in every theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_SMALLEST_PX = 180


class QrPicture(QWidget):
    """Paints the modules it is given, as large as whole pixels allow."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[bool, ...], ...] = ()
        self.setMinimumSize(_SMALLEST_PX, _SMALLEST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Code for the iPhone's camera")

    def show_modules(self, rows: Sequence[Sequence[bool]]) -> None:
        """Show another code with the quiet zone around it: True is black. No rows: nothing."""
        self._rows = tuple(tuple(bool(module) for module in row) for row in rows)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size that a phone reads from an arm's length."""
        return QSize(2 * _SMALLEST_PX, 2 * _SMALLEST_PX)

    def module_px(self) -> int:
        """Return how many real pixels one module's side takes; 0 without room or code."""
        if not self._rows:
            return 0
        side = min(self.width(), self.height()) * self.devicePixelRatioF()
        return int(side // len(self._rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the code in the middle, on white."""
        module = self.module_px()
        if not module:
            return
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        # In real pixels, so that no edge falls between two of them.
        painter.scale(1 / ratio, 1 / ratio)
        side = module * len(self._rows)
        left = int((self.width() * ratio - side) // 2)
        top = int((self.height() * ratio - side) // 2)
        painter.fillRect(QRect(left, top, side, side), Qt.GlobalColor.white)
        for y, row in enumerate(self._rows):
            for x, black in enumerate(row):
                if black:
                    corner = left + x * module, top + y * module
                    painter.fillRect(QRect(*corner, module, module), Qt.GlobalColor.black)
        painter.end()
