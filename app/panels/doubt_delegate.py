"""Paints one row of the doubts: a sign of what it is about, the sentence, the time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from app.panels.row_delegate import RowDelegate
from app.state.doubt_table import DOUBT_ROLE
from app.state.speed_text import clock_text
from app.viewer.hit_overlays import wrapped
from app.viewer.ink import faded, mixed, object_colour, sized
from core.detections.detections import ObjectClass
from core.sessions.doubt import Doubt, DoubtKind

_SIGN_PX = 36.0
_WORDS_PX = 12.5
_SIGNS = {
    ObjectClass.PLAYER: "player",
    ObjectClass.RACKET: "racket",
    ObjectClass.BALL: "ball",
    ObjectClass.RACKET_HEAD: "head",
}


def sign_of(doubt: Doubt) -> str:
    """Return the name of the icon that says what a doubt is about."""
    if doubt.kind in (DoubtKind.SOUND_ONLY, DoubtKind.SILENT_HIT):
        return "sound" if doubt.kind is DoubtKind.SOUND_ONLY else "sound-off"
    if doubt.hit_id is not None or doubt.about is None:
        return "hit"
    return _SIGNS[doubt.about]


class DoubtDelegate(RowDelegate):
    """``icon_of`` colours a sign; ``time_of`` turns a frame into seconds."""

    row_px = 64

    def __init__(
        self,
        icon_of: Callable[[str, str], QIcon],
        time_of: Callable[[int], float],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._icon_of, self._time_of = icon_of, time_of

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        doubt: Doubt | None = index.data(DOUBT_ROLE)
        if doubt is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self.draw_ground(painter, option)
        sign = QRectF(row.left() + 8, row.center().y() - _SIGN_PX / 2, _SIGN_PX, _SIGN_PX)
        self._draw_sign(painter, sign, doubt)
        words = row.adjusted(_SIGN_PX + 18, 6, -8, -6)
        self._draw_words(painter, words, doubt, option.palette)
        painter.restore()

    def _draw_sign(self, painter: QPainter, rect: QRectF, doubt: Doubt) -> None:
        plain = QColor("#C7D0DA")
        of_hit = doubt.hit_id is not None or doubt.about is None
        colour = plain if of_hit or doubt.about is None else object_colour(doubt.about)
        painter.setPen(QPen(faded(colour, 0.9), 1.4))
        painter.setBrush(QColor(12, 16, 20))
        painter.drawEllipse(rect)
        icon = self._icon_of(sign_of(doubt), colour.name())
        icon.paint(painter, rect.adjusted(8, 8, -8, -8).toRect())

    def _draw_words(self, painter: QPainter, rect: QRectF, doubt: Doubt, palette: QPalette) -> None:
        text = palette.text().color()
        font = sized(painter.font(), _WORDS_PX)
        metrics = QFontMetricsF(font)
        lines = wrapped([doubt.words], metrics, rect.width())
        if len(lines) > 2:
            rest = " ".join(lines[1:])
            mode = Qt.TextElideMode.ElideRight
            lines = [lines[0], metrics.elidedText(rest, mode, rect.width())]
        painter.setFont(font)
        painter.setPen(text)
        line_px = metrics.height()
        top = rect.top() + (rect.height() - line_px * (len(lines) + 1)) / 2
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for number, line in enumerate(lines):
            place = QRectF(rect.left(), top + number * line_px, rect.width(), line_px)
            painter.drawText(place, left, line)
        painter.setFont(sized(painter.font(), 11))
        painter.setPen(mixed(palette.base().color(), text, 0.66))
        place = QRectF(rect.left(), top + len(lines) * line_px + 1, rect.width(), line_px)
        painter.drawText(place, left, clock_text(self._time_of(doubt.frame)))
