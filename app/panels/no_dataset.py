"""What the dataset's page shows before anything is fixed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.theme import set_role
from app.tokens import M

WORDS = (
    "Open a practice, press C, drag the boxes where they belong and accept the frame with Enter.\n"
    "Every frame you put right teaches the detector your court.\n"
    "Twenty from each of two practices are a good beginning."
)


class NoDataset(QWidget):
    """Says what to do; ``to_library`` is the way there."""

    def __init__(self) -> None:
        super().__init__()
        title, words = QLabel("No frame is fixed yet"), QLabel(WORDS)
        set_role(title, "title")
        set_role(words, "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.to_library = QPushButton("Go to the practices")
        self.to_library.setAutoDefault(False)
        set_role(self.to_library, "primary")
        column = QVBoxLayout(self)
        column.setSpacing(M)
        column.addStretch(1)
        for widget in (title, words, self.to_library):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
