"""What happens to a lesson under way when the window closes: it is saved first, or goes on."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from app.dialogs.closing_question import ClosingQuestion
from app.state.live_desk import LiveDesk
from app.state.live_phase import LivePhase

_TITLE = "A lesson is being recorded"
_WORDS = (
    "Stopped now, it is saved with all its hits, and the window closes then. Nothing is lost "
    "either way."
)
_SAVING = "Saving the lesson …"


class LeaveLessonDialog(ClosingQuestion):
    """``may_close`` follows once the lesson has been saved."""

    def __init__(self, desk: LiveDesk, parent: QWidget) -> None:
        self.finish = QPushButton("Save it and close")
        super().__init__(_TITLE, _WORDS, _SAVING, "Keep watching", (self.finish,), parent)
        self._desk = desk
        self.finish.clicked.connect(self.save_and_close)
        desk.state_changed.connect(self._look)
        if desk.state.phase is LivePhase.ENDING:
            self.save_and_close()

    def save_and_close(self) -> None:
        """End the lesson, and close when it is in the library."""
        self.wait(_SAVING, "The window closes as soon as the last seconds are written.")
        self._desk.stop()
        self._look()

    def _look(self) -> None:
        """Close at last when the lesson has ended, by our wish or by itself."""
        if not self._desk.state.phase.under_way:
            if self.waits:
                self.close_window()
            else:
                self.reject()
