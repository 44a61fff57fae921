"""The rail: places at the top, jobs, preferences and the menu at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QToolButton, QVBoxLayout

from app.context import AppContext
from app.panels.progress_ring import JobsButton, ring
from app.tokens import XS, S

ICON = QSize(24, 24)
WIDTH = 84


class Rail(QFrame):
    """Goes to places; the buttons are the same at every place."""

    def __init__(self, context: AppContext, places: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self._context = context
        self._buttons: dict[str, QToolButton] = {}
        self._icons: dict[QToolButton, str] = {}
        self._shares: dict[str, float | None] = {}
        self._group = QButtonGroup(self)
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(S, S, S, S)
        self._column.setSpacing(XS)
        for place_id, title, icon in places:
            button = self._add(title, icon)
            button.setCheckable(True)
            button.setToolTip(title)
            button.clicked.connect(
                lambda _on=False, place=place_id: context.navigation.place_wanted.emit(place)
            )
            self._group.addButton(button)
            self._buttons[place_id] = button
        self._column.addStretch(1)
        self._bottom()
        self._paint_icons()
        context.theme.changed.connect(self._paint_icons)

    def mark(self, place_id: str) -> None:
        """Show which place is on screen."""
        self._buttons[place_id].setChecked(True)
        self._paint_icons()

    def show_progress(self, place_id: str, share: float | None, under_way: bool) -> None:
        """Put a ring around a place's icon while something is ``under_way`` there; 0 to 1."""
        button = self._buttons[place_id]
        title = button.text()
        if under_way:
            self._shares[place_id] = share
            done = "" if share is None else f", {share:.0%} done"
            button.setAccessibleName(f"{title}, at work{done}")
            button.setToolTip(f"{title}: at work{done}")
        else:
            self._shares.pop(place_id, None)
            button.setAccessibleName(title)
            button.setToolTip(title)
        self._paint_icons()

    def _bottom(self) -> None:
        actions = self._context.actions
        self.jobs = JobsButton(self._context)
        self.jobs.setFixedWidth(WIDTH - 2 * S)
        self.jobs.clicked.connect(actions["jobs"].trigger)
        self._column.addWidget(self.jobs)
        self._help = self._add("Help", "help")
        self._help.setToolTip(actions["help"].toolTip())
        self._help.clicked.connect(actions["help"].trigger)
        self._settings = self._add("Settings", "settings")
        self._settings.setToolTip(actions["preferences"].toolTip())
        self._settings.clicked.connect(actions["preferences"].trigger)
        self._more = self._add("Menu", "menu")
        self._more.setToolTip("Everything Sweetspot can do, by name")
        menu = QMenu(self._more)
        for part in actions.menus(menu):
            menu.addMenu(part)
        self._more.setMenu(menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _add(self, title: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setText(title)
        button.setAccessibleName(title)
        button.setProperty("role", "rail")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(ICON)
        button.setFixedWidth(WIDTH - 2 * S)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._icons[button] = icon
        self._column.addWidget(button)
        return button

    def _paint_icons(self) -> None:
        for button, icon in self._icons.items():
            colour = "accent" if button.isChecked() else "text_muted"
            button.setIcon(self._context.theme.icon(icon, colour))
        for place_id, share in self._shares.items():
            self._buttons[place_id].setIcon(self._ringed(self._buttons[place_id], share))

    def _ringed(self, button: QToolButton, share: float | None) -> QPixmap:
        picture = ring(self._context.theme, self.devicePixelRatioF(), share or 0.0)
        painter = QPainter(picture)
        icon = self._context.theme.icon(self._icons[button], "accent")
        icon.paint(painter, QRect(6, 6, ICON.width() - 12, ICON.height() - 12))
        painter.end()
        return picture
