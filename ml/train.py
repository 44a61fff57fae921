"""A training from request to end: the one way in."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path

import cv2

from core.errors import Cancelled, FileError, SweetspotError, TrainingError
from core.training.events import Event, Finished, Noted, Stopped
from core.training.request import TrainRequest
from core.training.run_record import RunState, is_run, read_status
from core.training.wishes import Wish
from ml import preflight
from ml.asked import Wishes
from ml.clock import RunClock
from ml.devices import describe, this_machine
from ml.distributed import World, joined, world_from_environment
from ml.loop import End, Loop
from ml.origin import origin_of
from ml.preparing import Prepared, prepare
from ml.runs import RunFolder
from ml.trainer import Trainer

Report = Callable[[Event], None]
Asked = Callable[[], bool]

_BEFORE_S = 5.0
"""A wish may be a little older than the process that it is for."""


def train(
    request: TrainRequest,
    report: Report,
    cancelled: Asked = lambda: False,
    clock: RunClock | None = None,
) -> Finished | Stopped:
    """Run or resume `request` to its end, or until `cancelled()`; events go to `report`.

    The same request on the same folder goes on where it was. Under `torchrun` each process calls
    this; the first one writes and reports. Raises SweetspotError, with what was learned kept.
    """
    clock = clock or RunClock()
    world = world_from_environment()
    cv2.setNumThreads(1)
    folder = RunFolder(Path(request.run_dir))
    began = time.time() - (time.monotonic() - clock.since)
    wishes = Wishes(folder.path, cancelled, began - _BEFORE_S)
    wants_cuda = request.all_settings().get("device", "auto") in ("auto", "cuda")
    with (
        joined(world, cuda=wants_cuda and this_machine().cuda > 0),
        folder.held() if world.leads else nullcontext(),
    ):
        tell = report if world.leads else _to_nobody
        try:
            ready = prepare(request, folder, world, clock, tell, wishes.any)
        except Cancelled:
            if world.leads and is_run(folder.path):
                folder.status = read_status(folder.path)
                _say_stopped(folder, wishes, End.STOPPED)
            return Stopped()
        return _run(request, ready, folder, world, clock, tell, wishes)


def _run(
    request: TrainRequest,
    ready: Prepared,
    folder: RunFolder,
    world: World,
    clock: RunClock,
    tell: Report,
    wishes: Wishes,
) -> Finished | Stopped:
    total = ready.samples.total_steps()
    trainer = Trainer(ready.config, total, ready.device, world, ready.state)
    loop = Loop(trainer, ready.samples, ready.data.val, folder, clock, tell, wishes)
    over = world.shared(_set_out(request, ready, trainer, folder) if world.leads else None)
    if over is not None:
        return over
    for note in trainer.notes:
        tell(Noted(note))
    try:
        if ready.state is None:
            loop.save()  # The first of all shows that the disk takes it, and can be gone back to.
        end = loop.run()
    except SweetspotError as error:
        raise _ended(error, trainer, folder, world) from error
    stopped = end in (End.STOPPED, End.GIVEN_UP)
    if world.leads:
        if stopped:
            _say_stopped(folder, wishes, end)
        else:
            folder.say(state=RunState.FINISHED, message=end.value)
            wishes.fulfilled()
    if stopped:
        return Stopped(str(folder.last), trainer.step)
    return _finished(folder, trainer, end.value)


def _say_stopped(folder: RunFolder, wishes: Wishes, end: End) -> None:
    """Write that the run waits, or that it was given up, and whether anyone said so by name."""
    wish = wishes.by_name
    given_up = end is End.GIVEN_UP or wish is Wish.GIVE_UP
    state, words = RunState.STOPPED, End.STOPPED
    if given_up:
        state, words = RunState.GIVEN_UP, End.GIVEN_UP
    folder.say(state=state, message=words.value, by_wish=wish is not None)
    wishes.fulfilled()


def _set_out(
    request: TrainRequest, ready: Prepared, trainer: Trainer, folder: RunFolder
) -> Finished | None:
    """Make the folder ready for a sitting; what it has come to, if nothing is left to do."""
    device = describe(ready.placement.device)
    if ready.state is None:
        folder.path.mkdir(parents=True, exist_ok=True)
        n_parameters = sum(p.numel() for p in trainer.net.parameters())
        preflight.check_disk(folder.path, n_parameters, ready.config)
        folder.begin(request, ready.config, origin_of(ready.config, ready.data, device))
    else:
        folder.status = read_status(folder.path)
        if folder.status.state is RunState.FINISHED:
            return _finished(folder, trainer, folder.status.message)
        folder.go_back_to(trainer.step, ready.state.get("lines"))
    folder.say(state=RunState.RUNNING, device=device, message="", hint="", by_wish=False)
    return None


def _finished(folder: RunFolder, trainer: Trainer, why: str) -> Finished:
    best = trainer.best if trainer.best >= 0 else None
    chosen = folder.best if folder.best.is_file() else folder.last
    return Finished(str(chosen), trainer.step, best, why)


def _ended(
    error: SweetspotError, trainer: Trainer, folder: RunFolder, world: World
) -> TrainingError:
    """The one message of a run that cannot go on; the status says it too, if the disk takes it."""
    kept = folder.best if folder.best.is_file() else folder.last
    told = TrainingError(
        f"The training ended at step {trainer.step}: {error.message}",
        f"What it had learned is kept in “{kept}”. {error.hint}".strip(),
    )
    if world.leads:
        with suppress(FileError):
            folder.say(state=RunState.FAILED, message=told.message, hint=told.hint)
    return told


def _to_nobody(event: Event) -> None:
    """Only the first process of a run is heard."""
