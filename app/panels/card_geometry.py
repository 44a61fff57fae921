"""Where each part of a library card lies."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics

from app.tokens import BODY, CAPTION, XS, M, S

SMALLEST_WIDTH = 232
GAP = 16


@dataclass(frozen=True)
class CardGeometry:
    """Rectangles in the view's pixels; the card is the cell less the gap."""

    card: QRect
    picture: QRect
    title: QRect
    player: QRect
    facts: QRect
    menu: QRect

    @staticmethod
    def of(cell: QRect, font: QFont) -> CardGeometry:
        """Lay a card out in its cell."""
        half = GAP // 2
        card = cell.adjusted(half, half, -half, -half)
        picture = QRect(card.left(), card.top(), card.width(), picture_height(card.width()))
        line = line_height(font, BODY)
        left, width = card.left() + M, card.width() - 2 * M
        title = QRect(left, picture.bottom() + 1 + S, width - 28, line + XS)
        player = QRect(left, title.bottom() + 1, width, line_height(font, CAPTION) + 2)
        facts = QRect(left, player.bottom() + 1, width, line_height(font, CAPTION) + 2)
        menu = QRect(card.right() - M - 20, title.top() - 2, 26, 26)
        return CardGeometry(card, picture, title, player, facts, menu)


def picture_height(card_width: int) -> int:
    """Return the height of a 16:9 picture as wide as the card."""
    return round(card_width * 9 / 16)


def line_height(font: QFont, size: float) -> int:
    """Return the height of a line of text at ``size`` times the normal size."""
    scaled = QFont(font)
    scaled.setPointSizeF(font.pointSizeF() * size)
    return QFontMetrics(scaled).height()


def cell_size(view_width: int, font: QFont) -> QSize:
    """Return the size of a cell so that whole cards fill a row of ``view_width``."""
    columns = max(1, view_width // (SMALLEST_WIDTH + GAP))
    width = max(SMALLEST_WIDTH, view_width // columns)
    words = line_height(font, BODY) + 2 * line_height(font, CAPTION) + XS + 4 + 2 * S
    return QSize(width, picture_height(width - GAP) + words + S + GAP)
