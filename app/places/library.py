"""The home of the window: every practice as a card."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.context import AppContext


class LibraryPlace(QWidget):
    """Cards of all sessions."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
