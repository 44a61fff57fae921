"""How a run is laid out so that it ends in a given time: pure arithmetic on measured paces."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.errors import TrainingError
from ml.config import TrainConfig

JUDGING_SHARE = 0.12
"""Of the budget, for all evaluations together."""

_MARGIN_SHARE, _MARGIN_S = 0.02, 1.0  # for saving, and for what was measured too kindly
_MOST_EVALUATIONS = 8
_FEWEST_EPOCHS = 12
_LEAST_JUDGED = 8
_LEAST_STEPS = 4
_ROOM = 1.6
"""More samples are planned than the measured pace allows: at its start a computer is often busy
with other things, and a run that is done at half its time has learned half. The clock moves
a run on that is not as fast."""


@dataclass(frozen=True)
class Pace:
    """Seconds for one sample among crops, one among whole frames, and one judged picture."""

    crop_s: float
    frame_s: float
    judged_s: float


def plan_for_budget(config: TrainConfig, pace: Pace, n_val: int, spent_s: float) -> TrainConfig:
    """Lay `config` out over what is left of its `time_budget_s`, of which `spent_s` are gone.

    Epochs become parts of the run rather than rounds through all pictures: at least twelve, as
    many crops and whole frames as before in proportion, an evaluation after every few.
    Raises TrainingError if not even a few steps fit.
    """
    assert config.time_budget_s is not None
    left = config.time_budget_s * (1 - _MARGIN_SHARE) - _MARGIN_S - spent_s
    judged, evaluations = _evaluations(config, pace, n_val, left)
    judge_s = (judged + min(config.sample_pictures, judged)) * pace.judged_s
    train_s = left - evaluations * judge_s
    share = config.frame_epochs / config.epochs
    sure = int(train_s / ((1 - share) * pace.crop_s + share * pace.frame_s))
    batch = max(config.batch_size, config.frame_batch_size)
    if sure < _LEAST_STEPS * batch:
        needed = spent_s + evaluations * judge_s + _LEAST_STEPS * batch * pace.frame_s
        raise TrainingError(
            f"{config.time_budget_s:.0f} s are too short to learn anything here.",
            f"Give it {max(60, round(4 * needed, -1)):.0f} s or more.",
        )
    samples = int(_ROOM * sure)
    parts = max(evaluations, 1)
    per_evaluation = -(-_FEWEST_EPOCHS // parts)
    # An epoch holds whole batches, at least one: few samples make few epochs.
    per_evaluation = max(1, min(per_evaluation, samples // (batch * parts)))
    epochs = per_evaluation * parts
    frame_epochs = min(epochs, max(1, round(share * epochs))) if share else 0
    per_epoch = max(batch, samples // epochs)
    steps = epochs * per_epoch // batch
    until_s = config.time_budget_s * (1 - _MARGIN_SHARE) - _MARGIN_S - judge_s
    return replace(
        config,
        epochs=epochs,
        frame_epochs=frame_epochs,
        epoch_samples=per_epoch,
        evaluate_every=per_evaluation if evaluations else 0,
        judged_pictures=judged if judged < n_val else 0,
        warmup_steps=min(config.warmup_steps, max(1, steps // 10)),
        lr_step=tuple(
            sorted({max(1, round(each * epochs / config.epochs)) for each in config.lr_step})
        ),
        steps_from_s=round(spent_s, 3),
        steps_until_s=round(max(spent_s, until_s), 3),
    )


def _evaluations(config: TrainConfig, pace: Pace, n_val: int, left_s: float) -> tuple[int, int]:
    """How many pictures to judge each time, and how often."""
    if not n_val or not config.evaluate_every:
        return 0, 0
    room_s = max(0.0, JUDGING_SHARE * left_s)
    judged = min(n_val, max(_LEAST_JUDGED, int(room_s / 2 / pace.judged_s)))
    # Samples are looked at once more, to be drawn.
    each_s = (judged + min(config.sample_pictures, judged)) * pace.judged_s
    return judged, max(1, min(_MOST_EVALUATIONS, int(room_s / each_s)))
