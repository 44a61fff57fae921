"""What a training will take, or why it may not begin and what to do about that."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.state.preflight_words import Told, lines_of
from app.theme import Theme, set_role
from app.tokens import L, M, S
from core.training.preflight import Preflight

LOOKING = Told("clock", "text_muted", "Looking at the pictures and at this computer …")


class PreflightLines(QFrame):
    """``way_out_wanted`` when the button beside a refusal is pressed."""

    way_out_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[Told, ...] = ()
        self.way_out = QPushButton()
        set_role(self.way_out, "primary")
        self.way_out.clicked.connect(self.way_out_wanted)
        self._inner = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, M, L, M)
        self._column.setSpacing(S)
        self._column.addWidget(self._inner)
        self._column.addWidget(self.way_out, 0, Qt.AlignmentFlag.AlignLeft)
        theme.changed.connect(self._fill)
        self.show_looking()

    def show_looking(self) -> None:
        """Say that it is being found out."""
        self._show((LOOKING,), "card", "")

    def show_found(self, found: Preflight, way_out: str) -> None:
        """Show what was found; ``way_out`` is the button's text beside a refusal, "" for none."""
        if found.may_begin:
            self._show(lines_of(found), "card", "")
            return
        told = [
            Told("warning", "danger", f"{each.reason} {each.way_out}".strip())
            for each in found.refusals
        ]
        self._show(tuple(told), "banner-problem", way_out)

    def show_problem(self, message: str, hint: str) -> None:
        """Say that it could not be found out."""
        told = Told("warning", "danger", f"{message} {hint}".strip())
        self._show((told,), "banner-problem", "")

    @property
    def words(self) -> str:
        """All that it says."""
        return " ".join(line.words for line in self._lines)

    def _show(self, lines: tuple[Told, ...], role: str, way_out: str) -> None:
        self._lines = lines
        set_role(self, role)
        self.setAccessibleName(self.words)
        self.way_out.setText(way_out)
        self.way_out.setVisible(bool(way_out))
        self._fill()

    def _fill(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for line in self._lines:
            column.addLayout(self._line(line))
        self._column.replaceWidget(self._inner, inner)
        self._inner.deleteLater()
        self._inner = inner

    def _line(self, line: Told) -> QHBoxLayout:
        sign, words = QLabel(), QLabel(line.words)
        sign.setPixmap(self._theme.icon(line.icon, line.colour).pixmap(QSize(18, 18)))
        words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return row
