"""Cards drawn once and then copied: a library of hundreds must scroll without a hitch."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from app.panels.card_geometry import CardGeometry
from app.panels.card_painter import CardPainter, CardState
from app.state.library_order import Card
from app.state.thumbnails import Thumbnails
from app.theme import Theme
from core.sessions.cards import SessionCard

KEPT_BYTES = 96 << 20


class CardCache:
    """Pictures of whole cells; every thing that a card shows is part of its key."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        self._theme = theme
        self._thumbnails = thumbnails
        self._painter = CardPainter(theme, thumbnails)
        self._kept: OrderedDict[object, QPixmap] = OrderedDict()

    def draw(
        self, painter: QPainter, cell: QRect, card: Card, state: CardState, font: QFont
    ) -> None:
        """Draw a card in its cell."""
        ratio = painter.device().devicePixelRatioF()
        size = cell.size()
        look = (self._theme.dark, font.pointSizeF(), size.width(), size.height(), ratio)
        key = (card, state, look, self._picture_of(card), date.today())
        picture = self._kept.get(key)
        if picture is None:
            picture = self._render(size, ratio, card, state, font)
            self._kept[key] = picture
            most = max(8, KEPT_BYTES // max(1, round(size.width() * size.height() * ratio**2) * 4))
            while len(self._kept) > most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        painter.drawPixmap(cell.topLeft(), picture)

    def _picture_of(self, card: Card) -> int:
        if not isinstance(card, SessionCard) or card.thumbnail is None:
            return 0
        picture = self._thumbnails.of(card.thumbnail)
        return 0 if picture is None else picture.cacheKey()

    def _render(
        self, size: QSize, ratio: float, card: Card, state: CardState, font: QFont
    ) -> QPixmap:
        picture = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        place = CardGeometry.of(QRect(0, 0, size.width(), size.height()), font)
        self._painter.paint(painter, place, card, state)
        painter.end()
        return picture
