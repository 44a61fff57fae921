"""What follows from an evaluation: the journal, the best checkpoint, the sample pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.dataset.labels import LabelledPicture
from core.errors import TrainingError
from core.training.events import Evaluated
from ml import checkpoint
from ml.config import TrainConfig
from ml.judging import chosen, judge, sample_jpegs
from ml.runs import RunFolder
from ml.trainer import Trainer


class Referee:
    """Judges the net of one run, always on the same pictures."""

    def __init__(
        self, val: Sequence[LabelledPicture], config: TrainConfig, folder: RunFolder
    ) -> None:
        self.val = chosen(val, config.judged_pictures)
        self.config, self.folder = config, folder

    def judge(
        self,
        trainer: Trainer,
        cancelled: Callable[[], bool] = lambda: False,
        seen: Callable[[int, int], None] = lambda done, total: None,
    ) -> Evaluated:
        """Evaluate, draw samples, keep the best and count how long there was no better one.

        `seen` hears (done, of) pictures. Raises Cancelled, with nothing changed; TrainingError
        for a picture that is lost, FileError when the disk refuses.
        """
        net, config = trainer.judged, self.config
        try:
            at = trainer.step, trainer.epoch
            found = judge(net, self.val, config, *at, cancelled, seen)
            shown = chosen(self.val, config.sample_pictures) if config.sample_pictures else []
            jpegs = sample_jpegs(net, shown, config)
        except OSError as error:
            raise TrainingError(
                f"A picture to judge by can no longer be read: {error}.",
                "Bring the pictures back, then go on with this run.",
            ) from error
        for number, jpeg in enumerate(jpegs):
            self.folder.save_sample(trainer.epoch, number, jpeg)
        # Without a class that has labels there is nothing to be better in.
        better = bool(found.ap50) and found.mean_ap50 > trainer.best
        event = replace(found, best=better)
        self.folder.log(event)
        trainer.stale = 0 if better else trainer.stale + 1
        if better:
            trainer.best = found.mean_ap50
            checkpoint.save(self.folder.best, trainer.state())
        return event
