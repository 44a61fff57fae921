"""Pictures of the Train place: ``python tests/support/train_screenshots.py [folder]``.

The window and the library are real; the trainings never were (``run_maker``), and what one would
take is answered here instead of by the trainer.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import cast

from screenshots import Studio, take_all, wait  # isort: skip - it says where the others are
from fixed_library import add_practice
from run_maker import make_run, progress_at

from app.dialogs.question import Question
from app.jobs.job import Job, Lane
from app.places.train import TrainPlace
from core import process_lock
from core.training.choice import TrainChoice
from core.training.events import Noted
from core.training.preflight import ClassLabels, Preflight, Refusal
from core.training.run_record import LOCK, RunState

FOUND = Preflight(
    "the processor, 2 threads",
    610.0,
    "a short trial",
    120_000_000,
    80_000_000_000,
    0,
    {"train": 12, "val": 3},
    (ClassLabels("player", 12, 3), ClassLabels("ball", 12, 3)),
    (),
    ("A racket is labelled not at all: it will not get better at it.",),
)
REFUSED = Preflight(
    pictures={"train": 8},
    refusals=(Refusal("There are boxes in 8 pictures to learn from.", "Fix a few dozen."),),
)


class TrainStudio(Studio):
    """A window at the Train place."""

    @property
    def place(self) -> TrainPlace:
        """The place."""
        return cast(TrainPlace, self.window.show_place("train"))

    def answer(self, found: Preflight) -> None:
        """Let this be what a training takes, and ask."""

        def at_once(choice: TrainChoice, done: Callable[[Preflight], None], _failed: object) -> Job:
            done(found)
            return Job(0, "Looking", Lane.SHORT, "", True, choice.preset)

        self.context.trainings.preflight = at_once  # type: ignore[method-assign,assignment]
        starting = self.place.starting
        starting._asked = None
        starting.enter()
        wait(1500)


def pictures_of(folder: Path, temporary: Path, theme: str) -> None:
    """Take every picture in one theme."""
    studio = TrainStudio(folder, temporary, 0, theme)
    context, root = studio.context, studio.context.store.root
    studio.answer(FOUND)
    studio.take("train-empty")
    (root / "videos").mkdir(parents=True)
    add_practice(root, "Tuesday forehands", tuple(range(0, 20, 2)))
    add_practice(root, "Serve practice", tuple(range(0, 9, 2)), n=30)
    for name, found in (("start", FOUND), ("refused", REFUSED)):
        studio.answer(found)
        studio.take(f"train-{name}")
    runs = context.trainings.folder
    make_run(runs / "done")
    make_run(runs / "going", state=RunState.RUNNING, share=0.42, at="2026-11-22T15:04:00+01:00")
    make_run(
        runs / "paused",
        state=RunState.STOPPED,
        share=0.7,
        preset="overnight",
        height=0.9,
        lr=5e-4,
        at="2026-11-19T15:04:00+01:00",
    )
    make_run(
        runs / "failed",
        state=RunState.FAILED,
        share=0.3,
        message="The disk is full.",
        hint="Free some space.",
        at="2026-11-18T15:04:00+01:00",
    )
    with ExitStack() as stack:
        stack.enter_context(process_lock.held(runs / "going" / LOCK, "A picture is taken"))
        context.trainings.refresh()
        wait(1500)
        _pictures_of_runs(studio)
    context.trainings.refresh()
    wait(1500)
    studio.place.show_run("failed")
    studio.take("train-interrupted")
    studio.close()


def _pictures_of_runs(studio: TrainStudio) -> None:
    context, place = studio.context, studio.place
    place.show_run("going")
    for event in (
        progress_at(510, 1200),
        Noted("Decoded, all pictures would take 4.1 GB; 60% of them are kept in memory."),
    ):
        context.trainings.event_heard.emit("going", event)
    studio.take("train-watching")
    context.actions["cancel_training"].trigger()
    question = studio.window.findChildren(Question)[-1]
    studio.take("train-question", question)
    question.reject()
    context.actions["train_samples"].trigger()
    samples = place.runs.samples
    studio.take("train-samples", samples)
    if samples is not None:
        samples.close()
    for name in ("failed", "done"):
        place.show_run(name)
        studio.take(f"train-{name}")
    context.actions["train_curves"].trigger()
    studio.take("train-finished")
    place.show_run("paused")
    context.actions["compare_runs"].trigger()
    studio.take("train-compare")


if __name__ == "__main__":
    raise SystemExit(take_all(__doc__ or "", "train", pictures_of))
