"""The bar of a proposal: how far it is, then what it would do, with its two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from app.panels.correct_strip import ElidedLabel
from app.theme import set_role
from app.tokens import XS, M, S


class FillBar(QFrame):
    """Working: progress and Stop. Proposed: words, Accept and Discard."""

    def __init__(self, on_accept: Callable[[], None], on_discard: Callable[[], None]) -> None:
        super().__init__()
        set_role(self, "strip")
        self._words = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of filling")
        self._bar.setFixedWidth(160)
        self.accept = QPushButton("Accept")
        set_role(self.accept, "primary")
        self.accept.clicked.connect(on_accept)
        self.discard = QPushButton("Discard")
        self.discard.clicked.connect(on_discard)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, XS, S, XS)
        row.setSpacing(S)
        row.addWidget(self._words, 1)
        row.addWidget(self._bar)
        row.addWidget(self.discard)
        row.addWidget(self.accept)
        self.hide()

    def show_working(self, words: str, done: float = 0.0, total: float = 0.0) -> None:
        """Say how far it is; a total of 0 is unknown."""
        self._words.say(words)
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(round(1000 * done / total) if total else 0)
        self._dress(working=True)

    def show_proposal(self, words: str, accept_key: str, discard_key: str) -> None:
        """Say what would be filled in."""
        self._words.say(words)
        self.accept.setText(f"Accept  {accept_key}".strip())
        self.discard.setText(f"Discard  {discard_key}".strip())
        self._dress(working=False)

    @property
    def words(self) -> str:
        """What is said now."""
        return self._words.toolTip()

    def _dress(self, *, working: bool) -> None:
        self._bar.setVisible(working)
        self.accept.setVisible(not working)
        if working:
            self.discard.setText("Stop")
        self.show()
