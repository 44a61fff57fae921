"""What lies beside the video: the hits, and in correct mode the doubts on a tab before them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.panels.hits import HitsPanel

_DOUBTS, _HITS = 0, 1


class ReviewSide(QWidget):
    """Two tabs in correct mode; outside it the hits alone."""

    def __init__(self, hits: HitsPanel) -> None:
        super().__init__()
        self._tabs = QTabBar()
        self._tabs.setExpanding(True)
        self._tabs.setDrawBase(False)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tabs.setAccessibleName("Doubts or hits")
        self._tabs.addTab("Doubts")
        self._tabs.addTab("Hits")
        self._tabs.hide()
        self._stack = QStackedWidget()
        self._hits = hits
        self._stack.addWidget(hits)
        self._tabs.currentChanged.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tabs)
        column.addWidget(self._stack, 1)

    def add_doubts(self, panel: QWidget) -> None:
        """Take the panel of the doubts."""
        self._stack.insertWidget(_DOUBTS, panel)
        self._stack.setCurrentWidget(self._hits)

    def set_correcting(self, on: bool) -> None:
        """Show the doubts first in correct mode, the hits alone outside it."""
        self._tabs.setVisible(on)
        self._tabs.setCurrentIndex(_DOUBTS if on else _HITS)
        self._turn(self._tabs.currentIndex())

    def show_doubts(self) -> None:
        """Turn to the doubts."""
        self._tabs.setCurrentIndex(_DOUBTS)

    def set_counts(self, doubts: int) -> None:
        """Say on the tab how many doubts are open."""
        self._tabs.setTabText(_DOUBTS, f"Doubts  {doubts}" if doubts else "Doubts")

    def _turn(self, tab: int) -> None:
        doubts = tab == _DOUBTS and self._tabs.isVisibleTo(self) and self._stack.count() > 1
        self._stack.setCurrentIndex(_DOUBTS if doubts else self._stack.indexOf(self._hits))
