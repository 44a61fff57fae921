"""Starting a training from the Train place: what there is to learn from, what it takes, go."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from app.context import AppContext
from app.jobs.job import Job, JobState
from app.places.train_layout import TrainLayout
from app.state.data_options import everything, narrower
from app.state.preflight_words import frames_missing, way_out_words
from core.errors import SweetspotError
from core.sessions.fixed_practices import FixedPractice, fixed_practices
from core.training.choice import DataChoice, Pick, TrainChoice
from core.training.events import Event, Failed
from core.training.preflight import Preflight

AFTER_A_CHOICE_MS = 300
NOTHING_FIXED = (
    "No frame is fixed yet",
    "The detector learns from what you put right. Open a practice, press C, drag the boxes where "
    "they belong and accept each frame with Enter. Forty frames of one court are a good beginning.",
)


class TrainStarting(QObject):
    """``started`` carries the name of a run that was begun here, once it is in the list."""

    started = Signal(str)

    def __init__(self, context: AppContext, layout: TrainLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._layout, self._page = context, layout, layout.start
        self._practices: tuple[FixedPractice, ...] | None = None
        self._said: tuple[FixedPractice, ...] | None = None
        self._counting: Job | None = None
        self._looking: Job | None = None
        self._asked: TrainChoice | None = None
        self._known = self._wanted = False
        self._missing = 0
        self._begun = ""
        self._soon = QTimer(self, interval=AFTER_A_CHOICE_MS, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._page.changed.connect(self._chosen)
        self._page.start_wanted.connect(self.start)
        self._page.way_out_wanted.connect(self._take_way_out)
        context.actions.bind("start_training", self.start)
        self._page.set_ready(False)
        context.library.moved.connect(self._forget)
        layout.pages.currentChanged.connect(self._page_changed)
        context.trainings.runs_changed.connect(self._look_for_begun)
        context.trainings.event_heard.connect(self._hear)

    def enter(self) -> None:
        """Show the page, and count anew what is fixed."""
        self._show()
        if self._counting is not None:
            return
        store = self._context.store
        self._counting = self._context.runner.start(
            "Counting what is fixed",
            lambda progress: fixed_practices(store, progress),
            on_done=self._take,
            on_failed=self._failed_to_count,
            on_cancelled=self._counted,
            quiet=True,
        )
        if self._counting.state.over:
            self._counted()

    def start(self) -> None:
        """Begin the training that is chosen; at once, or when it is known what it takes."""
        if self._layout.page is not self._page or not self._page.go.isEnabled():
            return
        if not self._known:
            self._wanted = True
            self._page.show_waiting()
            return
        self._begin()

    def _begin(self) -> None:
        self._wanted = False
        self._page.set_ready(False)
        try:
            name = self._context.trainings.start(self._page.choice)
        except SweetspotError as error:
            self._page.show_problem(error.message, error.hint)
            return
        self.show_when_there(name)

    def show_when_there(self, name: str) -> None:
        """Say that a run's data are being made ready; ``started`` follows when it is listed."""
        self._begun = name
        self._page.show_beginning()
        self._look_for_begun()

    def _look_for_begun(self) -> None:
        begun = self._begun
        if begun and self._context.trainings.run(begun) is not None:
            self._begun = ""
            self._asked = None  # Another one will find less free disk.
            self.started.emit(begun)
        elif begun and self._context.trainings.job_of(begun) is None:
            self._begun = ""  # Its preparation was cancelled.
            self._page.set_ready(True)

    def _hear(self, name: str, event: Event) -> None:
        if name == self._begun and isinstance(event, Failed):
            self._begun = ""
            self._page.show_problem(event.message, event.hint)

    def fix_more(self) -> None:
        """Go to the doubtful frames of the newest practice that is learned from."""
        practices = self._practices or ()
        option = self._page.option
        pick = option.pick if option is not None else DataChoice()
        wanted = [each.id for each in practices if _is_picked(each, pick)]
        for session in (*wanted, *(each.id for each in practices)):
            self._context.navigation.fixing_wanted.emit(session)
            return
        self._context.navigation.place_wanted.emit("library")

    def _take_way_out(self) -> None:
        """What the button beside a refusal does."""
        if self._missing:
            self.fix_more()
        else:
            self._context.actions["dataset"].trigger()

    def _show(self) -> None:
        nothing = self._practices is not None and not any(each.frames for each in self._practices)
        if nothing and self._said != self._practices:
            self._said = self._practices
            self._layout.message.say("correct", *NOTHING_FIXED, self._ways_out())
        self._layout.show_page(self._layout.message if nothing else self._page)

    def _ways_out(self) -> tuple[QPushButton, ...]:
        if self._practices:
            fix = QPushButton(f"Fix frames of “{self._practices[0].title}”")
            fix.clicked.connect(self.fix_more)
            library = QPushButton("Choose another practice")
            library.clicked.connect(self._context.actions["show_library"].trigger)
            return fix, library
        opened = QPushButton("Open video…")
        opened.clicked.connect(self._context.actions["open_video"].trigger)
        sample = QPushButton("Try the sample")
        sample.clicked.connect(self._context.actions["try_sample"].trigger)
        return opened, sample

    def _take(self, practices: tuple[FixedPractice, ...]) -> None:
        self._counted()
        same = practices == self._practices
        self._practices = practices
        if self._layout.page in (self._page, self._layout.message):
            self._show()
        if not same:
            self._page.show_options(everything(practices), narrower(practices))
            self._asked = None
        self._chosen()

    def _counted(self) -> None:
        self._counting = None

    def _failed_to_count(self, error: BaseException) -> None:
        self._counted()
        if isinstance(error, SweetspotError):
            self._page.show_problem(error.message, error.hint)

    def _chosen(self) -> None:
        option = self._page.option
        if option is None or not option.frames or self._page.choice == self._asked:
            return
        self._known = self._wanted = False
        self._forget_former()
        self._page.show_looking()
        self._soon.start()

    def _look(self) -> None:
        """Ask what the choice will take; answers to former choices are not shown."""
        if self._layout.page is not self._page and not self._wanted:
            return
        choice = self._asked = self._page.choice
        self._looking = self._context.trainings.preflight(
            choice,
            lambda found: self._found(choice, found),
            lambda error: self._not_found(choice, error),
        )
        self._looking.ended.connect(self._looked)

    def _looked(self) -> None:
        """Where the person has stopped it in the list of jobs, starting needs no answer."""
        job = self._looking
        if job is not None and job.state is JobState.CANCELLED:
            self._known, self._wanted = True, False
            self._page.show_problem("It was not looked at what this will take.", "Start it anyway?")

    def _forget_former(self) -> None:
        former, self._looking = self._looking, None
        if former is not None:
            former.cancel()

    def _page_changed(self) -> None:
        """Nobody waits for the answer any more; it is asked for again on the way back."""
        if self._layout.page is not self._page and not self._known and not self._wanted:
            self._asked = None
            self._forget_former()

    def _found(self, choice: TrainChoice, found: Preflight) -> None:
        if choice == self._asked and choice == self._page.choice:
            self._known = True
            option = self._page.option
            fixed = option.frames if option is not None else 0
            self._missing = frames_missing(found, fixed)
            self._page.show_found(found, way_out_words(found, fixed))
            if self._wanted and found.may_begin:
                self._begin()

    def _not_found(self, choice: TrainChoice, error: BaseException) -> None:
        if choice == self._asked and isinstance(error, SweetspotError):
            self._asked, self._known, self._wanted = None, True, False
            self._page.show_problem(error.message, error.hint)

    def _forget(self) -> None:
        """Another library is in use."""
        self._practices = self._asked = None
        if self._layout.page in (self._page, self._layout.message) and self._layout.isVisible():
            self.enter()


def _is_picked(practice: FixedPractice, pick: DataChoice) -> bool:
    if pick.pick is Pick.COURT:
        return practice.court == pick.court
    return pick.pick is Pick.EVERYTHING or practice.id in pick.sessions
