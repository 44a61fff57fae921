"""Where the Train place's parts lie: the list at the left, one page at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.compare_page import ComparePage
from app.panels.offer_strip import OfferStrip
from app.panels.run_list import RunList
from app.panels.run_page import RunPage
from app.panels.train_start import TrainStart
from app.places.review_empty import ReviewMessage
from app.theme import set_role
from app.tokens import XL, L, M, S

LIST_PX = 272
CURVES, JUDGE = 0, 1


class TrainLayout(QWidget):
    """Only widgets; what they mean to each other is said in ``TrainPlace``."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._actions = context.actions
        self.new, self.open = QPushButton("New training"), QToolButton()
        self.compare_button = QToolButton()
        self.list = RunList(context.theme)
        self.no_runs = QLabel("Your trainings will stand here.")
        self.offer = OfferStrip(context.theme)
        self.start, self.run = TrainStart(context), RunPage(context)
        self.compare, self.message = ComparePage(context.theme), ReviewMessage(context)
        self.tabs = QTabBar()
        self.pages, self.of_run = QStackedWidget(), QStackedWidget()
        self._lay_out()

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages; ``run`` stands for a run with its tabs."""
        self.pages.setCurrentWidget(self._run_frame if page is self.run else page)

    @property
    def page(self) -> QWidget:
        """The page on screen."""
        pages: tuple[QWidget, ...] = (self.message, self.start, self.compare)
        return next((each for each in pages if each is self.pages.currentWidget()), self.run)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(self._right(), 1)

    def _left(self) -> QWidget:
        title = QLabel("Train")
        set_role(title, "headline")
        set_role(self.new, "primary")
        self.new.setToolTip(self._actions["new_training"].toolTip())
        self.new.clicked.connect(self._actions["new_training"].trigger)
        for button, action in ((self.open, "open_run"), (self.compare_button, "compare_runs")):
            button.setDefaultAction(self._actions[action])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self.no_runs, "muted")
        self.no_runs.setWordWrap(True)
        self.no_runs.setContentsMargins(M, M, M, M)
        side = QFrame()
        side.setFixedWidth(LIST_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(L, L, 0, M)
        column.setSpacing(M)
        column.addWidget(title)
        column.addWidget(self.new)
        column.addWidget(self.no_runs)
        column.addWidget(self.list, 1)
        column.addWidget(self.compare_button)
        column.addWidget(self.open)
        return side

    def _right(self) -> QWidget:
        self.tabs.addTab("Curves and pictures")
        self.tabs.addTab("Before and after")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("What to see of this training")
        self._run_frame = QWidget()
        inner = QVBoxLayout(self._run_frame)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(M)
        inner.addWidget(self.tabs)
        inner.addWidget(self.of_run, 1)
        self.of_run.addWidget(self.run)
        for page in (self.message, self.start, self._run_frame, self.compare):
            self.pages.addWidget(page)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(XL, L, L, M)
        column.setSpacing(S)
        column.addWidget(self.offer)
        column.addWidget(self.pages, 1)
        return right
