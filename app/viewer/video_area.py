"""The video with its magnifier and what is said in its place when it cannot be shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.theme import set_role
from app.viewer.magnifier import Magnifier
from app.viewer.video_view import VideoView

_PATIENCE_MS = 250


class VideoArea(QWidget):
    """``find_wanted`` follows the button that is shown when the video is not where it was."""

    find_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = VideoView()
        self.magnifier = Magnifier(self.view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.view)
        self._card = QFrame(self)
        set_role(self._card, "popover")
        self._words, self._hint = QLabel(), QLabel()
        set_role(self._words, "title")
        set_role(self._hint, "muted")
        self._find = QPushButton("Find the video…")
        set_role(self._find, "primary")
        self._find.clicked.connect(self.find_wanted)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        for label in (self._words, self._hint):
            label.setWordWrap(True)
            label.setMinimumWidth(360)
            column.addWidget(label)
        column.addWidget(self._find, 0, Qt.AlignmentFlag.AlignLeft)
        self._card.hide()
        self._waiting = QLabel("Reading…", self)
        self._waiting.setStyleSheet(
            "background: rgba(12,16,20,205); color: white; padding: 5px 12px; border-radius: 12px;"
        )
        self._waiting.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_waiting)
        self.view.installEventFilter(self)

    def show_problem(self, message: str, hint: str, can_find: bool) -> None:
        """Say why there is no picture."""
        self.set_waiting(False)
        self._words.setText(message)
        self._hint.setText(hint)
        self._find.setVisible(can_find)
        self._card.show()
        self._place()

    def hide_problem(self) -> None:
        """Show the video again."""
        self._card.hide()

    def set_waiting(self, waiting: bool) -> None:
        """Say that a picture is being read, once that takes noticeably long."""
        if waiting and not self._patience.isActive() and not self._waiting.isVisible():
            self._patience.start()
        elif not waiting:
            self._patience.stop()
            self._waiting.hide()

    def _show_waiting(self) -> None:
        self._waiting.show()
        self._place()

    def _place(self) -> None:
        self._card.setMaximumWidth(max(self.width() - 40, 200))
        for widget in (self._card, self._waiting):
            widget.adjustSize()
        middle = self.rect().center()
        self._card.move(middle.x() - self._card.width() // 2, middle.y() - self._card.height() // 2)
        self._waiting.move(14, 14)
        self._card.raise_()
        self._waiting.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)
