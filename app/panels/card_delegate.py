"""Shows library cards in a view and edits a title or a player in place."""

from __future__ import annotations

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


class CardDelegate(QStyledItemDelegate):
    """``renamed(id, title)`` and ``player_given(id, name)`` follow an edit in place."""

    renamed = Signal(str, str)
    player_given = Signal(str, str)

    def __init__(self, card_cache: CardCache, parent: QWidget) -> None:
        super().__init__(parent)
        self._card_cache = card_cache
        self.edits_player = False
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
        """Return a line for the title or the player."""
        editor = QLineEdit(parent)
        editor.setAccessibleName("Player" if self.edits_player else "Title")
        editor.setPlaceholderText("Player" if self.edits_player else "Title")
        return editor

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """Put the present text into the line."""
        card: Card = index.data(CardRole.CARD)
        if isinstance(editor, QLineEdit) and isinstance(card, SessionCard):
            editor.setText(card.player if self.edits_player else card.title)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        """Tell of the new text if it is one."""
        card: Card = index.data(CardRole.CARD)
        if not isinstance(editor, QLineEdit) or not isinstance(card, SessionCard):
            return
        text = editor.text().strip()
        if self.edits_player and text != card.player:
            self.player_given.emit(card.id, text)
        elif not self.edits_player and text and text != card.title:
            self.renamed.emit(card.id, text)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        """Put the line where the text was."""
        place = CardGeometry.of(option.rect, option.widget.font())
        rect = place.player if self.edits_player else place.title
        height = editor.sizeHint().height()
        editor.setGeometry(
            place.card.left() + XS,
            rect.center().y() - height // 2,
            place.card.width() - 2 * XS,
            height,
        )
