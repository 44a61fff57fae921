"""A folder that can be chosen, typed or set back to the program's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.tokens import XS, S
from core.errors import SweetspotError


class FolderChoice(QWidget):
    """``chosen`` carries a folder that ``check`` accepts; empty means the program's own."""

    chosen = Signal(str)

    def __init__(self, name: str, usual: str, value: str) -> None:
        super().__init__()
        self._name = name
        self._value = value
        self.check: Callable[[str], None] = lambda _folder: None
        self.line = QLineEdit(value)
        self.line.setPlaceholderText(usual)
        self.line.setAccessibleName(name)
        self.line.editingFinished.connect(lambda: self.choose(self.line.text()))
        browse = QPushButton("Choose…")
        browse.setAutoDefault(False)
        browse.setAccessibleName(f"Choose the folder: {name}")
        browse.clicked.connect(self._browse)
        self.back = QPushButton("Usual")
        self.back.setAutoDefault(False)
        self.back.setToolTip("Back to the program's own folder")
        self.back.clicked.connect(lambda: self.choose(""))
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.line, 1)
        row.addWidget(browse)
        row.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.back.setEnabled(bool(value))

    def choose(self, folder: str) -> None:
        """Take a folder if it can be used; otherwise say why not and keep the old one."""
        folder = folder.strip()
        if folder == self._value:
            return
        try:
            if folder:
                self.check(folder)
        except SweetspotError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.problem.hide()
        self._value = folder
        self.line.setText(folder)
        self.back.setEnabled(bool(folder))
        self.chosen.emit(folder)

    def _browse(self) -> None:
        start = self._value or self.line.placeholderText()
        folder = QFileDialog.getExistingDirectory(self, f"Choose the folder: {self._name}", start)
        if folder:
            self.choose(folder)
