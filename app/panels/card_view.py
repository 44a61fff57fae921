"""The grid of library cards: whole rows, mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle

from app.panels.card_delegate import CardDelegate, CardField
from app.panels.card_geometry import CardGeometry, cell_size

EDGE = 14


class CardView(QListView):
    """``opened(index)``: the picture, a double click or Enter. ``menu_wanted(index, point)``: the
    dots or the right button. ``mended(index)``: the line under a card that needs help."""

    opened = Signal(QModelIndex)
    menu_wanted = Signal(QModelIndex, QPoint)
    mended = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setWrapping(True)
        self.setSpacing(0)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu_at)
        self.setAccessibleName("Practices")
        self.setViewportMargins(EDGE, 0, 0, 0)
        self.setFrameShape(QListView.Shape.NoFrame)
        self._pressed: tuple[str, int] | None = None

    def use_delegate(self, delegate: CardDelegate) -> None:
        """Paint and edit with this delegate."""
        self._delegate = delegate
        self.setItemDelegate(delegate)

    def edit_field(self, field: CardField) -> None:
        """Edit a text of the current card in place."""
        index = self.currentIndex()
        if index.isValid():
            self._delegate.field = field
            self.scrollTo(index)
            self.edit(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let whole cards fill each row."""
        # Measured with the scroll bar, so that its coming and going moves nothing.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        size = cell_size(self.width() - 2 * EDGE - bar, self.font())
        if size != self.gridSize():
            self._delegate.cell = size
            self.setGridSize(size)
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the button went down."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = self._part_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the part under the mouse is for."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        pressed, self._pressed = self._pressed, None
        part = self._part_at(point)
        if event.button() is not Qt.MouseButton.LeftButton or part is None or part != pressed:
            return
        index = self.indexAt(point)
        if part[0] == "picture":
            self.opened.emit(index)
        elif part[0] == "menu":
            self.menu_wanted.emit(index, self.viewport().mapToGlobal(point))
        elif part[0] == "facts":
            self.mended.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open; the picture has done so at the first click."""
        part = self._part_at(event.position().toPoint())
        if part is not None and part[0] in ("words", "facts"):
            self.opened.emit(self.indexAt(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would do."""
        super().mouseMoveEvent(event)
        part = self._part_at(event.position().toPoint())
        over = part is not None and part[0] == "picture"
        clickable = part is not None and part[0] in ("picture", "menu")
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        if over != self._delegate.over_picture:
            self._delegate.over_picture = over
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter."""
        index = self.currentIndex()
        editing = self.state() is QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid() and not editing:
            self.opened.emit(index)
            return
        super().keyPressEvent(event)

    def _part_at(self, point: QPoint) -> tuple[str, int] | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        place = CardGeometry.of(self.visualRect(index), self.font())
        for name in ("menu", "picture", "facts"):
            if getattr(place, name).contains(point):
                return name, index.row()
        return ("words", index.row()) if place.card.contains(point) else None

    def _menu_at(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(index, self.viewport().mapToGlobal(point))
