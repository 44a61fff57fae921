"""What Review shows without a practice, while one opens, and when one cannot be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.context import AppContext
from app.theme import set_role


class ReviewMessage(QWidget):
    """A headline, a sentence, and up to two buttons, in the middle."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._headline, self._words = QLabel(), QLabel()
        set_role(self._headline, "headline")
        set_role(self._words, "muted")
        for label in (self._headline, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        self._icon_name = "review"
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._icon)
        column.addWidget(self._headline)
        column.addWidget(self._words)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        context.theme.changed.connect(self._draw_icon)
        self._draw_icon()

    def say(
        self, icon: str, headline: str, words: str, buttons: tuple[QPushButton, ...] = ()
    ) -> None:
        """Show a message; the first button is the main one."""
        self._icon_name = icon
        self._draw_icon()
        self._headline.setText(headline)
        self._words.setText(words)
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, button in enumerate(buttons):
            if number == 0:
                set_role(button, "primary")
            self._buttons.addWidget(button)

    def say_empty(self) -> None:
        """Say that no practice is open, and what to do."""
        self.say(
            "review",
            "No practice is open",
            "Open a video, drop one onto the window, or choose a practice in the Library.",
            (
                self._acting("Open video…", "open_video"),
                self._acting("Try the sample", "try_sample"),
                self._acting("Library", "show_library"),
            ),
        )

    def say_failed(self, message: str, hint: str) -> None:
        """Say why a practice cannot be shown."""
        self.say("warning", message, hint, (self._acting("Back to the Library", "show_library"),))

    def _acting(self, text: str, action: str) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(self._context.actions[action].trigger)
        return button

    def _draw_icon(self) -> None:
        icon = self._context.theme.icon(self._icon_name, "text_faint")
        self._icon.setPixmap(icon.pixmap(56, 56))
