"""What the mouse does on the video: gestures as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

if TYPE_CHECKING:
    from app.viewer.video_view import VideoView


class Tool(Protocol):
    """One gesture. Each method returns whether it took the event."""

    @property
    def cursor(self) -> Qt.CursorShape:
        """The pointer's shape while this tool is on."""
        ...

    def press(self, view: VideoView, event: QMouseEvent) -> bool:
        """A button went down."""
        ...

    def move(self, view: VideoView, event: QMouseEvent) -> bool:
        """The pointer moved, with or without a button."""
        ...

    def release(self, view: VideoView, event: QMouseEvent) -> bool:
        """The button came up."""
        ...

    def double_click(self, view: VideoView, event: QMouseEvent) -> bool:
        """A button went down for the second time; not taken, it zooms."""
        ...


class PanTool:
    """Drag the picture."""

    def __init__(self) -> None:
        self._last: QPointF | None = None

    @property
    def cursor(self) -> Qt.CursorShape:
        """An arrow: the picture is looked at, not worked on."""
        return Qt.CursorShape.ArrowCursor

    def press(self, view: VideoView, event: QMouseEvent) -> bool:
        """Take hold of the picture."""
        self._last = event.position()
        if not view.fitted:
            view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def move(self, view: VideoView, event: QMouseEvent) -> bool:
        """Pull it along."""
        if self._last is None:
            return False
        if not view.fitted:
            moved = event.position() - self._last
            view.pan(moved.x(), moved.y())
        self._last = event.position()
        return True

    def release(self, view: VideoView, event: QMouseEvent) -> bool:
        """Let go."""
        self._last = None
        view.viewport().setCursor(self.cursor)
        return True

    def double_click(self, view: VideoView, event: QMouseEvent) -> bool:
        """Leave it to the view, which zooms."""
        return False
