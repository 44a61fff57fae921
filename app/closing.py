"""What is asked before the window closes: a lesson, a film, a training may be under way."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.context import AppContext
from app.jobs.job import Lane
from app.state.live_desk import LiveDesk

Dialog = TypeVar("Dialog", bound=QDialog)


class Closing:
    """Asks one thing after the other; each answer closes the window again, which asks the next.

    Staying takes every answer back.
    """

    def __init__(self, context: AppContext, window: QWidget) -> None:
        self._context, self._window = context, window
        self._drops_films = self._leaves = False

    def asks(self) -> bool:
        """Ask what must be asked now; return whether the window has to wait for the answer.

        A system that ends is never asked: it would be held up.
        """
        if _system_ends():
            return False
        live = self._context.live_made
        if live is not None and live.holds_recording:
            self._ask_about_lesson(live)
        elif not self._drops_films and self._makes_films():
            self._ask_about_films()
        elif not self._leaves and self._context.trainings.runs_here is not None:
            self._ask_about_training()
        else:
            return False
        return True

    def _ask_about_lesson(self, live: LiveDesk) -> None:
        # Rarely needed, like the others: not loaded at the start.
        from app.dialogs.leaving_lesson import LeaveLessonDialog

        if not self._is_asking(LeaveLessonDialog):
            dialog = LeaveLessonDialog(live, self._window)
            dialog.may_close.connect(self._window.close)
            dialog.rejected.connect(self._stay)
            dialog.open()

    def _makes_films(self) -> bool:
        return any(job.lane is Lane.FILM for job in self._context.runner.alive())

    def _ask_about_films(self) -> None:
        from app.dialogs.question import Question

        question = Question(
            self._window,
            "A film is still being made.",
            "If Sweetspot closes now, there will be no film. Nothing else is lost, and it can be "
            "made again.",
            "Close without it",
            "Let it finish",
            self._drop_films,
        )
        question.no.clicked.connect(self._stay)
        question.open()

    def _ask_about_training(self) -> None:
        from app.dialogs.leaving import LeaveDialog

        if not self._is_asking(LeaveDialog):
            dialog = LeaveDialog(self._context, self._window)
            dialog.may_close.connect(self._leave)
            dialog.rejected.connect(self._stay)
            dialog.open()

    def _is_asking(self, kind: type[Dialog]) -> bool:
        return any(each.isVisible() for each in self._window.findChildren(kind))

    def _drop_films(self) -> None:
        self._drops_films = True
        self._window.close()

    def _leave(self) -> None:
        self._leaves = True
        self._window.close()

    def _stay(self) -> None:
        self._drops_films = self._leaves = False


def _system_ends() -> bool:
    """Whether the whole desktop session is being closed."""
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()
