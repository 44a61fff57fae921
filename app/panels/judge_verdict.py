"""The verdict on a training's detector, with the buttons that follow from it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from app.state.judge_words import SIGNS
from app.theme import Theme, set_role
from app.tokens import XS, L, M, S
from core.before_after.verdict import Outcome

_SIGN = QSize(36, 36)
_ROLES = {Outcome.BETTER: "verdict-good", Outcome.WORSE: "verdict-bad"}
_BAR = 1000


class JudgeVerdict(QFrame):
    """One headline, one line below, a bar while it works, and at most three buttons."""

    main_pressed = Signal()
    stop_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sign, self.headline, self.words = QLabel(), QLabel(), QLabel()
        self.bar = QProgressBar()
        self.main, self.stop, self.back = QPushButton(), QPushButton("Stop"), QPushButton()
        self._icon = ("info", "accent")
        self._lay_out()
        self.main.clicked.connect(self.main_pressed)
        self.stop.clicked.connect(self.stop_pressed)
        self.back.clicked.connect(self.back_pressed)
        theme.changed.connect(self._paint)

    def say(self, headline: str, words: str, icon: tuple[str, str] = ("info", "accent")) -> None:
        """Say something that is no verdict, with an icon and its token's colour."""
        self._show(headline, words, icon, "card")

    def show_outcome(self, outcome: Outcome, headline: str, words: str) -> None:
        """Show a verdict."""
        self._show(headline, words, SIGNS[outcome], _ROLES.get(outcome, "card"))

    def show_progress(self, share: float | None, on: bool = True) -> None:
        """Show how far the work is, None while unknown; ``on`` False: nothing is under way."""
        self.bar.setVisible(on)
        self.stop.setVisible(on)
        self.bar.setRange(0, 0 if share is None else _BAR)
        self.bar.setValue(round(_BAR * (share or 0.0)))

    def offer(self, main: str, back: str = "", *, primary: bool = True, tip: str = "") -> None:
        """Name the buttons, "" for none; a main one that is not ``primary`` looks plain."""
        for button, words in ((self.main, main), (self.back, back)):
            button.setText(words)
            button.setVisible(bool(words))
        self.main.setToolTip(tip)
        role = "primary" if primary else "plain"
        if self.main.property("role") != role:
            set_role(self.main, role)

    def _show(self, headline: str, words: str, icon: tuple[str, str], role: str) -> None:
        self.headline.setText(headline)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.setAccessibleName(f"{headline} {words}".strip())
        self._icon = icon
        if self.property("role") != role:
            set_role(self, role)
        self._paint()

    def _paint(self) -> None:
        self._sign.setPixmap(self._theme.icon(*self._icon).pixmap(_SIGN))

    def _lay_out(self) -> None:
        set_role(self, "card")
        set_role(self.headline, "title")
        for label in (self.headline, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the comparison")
        column = QVBoxLayout()
        column.setSpacing(XS)
        column.addWidget(self.headline)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, M, L, M)
        row.setSpacing(M)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(S)
        for button in (self.stop, self.back, self.main):
            buttons.addWidget(button)
        row.addLayout(buttons)
        self.show_progress(None, on=False)
        self.offer("")
