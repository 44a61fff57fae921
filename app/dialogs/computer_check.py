"""Does everything work on this computer? One line a part, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.state.computer_check import ComputerCheck
from app.tokens import XL, L, M, S

if TYPE_CHECKING:
    from core.self_test import Checked

_PARTS = ("video", "sound", "detector", "hits", "disk", "camera")
_MEANT = {
    "video": "Reads videos exactly",
    "sound": "Hears the ball on the strings",
    "detector": "Finds player and ball",
    "hits": "Finds the sample's hits",
    "disk": "Keeps your practices",
    "camera": "Watches lessons live",
}
_SIGN_PX = 20


class ComputerCheckDialog(QDialog):
    """Begins to look when it is opened; the results fill in from the top."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Check this computer")
        self._theme = context.theme
        self.check = ComputerCheck(context.runner, context.store.root, self)
        self.verdict = QLabel()
        self.verdict.setProperty("role", "title")
        self.verdict.setWordWrap(True)
        self._signs = {name: QLabel() for name in _PARTS}
        self._found = {name: QLabel() for name in _PARTS}
        self.again = QPushButton("Check again")
        self.again.clicked.connect(self.check.run)
        self._copy = QPushButton("Copy")
        self._copy.setToolTip("Copy all of it, to send to somebody who helps")
        self._copy.clicked.connect(lambda: QApplication.clipboard().setText(self.text))
        self._lay_out()
        self.check.changed.connect(self._show)
        self._theme.changed.connect(self._show)
        self.check.run()

    @property
    def text(self) -> str:
        """All that was found, as lines."""
        lines = [
            f"{'OK' if each.passed else 'FAIL'}  {each.name}: {each.detail}"
            for each in self.check.results
        ]
        return "\n".join([self.check.verdict, *lines])

    def _lay_out(self) -> None:
        rows = QGridLayout()
        rows.setHorizontalSpacing(M)
        rows.setVerticalSpacing(M)
        rows.setColumnStretch(1, 1)
        for row, name in enumerate(_PARTS):
            words = self._found[name]
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            rows.addWidget(self._signs[name], row, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(words, row, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, L)
        column.setSpacing(L)
        column.addWidget(self.verdict)
        column.addLayout(rows)
        column.addSpacing(S)
        column.addWidget(buttons)
        self.setFixedWidth(520)

    def _show(self) -> None:
        self.verdict.setText(self.check.verdict)
        self.again.setEnabled(not self.check.running)
        found = {each.name: each for each in self.check.results}
        for name in _PARTS:
            self._show_row(name, found.get(name))

    def _show_row(self, name: str, checked: Checked | None) -> None:
        icon, colour = ("clock", "text_faint")
        if checked is not None:
            icon, colour = ("check", "good") if checked.passed else ("warning", "danger")
        self._signs[name].setPixmap(
            self._theme.icon(icon, colour).pixmap(QSize(_SIGN_PX, _SIGN_PX))
        )
        muted = self._theme.colour("text_muted").name()
        said = _escaped(checked.detail) if checked is not None else "…"
        self._found[name].setText(
            f"<b>{_MEANT[name]}</b><br><span style='color:{muted}'>{said}</span>"
        )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
