"""What the window says of trainings wherever the coach is: done, failed, silent, broken off."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.context import AppContext
from app.notices import Tone
from app.state.run_words import full_title, now_here, title_of
from core.errors import SweetspotError
from core.training.events import Failed, Finished
from core.training.run_record import RunState


class TrainingNotices(QObject):
    """Follows ``context.trainings`` and puts into the banner what cannot wait."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._offered = False
        trainings = context.trainings
        trainings.failed.connect(context.notices.fail)
        trainings.silent.connect(self._say_silent)
        trainings.event_heard.connect(self._say_end)
        trainings.runs_changed.connect(self._offer_once)

    def _say_silent(self, name: str, seconds: float) -> None:
        trainings, notices = self._context.trainings, self._context.notices
        run = trainings.run(name)
        title = f"“{title_of(run)}”" if run is not None else "The training"
        if not seconds:
            notices.say(f"{title} goes on.", tone=Tone.GOOD)
            return
        notices.say(
            f"{title} has said nothing for {max(1, round(seconds / 60))} minutes.",
            "It may be stuck, or the computer is very busy. Stopped, it can go on from its last "
            "save, at most two minutes back.",
            Tone.PROBLEM,
            "Stop it",
            lambda: trainings.kill(name),
        )

    def _say_end(self, name: str, event: object) -> None:
        """A coach who reviews meanwhile hears of the end, and of nothing else."""
        run = self._context.trainings.run(name)
        if run is None or not isinstance(event, Finished | Failed):
            return

        def look() -> None:
            self._context.navigation.training_wanted.emit(name)

        if isinstance(event, Finished):
            words = f"The training “{title_of(run)}” is finished."
            hint = "See what it finds on your clips before you adopt it."
            self._context.notices.say(words, hint, Tone.GOOD, "Look", look)
        else:
            self._context.notices.say(event.message, event.hint, Tone.PROBLEM, "Look", look)

    def _offer_once(self) -> None:
        """After a crash, a kill or a restart: offer to go on, at the first look."""
        trainings = self._context.trainings
        if self._offered or not trainings.runs:
            return
        self._offered = True
        waiting = trainings.interrupted
        if not waiting or trainings.current is not None:
            return
        run = waiting[0]

        def go_on() -> None:
            try:
                trainings.resume(run.name)
            except SweetspotError as error:
                self._context.notices.fail(error)
            self._context.navigation.training_wanted.emit(run.name)

        how, hint = "was interrupted", "Nothing is lost: it goes on from its last save."
        if run.status.state is RunState.STOPPED:
            how, hint = "is paused", "It stopped when the window closed, and goes on from there."
        self._context.notices.say(
            f"The training “{full_title(run, now_here())}” {how}.",
            hint,
            button="Go on",
            pressed=go_on,
        )
