"""A question before something that cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QMessageBox, QSpacerItem, QWidget

from app.theme import set_role

_WIDTH_PX = 460


class Question(QMessageBox):
    """Asks without stopping the window: ``accepted_by`` is called if the person wants it.

    The way back is the default button and Escape.
    """

    def __init__(
        self,
        parent: QWidget,
        question: str,
        consequences: str,
        yes: str,
        no: str,
        accepted_by: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sweetspot")
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setText(f"<b>{question}</b>")
        self.setInformativeText(consequences)
        self.yes = self.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        self.no = self.addButton(no, QMessageBox.ButtonRole.RejectRole)
        set_role(self.yes, "danger")
        self.setDefaultButton(self.no)
        self.setEscapeButton(self.no)
        self.yes.clicked.connect(lambda: accepted_by())
        self.finished.connect(self.deleteLater)
        # Qt makes it as narrow as its buttons.
        grid = self.layout()
        if isinstance(grid, QGridLayout):
            grid.addItem(QSpacerItem(_WIDTH_PX, 0), grid.rowCount(), 0, 1, grid.columnCount())
