"""The training loop: steps, reports, evaluations and saves, in an order that resumes exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import StrEnum

from core.dataset.labels import LabelledPicture
from core.errors import Cancelled, SweetspotError, TrainingError
from core.training.events import JUDGING, Event, Noted, Preparing, Progressed
from core.training.wishes import Wish
from ml import checkpoint
from ml.asked import Wishes
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
    BY_HAND = "Ended by hand; the best is kept."
    STOPPED = "Stopped."
    GIVEN_UP = "Given up."


_ENDS = (
    (Wish.GIVE_UP, End.GIVEN_UP),
    (Wish.FINISH, End.BY_HAND),
    (Wish.PAUSE, End.STOPPED),
)
"""What a wish comes to; the first one wins where processes of a run heard different ones."""


class Loop:
    """One sitting of a run, from where `trainer` is to its end, or as is wished meanwhile."""

    def __init__(
        self,
        trainer: Trainer,
        samples: Samples,
        val: Sequence[LabelledPicture],
        folder: RunFolder,
        clock: RunClock,
        report: Callable[[Event], None],
        wishes: Wishes,
    ) -> None:
        self.trainer, self.samples, self.folder, self.clock = trainer, samples, folder, clock
        self.referee = Referee(val, trainer.config, folder)
        self.report, self.wishes = report, wishes
        self.world, self.config = trainer.world, trainer.config
        self._meter = Meter()
        self._saved = self._told = time.monotonic()
        self._step_s = self._judging_s = 0.0
        self._told_lost = 0
        self._idle = True  # nothing was done in this sitting yet

    def run(self) -> End:
        """Go on to the end. Raises TrainingError, FileError; the last checkpoint then stays."""
        end = None
        while end is None:
            end = End.COMPLETE if self.trainer.epoch >= self.config.epochs else self._sitting()
        if end is End.GIVEN_UP:
            return end
        if end is End.BY_HAND and self.referee.val and self.trainer.best < 0:
            self._judge(lambda: False)  # Without a judgement there is no best to keep.
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
        self._idle = False
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
        wish = self.wishes.now()
        *wishes, save = self.world.sum([*(float(wish is each) for each, _ in _ENDS), float(due)])
        if end is None:
            end = next(
                (each for (_, each), asked in zip(_ENDS, wishes, strict=True) if asked), None
            )
        if end is None and save:
            self.save()
        return end

    def _end_epoch(self, following: int) -> End | None:
        trainer, every = self.trainer, self.config.evaluate_every
        before = trainer.epoch, trainer.step_in_epoch
        due = every and (following // every > before[0] // every or following >= self.config.epochs)
        judges = bool(due and self.referee.val)
        if judges:
            self.save()  # Judging takes a while, and may be cut short: it then begins again here.
        trainer.epoch, trainer.step_in_epoch = following, 0
        if not judges:
            return None
        since = time.monotonic()
        if not self._judge(self._cut_short):
            trainer.epoch, trainer.step_in_epoch = before
            return self._end_wished()
        self.save()
        self._judging_s = time.monotonic() - since
        self._meter.since += self._judging_s
        patience = self.config.patience
        tired = self.world.any(self.world.leads and 0 < patience <= trainer.stale)
        return End.NO_BETTER if tired and following < self.config.epochs else None

    def _judge(self, cut_short: Callable[[], bool]) -> bool:
        """Evaluate and report; False in all processes when it was cut short."""
        told = time.monotonic()

        def seen(done: int, total: int) -> None:
            nonlocal told
            if time.monotonic() - told > TELL_EVERY_S:
                told = time.monotonic()
                self.report(Preparing(JUDGING, done, total))

        cut = False
        if self.world.leads:
            self.trainer.elapsed_s = self.clock.elapsed_s
            try:
                self.report(self.referee.judge(self.trainer, cut_short, seen))
            except Cancelled:
                cut = True
        self._idle = False
        return not self.world.any(cut)

    def _cut_short(self) -> bool:
        """Whether judging can end at once.

        Who wants to keep the best needs one first; and a sitting does at least one thing, so that
        a run that is stopped again and again comes to its end.
        """
        wish = self.wishes.now()
        return (
            not self._idle
            and wish is not None
            and (wish is not Wish.FINISH or self.trainer.best >= 0)
        )

    def _end_wished(self) -> End:
        wish = self.world.shared(self.wishes.now())
        return dict(_ENDS).get(wish or Wish.PAUSE, End.STOPPED)

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
