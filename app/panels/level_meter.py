"""How loud the microphone is, as a bar: green, and amber where it is too loud."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import Theme

LOWEST_DB, LOUD_DB = -60.0, -6.0
_BARS, _GAP_PX = 20, 2.0


class LevelMeter(QWidget):
    """Shows dB of full scale; None, no sound, is an empty bar."""

    def __init__(self, theme: Theme, width_px: int = 120) -> None:
        super().__init__()
        self._theme = theme
        self._db: float | None = None
        self.setMinimumSize(QSize(width_px, 10))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_level(None)

    @property
    def lit(self) -> int:
        """How many of the parts are lit."""
        if self._db is None:
            return 0
        share = (self._db - LOWEST_DB) / -LOWEST_DB
        return round(_BARS * min(max(share, 0.0), 1.0))

    def show_level(self, db: float | None) -> None:
        """Show another level."""
        before, self._db = self.lit if self._db is not None else -1, db
        if self._db is None or self.lit != before:
            words = "no sound" if db is None else "too loud" if db > LOUD_DB else f"{db:.0f} dB"
            self.setAccessibleName(f"Sound level: {words}")
            self.setToolTip(f"Sound: {words}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - (_BARS - 1) * _GAP_PX) / _BARS
        loud_from = round(_BARS * (LOUD_DB - LOWEST_DB) / -LOWEST_DB)
        lit = self.lit
        for bar in range(_BARS):
            name = "border_strong" if bar >= lit else "warning" if bar >= loud_from else "good"
            painter.setBrush(self._theme.colour(name))
            rect = QRectF(bar * (width + _GAP_PX), 0, width, self.height())
            painter.drawRoundedRect(rect, 1.5, 1.5)
        painter.end()
