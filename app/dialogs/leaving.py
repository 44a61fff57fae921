"""What happens to a training when the window closes: it goes on, it pauses, or the window stays."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from app.context import AppContext
from app.dialogs.closing_question import ClosingQuestion
from app.state.card_words import eta_words
from core.training.events import Event, Progressed

_SAVING = "Saving what it has learned …"


class LeaveDialog(ClosingQuestion):
    """``may_close`` follows once the training has been let go, or has saved and ended."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        self.go_on = QPushButton("Close, let it go on")
        self.pause = QPushButton("Pause it and close")
        super().__init__(
            "A training is under way",
            words_of(context),
            _SAVING,
            "Keep the window open",
            (self.go_on, self.pause),
            parent,
        )
        self._trainings = context.trainings
        self.go_on.clicked.connect(self.leave)
        self.pause.clicked.connect(self.pause_and_close)
        self._trainings.ended.connect(self._look)

    def leave(self) -> None:
        """Close; the training goes on by itself."""
        self._trainings.leave_running()
        self.close_window()

    def pause_and_close(self) -> None:
        """Let it save and end, and close then."""
        self.wait("Pausing the training", _SAVING)
        self._trainings.pause_all()
        self._look()

    def _look(self, _name: str = "") -> None:
        """Close at last when it has ended, by our wish or by itself."""
        if self._trainings.runs_here is None:
            if self.waits:
                self.close_window()
            else:
                self.reject()


def words_of(context: AppContext) -> str:
    """Return what a coach should know before choosing."""
    trainings = context.trainings
    name = trainings.runs_here or ""
    told = [
        f"It needs {_time_left(trainings.latest(name))}. It can go on without the window: open "
        "Sweetspot again to see how far it is. Paused, it goes on from here whenever you like. "
        "Nothing is lost either way."
    ]
    if trainings.waiting:
        told.append("What waits behind it stays in the list of trainings, to be begun later.")
    return " ".join(told)


def _time_left(event: Event | None) -> str:
    if isinstance(event, Progressed) and event.eta_s is not None:
        return f"{eta_words(event.eta_s).removesuffix(' left')} more"
    return "some more time"
