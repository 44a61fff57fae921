"""Help on one page: what the scores mean, how to film, where things are."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.tokens import XL, L, M, S
from app.viewer.ink import draw_badge
from core.scoring.score import ScoreRule

WIDTH = 860
TIPS = (
    (
        "Use slow motion",
        "120 or 240 frames per second. At 30 the ball moves a metre from one "
        "picture to the next, and the score is closer to a guess: such scores have a broken rim.",
    ),
    (
        "Film from the side",
        "So that the strings face the camera at contact. From behind, the "
        "racket hides where the ball met it.",
    ),
    ("Put the phone on the fence or a tripod", "Nothing else makes the result as steady."),
    ("Fill the picture", "The player from head to foot, with a little room for the swing."),
    ("Leave the sound on", "The sound of impact tells the very moment of the hit."),
)


class Badge(QWidget):
    """A score as it is drawn everywhere."""

    def __init__(self, score: int) -> None:
        super().__init__()
        self._score = score
        self.setFixedSize(QSize(28, 28))
        self.setAccessibleName(f"Score {score}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        draw_badge(painter, QRectF(1, 1, 26, 26), self._score)
        painter.end()


def score_words(rule: ScoreRule) -> list[tuple[int, str]]:
    """Return what each score means, the best first, in shares of the way to the frame."""
    edges = [0.0, *rule.limits]
    words = [
        (5 - band, f"from {low:.0%} to {high:.0%} of the way to the frame")
        for band, (low, high) in enumerate(pairwise(edges))
    ]
    words[0] = (5, f"the sweet spot: within {rule.limits[0]:.0%} of the way to the frame")
    return [*words, (1, f"beyond {rule.limits[-1]:.0%}: at the frame, or missed")]


class HelpDialog(QDialog):
    """Stays open beside the window."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Help")
        self.setFixedWidth(WIDTH)
        title = QLabel("How it works")
        title.setProperty("role", "headline")
        words = QLabel(
            "Drop in a practice video. Sweetspot finds the player, the racket and the ball, then "
            "every hit, and measures how far from the centre of the strings the ball was. Where "
            "it is wrong, your word counts: press 1 to 5, or take the hit away; press C to put "
            "boxes right, the doubtful ones first."
        )
        words.setWordWrap(True)
        cards = QHBoxLayout()
        cards.setSpacing(M)
        cards.addWidget(_card("What the scores mean", self._scores()), 4)
        cards.addWidget(_card("How to film", self._tips()), 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(cards)
        column.addLayout(self._buttons())
        # Qt guesses the height of wrapped words for another width.
        self.setFixedHeight(column.totalHeightForWidth(WIDTH))

    def _scores(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(S)
        grid.setHorizontalSpacing(M)
        for row, (score, words) in enumerate(score_words(ScoreRule())):
            label = QLabel(words)
            label.setWordWrap(True)
            grid.addWidget(Badge(score), row, 0)
            grid.addWidget(label, row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _tips(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(S)
        for row, (head, why) in enumerate(TIPS):
            name, reason = QLabel(head), QLabel(why)
            name.setProperty("role", "strong")
            reason.setProperty("role", "caption")
            for label in (name, reason):
                label.setWordWrap(True)
            grid.addWidget(name, 2 * row, 0)
            grid.addWidget(reason, 2 * row + 1, 0)
        return grid

    def _show_keys(self) -> None:
        self.accept()
        self._context.actions["cheat_sheet"].trigger()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        keys = QPushButton("Keys…")
        keys.clicked.connect(self._show_keys)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(keys)
        row.addStretch(1)
        row.addWidget(close)
        return row


def _card(name: str, inside: QGridLayout) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(L, M, L, L)
    column.setSpacing(M)
    title = QLabel(name)
    title.setProperty("role", "title")
    column.addWidget(title)
    column.addLayout(inside)
    column.addStretch(1)
    return card
