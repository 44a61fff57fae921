"""The training loop: steps, reports, evaluations and saves, in an order that resumes exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import StrEnum

from core.dataset.labels import LabelledPicture
from core.errors import SweetspotError, TrainingError
from core.training.events import Event, Noted, Progressed
from ml import checkpoint
from ml.clock import Meter, RunClock
from ml.data.batch import Batch
from ml.data.feed import Feed
from ml.data.samples import Samples
from ml.referee import Referee
from ml.runs import RunFolder
from ml.trainer import Trainer

LOG_EVERY = 10  # steps
TELL_EVERY_S = 2.0
MOST_ROLLBACKS = 2
ROLLBACK_LR = 0.5


class End(StrEnum):
    """Why the loop ended."""

    COMPLETE = "All epochs are done."
    IN_TIME = "The time is used up."
    NO_BETTER = "It did not get better any more."
    STOPPED = "Stopped."


class Loop:
    """One sitting of a run, from where `trainer` is to its end or until `cancelled`."""

    def __init__(
        self,
        trainer: Trainer,
        samples: Samples,
        val: Sequence[LabelledPicture],
        folder: RunFolder,
        clock: RunClock,
        report: Callable[[Event], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.trainer, self.samples, self.folder, self.clock = trainer, samples, folder, clock
        self.referee = Referee(val, trainer.config, folder)
        self.report, self.cancelled = report, cancelled
        self.world, self.config = trainer.world, trainer.config
        self._meter = Meter()
        self._saved = self._told = time.monotonic()
        self._step_s = self._judging_s = 0.0
        self._told_lost = 0

    def run(self) -> End:
        """Go on to the end. Raises TrainingError, FileError; the last checkpoint then stays."""
        end = None
        while end is None:
            end = End.COMPLETE if self.trainer.epoch >= self.config.epochs else self._sitting()
        self.save()
        return end

    def save(self) -> None:
        """Write last.pt and the status. Raises FileError."""
        self.trainer.elapsed_s = self.clock.elapsed_s
        if self.world.leads:
            self.folder.save_last(self.trainer.state())
            self.say()
        self._saved = time.monotonic()

    def say(self) -> None:
        """Bring the folder's status up to date."""
        trainer = self.trainer
        self.folder.say(
            step=trainer.step,
            of=trainer.total_steps,
            epoch=trainer.epoch,
            epochs=self.config.epochs,
            best_ap50=trainer.best if trainer.best >= 0 else None,
            elapsed_s=round(self.clock.elapsed_s, 1),
        )

    def _sitting(self) -> End | None:
        """Steps from one feed of batches; None when another is needed, or all epochs are done."""
        trainer, world = self.trainer, self.world

        def make(place: tuple[int, int]) -> Batch:
            return self.samples.batch(*place, world.rank, world.size)

        if trainer.step_in_epoch >= self.samples.steps(trainer.epoch):
            return self._end_epoch(trainer.epoch + 1)  # it was stopped between the two
        places = self.samples.places(trainer.epoch, trainer.step_in_epoch)
        feed = Feed(make, places, self.config.workers)
        try:
            while (batch := self._next(feed)) is not None:
                try:
                    share = self._step(batch)
                except FloatingPointError:
                    self._roll_back()
                    return None
                place = trainer.epoch, trainer.step_in_epoch
                end = self._advance(share)
                if end is not None:
                    return end
                if trainer.epoch > place[0] + (place[1] == self.samples.steps(place[0])):
                    return None  # The time has passed over samples that the feed would bring.
        finally:
            feed.close()
        return None

    def _next(self, feed: Feed[tuple[int, int], Batch]) -> Batch | None:
        """The next batch. Raises in all processes what is wrong in any of them."""
        problem: SweetspotError | None = None
        batch, before = None, feed.waited_s
        try:
            _, batch = next(feed, (None, None))
        except SweetspotError as error:
            problem = error
        if self.world.any(problem is not None):
            raise problem or TrainingError("Another process of this run cannot go on.")
        if batch is not None:
            self._meter.add(len(batch) * self.world.size, feed.waited_s - before)
        if len(self.samples.lost) > self._told_lost:
            self._told_lost = len(self.samples.lost)
            self._tell(
                Noted(f"Pictures that can no longer be read are skipped: {self._told_lost}.")
            )
        return batch

    def _step(self, batch: Batch) -> float:
        """One step; returns the share of a budget that is over."""
        share = self.world.sum([self.clock.share() if self.world.leads else 0.0])[0]
        trainer = self.trainer
        losses = trainer.train_step(batch, share * trainer.total_steps if share else None)
        self._report(losses["lr"])
        return share

    def _advance(self, share: float) -> End | None:
        """What follows a step: the end of an epoch, of the time, a save, a stop."""
        trainer = self.trainer
        whole = trainer.step_in_epoch >= self.samples.steps(trainer.epoch)
        following = max(trainer.epoch + whole, int(share * self.config.epochs))
        end = None
        if following > trainer.epoch:
            complete = whole and following == trainer.epoch + 1
            end = self._end_epoch(following)
            if end is None and following >= self.config.epochs and not complete:
                end = End.IN_TIME
        due = self.world.leads and time.monotonic() - self._saved > self.config.save_every_s
        stop, save = self.world.sum([float(self.cancelled()), float(due)])
        if end is None and stop:
            end = End.STOPPED
        if end is None and save:
            self.save()
        return end

    def _end_epoch(self, following: int) -> End | None:
        trainer, every = self.trainer, self.config.evaluate_every
        before, trainer.epoch, trainer.step_in_epoch = trainer.epoch, following, 0
        due = every and (following // every > before // every or following >= self.config.epochs)
        if not due or not self.referee.val:
            return None
        since = time.monotonic()
        if self.world.leads:
            trainer.elapsed_s = self.clock.elapsed_s
            self.report(self.referee.judge(trainer))
        self.save()
        self._judging_s = time.monotonic() - since
        self._meter.since += self._judging_s
        patience = self.config.patience
        tired = self.world.any(self.world.leads and 0 < patience <= trainer.stale)
        return End.NO_BETTER if tired and following < self.config.epochs else None

    def _roll_back(self) -> None:
        """Begin again at the last checkpoint with a lower rate. Raises TrainingError at last."""
        trainer, rollbacks = self.trainer, self.trainer.rollbacks + 1
        scale = trainer.lr_scale * ROLLBACK_LR
        if rollbacks > MOST_ROLLBACKS:
            raise TrainingError(
                f"The loss became infinite {rollbacks} times, even at a lower learning rate.",
                "Look at the labels, or begin a new run with a lower learning rate (lr).",
            )
        at = trainer.step
        state = self.world.shared(checkpoint.load(self.folder.last) if self.world.leads else {})
        trainer.restore(state)
        trainer.lr_scale, trainer.rollbacks = scale, rollbacks
        if self.world.leads:
            self.folder.go_back_to(trainer.step, state.get("lines"))
        self.save()
        self._tell(
            Noted(
                f"The loss became infinite at step {at}: back to step {trainer.step}, "
                f"with {scale:g} times the learning rate."
            )
        )

    def _report(self, lr: float) -> None:
        """Tell where it is: into the journal every few steps, to who watches also in between.

        The journal must not depend on how fast it goes.
        """
        logs = self.trainer.step % LOG_EVERY == 0
        if not logs and time.monotonic() - self._told < TELL_EVERY_S:
            return
        event = self._progress(lr)
        if logs:
            self.trainer.tally.clear()
            self._meter.clear()
            if self.world.leads:
                self.folder.log(event)
        self._tell(event)
        self._told = time.monotonic()

    def _progress(self, lr: float) -> Progressed:
        trainer, config = self.trainer, self.config
        means = {name: round(value, 6) for name, value in trainer.tally.means().items()}
        rate, waiting, step_s = self._meter.reading()
        # A reading over few steps is rough; the estimate of the end need not jump with it.
        self._step_s = step_s if not self._step_s else 0.7 * self._step_s + 0.3 * step_s
        return Progressed(
            trainer.step,
            trainer.total_steps,
            trainer.epoch,
            config.epochs,
            **means,
            lr=lr,
            samples_per_s=round(rate, 2),
            waiting=round(waiting, 3),
            elapsed_s=round(self.clock.elapsed_s, 1),
            eta_s=round(self._eta_s(), 1),
        )

    def _eta_s(self) -> float:
        left, trainer, config = self.clock.left_s(), self.trainer, self.config
        if left is not None:
            return left + self._judging_s
        every = config.evaluate_every if self.referee.val else 0
        judgings = -(-config.epochs // every) - trainer.epoch // every if every else 0
        return (trainer.total_steps - trainer.step) * self._step_s + judgings * self._judging_s

    def _tell(self, event: Event) -> None:
        if self.world.leads:
            self.report(event)
