"""The trainings of a library: those that run here or elsewhere, wait, were broken off, are done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Job, JobProgress
from app.jobs.runner import JobRunner
from app.jobs.training_job import Patience
from app.state.detector_provider import DetectorProvider
from app.state.run_watch import RunWatch
from app.state.training_queue import TrainingQueue
from app.state.training_start import Ground, look_at_choice, pack_choice, set_out_choice
from app.trainer_child import trainer_command
from core.errors import LockedError, SweetspotError, TrainingError
from core.process_lock import is_held
from core.sessions.store import SessionStore
from core.training import run_folder
from core.training.choice import TrainChoice, new_name
from core.training.events import Event, Failed, Noted, Preparing, Progressed
from core.training.preflight import Preflight
from core.training.request import FILE_NAME, TrainRequest
from core.training.run_record import LOCK, RunRecord, RunState, read_run
from core.training.wishes import Wish, fulfilled, wish_for

RUNS = "runs"


class Trainings(QObject):
    """Starts, follows and steers trainings; one at a time here, the others wait behind.

    ``runs_changed`` follows whatever changes in ``runs``. ``event_heard(name, Event)`` carries
    what the trainer of a run says, also of one that another program trains. ``silent(name,
    seconds)``: nothing was heard of it for so long; 0 when it speaks again. ``ended(name)``: a
    sitting of this window is over. ``failed(SweetspotError)``: what was asked for could not be
    done; where that is known at once it is raised instead.
    """

    runs_changed = Signal()
    event_heard = Signal(str, object)
    silent = Signal(str, float)
    ended = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        runner: JobRunner,
        store: SessionStore,
        detector: DetectorProvider,
        patience: Patience | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._store, self._detector = runner, store, detector
        self._queue = TrainingQueue(runner, patience, self)
        self._watch = RunWatch(runner, self.folder, self._queue.__contains__, self)
        self._preparing: dict[str, Job] = {}
        self._latest: dict[str, Event] = {}
        self._queue.heard.connect(self._hear)
        self._queue.silent.connect(self.silent)
        self._queue.over.connect(self._over)
        self._queue.changed.connect(self.runs_changed)
        self._watch.heard.connect(self._tell_event)
        self._watch.changed.connect(self.runs_changed)

    @property
    def folder(self) -> Path:
        """Where the runs of the library lie."""
        return self._store.root / RUNS

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, the newest first, as of the last look."""
        return tuple(map(self._as_it_is, self._watch.runs))

    @property
    def current(self) -> str | None:
        """The run that is being trained, here or elsewhere; None without one."""
        return self._queue.running or next(iter(self._watch.elsewhere), None)

    @property
    def runs_here(self) -> str | None:
        """The run that closing this window would end; None without one."""
        return self._queue.running

    @property
    def waiting(self) -> tuple[str, ...]:
        """The runs of this window that wait for another to end, in their order."""
        return self._queue.waiting

    @property
    def interrupted(self) -> tuple[RunRecord, ...]:
        """The runs that ended without anyone having wanted that: worth an offer to go on."""
        return tuple(run for run in self.runs if run.broken_off)

    def run(self, name: str) -> RunRecord | None:
        """Return a run by its name."""
        return next((each for each in self.runs if each.name == name), None)

    def latest(self, name: str) -> Event | None:
        """Return the last event of a run, for who comes late."""
        return self._latest.get(name)

    def is_ending(self, name: str) -> bool:
        """Whether a run of this window was asked to end and has not yet."""
        return self._queue.is_ending(name)

    def job_of(self, name: str) -> Job | None:
        """Return the job of a run of this window, also that which gets its data ready."""
        return self._queue.job_of(name) or self._preparing.get(name)

    def refresh(self) -> None:
        """Look at the disk; ``runs_changed`` and events of trainings elsewhere follow."""
        self._watch.look()

    def use_store(self, store: SessionStore) -> None:
        """Train in another library from now on; what runs goes on in the old one."""
        self._store = store
        self._latest.clear()
        self._watch.use(self.folder)

    def preflight(
        self,
        choice: TrainChoice,
        on_done: Callable[[Preflight], None],
        on_failed: Callable[[BaseException], None],
    ) -> Job:
        """Find out what a choice would take; a job, so it can be cancelled."""
        ground = self._ground(self._free_name(choice.preset))
        return self._runner.start(
            "Looking at what it can learn from",
            lambda progress: look_at_choice(choice, ground, progress),
            on_done=on_done,
            on_failed=on_failed,
        )

    def start(self, wanted: TrainChoice | TrainRequest) -> str:
        """Begin a training, or let it wait for the one that runs; return its name.

        The data of a choice are frozen first, in a job of their own.
        """
        if isinstance(wanted, TrainRequest):
            name = Path(wanted.run_dir).name
            self._prepare(name, lambda _: run_folder.set_out(wanted))
            return name
        name = self._free_name(wanted.preset)
        ground = self._ground(name)
        self._prepare(name, lambda progress: set_out_choice(wanted, ground, progress))
        return name

    def resume(self, name: str) -> None:
        """Go on with a run. Raises ``TrainingError``, ``LockedError`` where it is trained."""
        folder = self._folder_of(name)
        if name in self._queue:
            return
        if is_held(folder / LOCK):
            raise LockedError(
                "This training is under way already, in another window or program.",
                "It is followed here, too: pause it, or wait for its end.",
            )
        request = read_run(folder).request
        if request is None:
            raise TrainingError(
                "What this training was asked for is lost.", "Begin a new one with the same data."
            )
        if request.run_dir != str(folder):
            # The library has moved: its runs go on where they are now.
            run_folder.write_request(folder, replace(request, run_dir=str(folder)))
        self._begin(name)

    def pause(self, name: str) -> None:
        """Save and end; it goes on when asked to. One that waits just leaves the queue."""
        self._wish(name, Wish.PAUSE)

    def finish(self, name: str) -> None:
        """Stop now and keep the best: it ends as finished. Raises ``SweetspotError``."""
        if self._under_way(name):
            self._wish(name, Wish.FINISH)
        else:
            run_folder.finish_by_hand(self._folder_of(name))
            self.refresh()

    def cancel(self, name: str) -> None:
        """Give a run up: it ends at once, and is not offered again. Raises ``SweetspotError``."""
        if name in self._preparing:
            self._preparing[name].cancel()
        elif self._under_way(name):
            self._wish(name, Wish.GIVE_UP)
        else:
            run_folder.give_up(self._folder_of(name))
            self.refresh()

    def kill(self, name: str) -> None:
        """End one that hangs: its last save stays, and it can go on from there."""
        self._queue.kill(name)

    def remove(self, name: str) -> None:
        """Delete a run, in a job. Raises ``LockedError`` while it is under way."""
        folder = self._folder_of(name)
        if self._under_way(name):
            raise LockedError("This training is under way.", "End it first.")
        self._work(f"Removing the training “{name}”", lambda _: run_folder.remove(folder))

    def repeat(self, name: str) -> str:
        """Train once more with the same data, settings and seed; return the new run's name.

        Raises ``TrainingError`` for one that cannot be repeated.
        """
        from core.training.repeating import again

        run = read_run(self._folder_of(name))
        kind = run.request.preset if run.request is not None else None
        name = self._free_name(kind or "again")
        request = again(run, self.folder / name)
        self._prepare(name, lambda _: run_folder.set_out(request, run.choice))
        return name

    def export_zip(self, name: str, path: Path) -> None:
        """Put a run and all it needs into a zip for another computer; a job."""
        from core.training.run_zip import export_run

        folder = self._folder_of(name)
        self._work(f"Packing the training “{name}”", lambda watch: export_run(folder, path, watch))

    def pack(self, choice: TrainChoice, path: Path) -> str:
        """Put a training that has not begun into a zip for another computer; return its name.

        A job. It stays in ``runs`` until what comes back takes its place, or it is begun here.
        """
        name = self._free_name(choice.preset)
        ground = self._ground(name)
        self._work(
            "Packing a training for another computer",
            lambda progress: pack_choice(choice, ground, path, progress),
        )
        return name

    def import_zip(self, path: Path) -> None:
        """Take a run out of a zip; a job, after which it is in ``runs``."""
        from core.training.run_zip import import_run

        folder = self.folder
        self._work(f"Unpacking “{path.name}”", lambda watch: import_run(path, folder, watch))

    def leave_running(self) -> None:
        """Let the training of this window go on by itself; those that wait stay for later."""
        self._queue.let_go()

    def pause_all(self) -> None:
        """Save and end whatever trains or waits here; ``ended`` follows each."""
        for job in list(self._preparing.values()):
            job.cancel()
        self._queue.stop_all()

    def _prepare(self, name: str, set_out: Callable[[JobProgress], Path]) -> None:
        job = self._runner.start(
            "Getting the data ready",
            set_out,
            on_done=lambda _: self._prepared(name),
            on_failed=lambda error: self._not_prepared(name, error),
            on_cancelled=lambda: self._not_prepared(name, None),
        )
        if not job.state.over:
            self._preparing[name] = job
            self.runs_changed.emit()

    def _prepared(self, name: str) -> None:
        self._preparing.pop(name, None)
        self.refresh()
        self._begin(name)

    def _not_prepared(self, name: str, error: BaseException | None) -> None:
        self._preparing.pop(name, None)
        if isinstance(error, SweetspotError):
            self.failed.emit(error)
            self.event_heard.emit(name, Failed(error.message, error.hint))
        self.runs_changed.emit()

    def _begin(self, name: str) -> None:
        folder = self.folder / name
        fulfilled(folder)
        self._queue.add(name, trainer_command("train", folder / FILE_NAME))

    def _hear(self, name: str, event: Event) -> None:
        self._tell_event(name, event)
        if not isinstance(event, Noted | Preparing | Progressed):
            self.refresh()

    def _tell_event(self, name: str, event: Event) -> None:
        self._latest[name] = event
        self.event_heard.emit(name, event)

    def _over(self, name: str, event: Event, wish: Wish | None) -> None:
        folder = self.folder / name
        try:
            if wish is Wish.GIVE_UP:
                run_folder.give_up(folder)
            elif isinstance(event, Failed):
                run_folder.say_failed(folder, event.message, event.hint)
        except SweetspotError as error:
            self.failed.emit(error)
        if self._latest.get(name) != event:
            self._tell_event(name, event)
        self.ended.emit(name)
        self.refresh()

    def _as_it_is(self, run: RunRecord) -> RunRecord:
        """A run with what only this window knows of it."""
        if run.name not in self._queue:
            return run
        state = run.status.state
        if run.name != self._queue.running:
            state = RunState.QUEUED
        elif state is not RunState.RUNNING:
            state = RunState.PREPARING
        return replace(run, status=replace(run.status, state=state))

    def _under_way(self, name: str) -> bool:
        return name in self._queue or is_held(self.folder / name / LOCK)

    def _wish(self, name: str, wish: Wish) -> None:
        told = self._queue.wish(name, wish) if name in self._queue else self._under_way(name)
        if told:
            wish_for(self._folder_of(name), wish)

    def _work(self, title: str, work: Callable[[JobProgress], object]) -> None:
        """Do something with files in a job; the runs are looked at afterwards."""
        self._runner.start(title, work, on_done=lambda _: self.refresh(), on_failed=self._not_done)

    def _not_done(self, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self.failed.emit(error)
        self.refresh()

    def _ground(self, name: str) -> Ground:
        return Ground(self._store, self._detector.folder, self.folder / name)

    def _free_name(self, kind: str) -> str:
        there = {each.name for each in self.folder.iterdir()} if self.folder.is_dir() else set()
        taken = {*there, *self._preparing, *self._queue.waiting}
        return new_name(kind, taken, datetime.now().astimezone())

    def _folder_of(self, name: str) -> Path:
        folder = self.folder / name
        if Path(name).name != name or not folder.is_dir():
            raise TrainingError(f"There is no training “{name}”.", "It may have been removed.")
        return folder
