"""Shows library cards in a view and edits a title, a player or a court in place."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.panels.card_cache import CardCache
from app.panels.card_geometry import CardGeometry
from app.panels.card_painter import CardState
from app.state.library_list import CardRole
from app.state.library_order import Card
from app.tokens import XS
from core.sessions.cards import SessionCard

AnyIndex = QModelIndex | QPersistentModelIndex


class CardField(StrEnum):
    """What can be edited; the value is what the line is called."""

    TITLE = "Title"
    PLAYER = "Player"
    COURT = "Court"


class CardDelegate(QStyledItemDelegate):
    """``renamed(id, title)``, ``player_given`` and ``court_given`` follow an edit in place."""

    renamed = Signal(str, str)
    player_given = Signal(str, str)
    court_given = Signal(str, str)

    def __init__(self, card_cache: CardCache, parent: QWidget) -> None:
        super().__init__(parent)
        self._card_cache = card_cache
        self.field = CardField.TITLE
        self.cell = QSize(248, 240)
        self.over_picture = False

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Return the size of every cell."""
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw the card."""
        running: float | None = index.data(CardRole.PROGRESS)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        state = CardState(
            selected=bool(option.state & QStyle.StateFlag.State_Selected),
            hovered=hovered,
            over_picture=hovered and self.over_picture,
            running=None if running is None else round(running, 2),
        )
        card: Card = index.data(CardRole.CARD)
        self._card_cache.draw(painter, option.rect, card, state, option.widget.font())

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        """Return a line for the field."""
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.field.value)
        editor.setPlaceholderText(self.field.value)
        return editor

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Put the present text into the line."""
        card: Card = index.data(CardRole.CARD)
        if isinstance(editor, QLineEdit) and isinstance(card, SessionCard):
            editor.setText(self._text_of(card))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        """Tell of the new text if it is one."""
        card: Card = index.data(CardRole.CARD)
        if not isinstance(editor, QLineEdit) or not isinstance(card, SessionCard):
            return
        text = editor.text().strip()
        if text == self._text_of(card):
            return
        if self.field is CardField.PLAYER:
            self.player_given.emit(card.id, text)
        elif self.field is CardField.COURT:
            self.court_given.emit(card.id, text)
        elif text:
            self.renamed.emit(card.id, text)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        """Put the line where the text was."""
        place = CardGeometry.of(option.rect, option.widget.font())
        rect = place.title if self.field is CardField.TITLE else place.player
        height = editor.sizeHint().height()
        editor.setGeometry(
            place.card.left() + XS,
            rect.center().y() - height // 2,
            place.card.width() - 2 * XS,
            height,
        )

    def _text_of(self, card: SessionCard) -> str:
        texts = {
            CardField.TITLE: card.title,
            CardField.PLAYER: card.player,
            CardField.COURT: card.court,
        }
        return texts[self.field]
