"""Plans for a time budget, on paces that are made up."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import TrainingError
from ml.config import TrainConfig
from ml.plan import Pace, plan_for_budget


def config(**options: object) -> TrainConfig:
    return TrainConfig.from_mapping(
        {"dataset": "", "run_dir": "", "time_budget_s": 600.0, **options}
    )


def seconds(plan: TrainConfig, pace: Pace, n_val: int) -> float:
    """What a plan takes: whole batches, epoch by epoch, and its evaluations."""
    crops = plan.epochs - plan.frame_epochs
    steps = [
        (crops, plan.batch_size, pace.crop_s),
        (plan.frame_epochs, plan.frame_batch_size, pace.frame_s),
    ]
    trained = sum(
        epochs * max(1, plan.epoch_samples // batch) * batch * each for epochs, batch, each in steps
    )
    judged = plan.judged_pictures or n_val
    times = plan.epochs // plan.evaluate_every if plan.evaluate_every else 0
    return trained + times * judged * pace.judged_s


PACES = st.builds(Pace, st.floats(0.001, 0.3), st.floats(0.001, 0.6), st.floats(0.001, 0.5))


@given(PACES, st.integers(0, 3000), st.floats(60, 30_000), st.floats(0, 0.3), st.integers(0, 40))
def test_a_plan_fits_its_budget_and_uses_it(
    pace: Pace, n_val: int, budget: float, spent: float, frame_epochs: int
) -> None:
    asked = config(time_budget_s=budget, frame_epochs=frame_epochs)
    try:
        plan = plan_for_budget(asked, pace, n_val, spent * budget)
    except TrainingError:
        return
    took = spent * budget + seconds(plan, pace, n_val)
    # The share of whole frames is rounded to epochs, and a frame may take longer than a crop.
    slow = max(pace.crop_s, pace.frame_s) / min(pace.crop_s, pace.frame_s)
    assume(slow < 3)
    # Planned for a computer that is half as fast again as it was at the start.
    assert took <= 1.6 * 1.35 * budget
    assert took >= 0.6 * budget
    assert plan.steps_from_s <= plan.steps_until_s <= budget
    assert 0 < plan.warmup_steps <= asked.warmup_steps
    assert (plan.frame_epochs > 0) == (frame_epochs > 0)
    assert plan.epochs % max(1, plan.evaluate_every) == 0


def test_the_article_s_steps_move_with_the_epochs() -> None:
    asked = config(epochs=36, frame_epochs=0, lr_step=[24, 30])
    plan = plan_for_budget(asked, Pace(0.1, 0.1, 0.05), 200, 5.0)
    shares = [each / plan.epochs for each in plan.lr_step]
    assert shares == pytest.approx([24 / 36, 30 / 36], abs=0.05)


def test_a_budget_without_room_is_refused_with_one_that_has() -> None:
    pace = Pace(0.5, 1.0, 0.2)
    with pytest.raises(TrainingError, match="too short") as caught:
        plan_for_budget(config(time_budget_s=20.0), pace, 100, 10.0)
    hint = next(int(word) for word in caught.value.hint.split() if word.isdigit())
    assert plan_for_budget(config(time_budget_s=float(hint)), pace, 100, 10.0).epochs > 0


def test_judging_takes_no_more_than_its_share() -> None:
    plan = plan_for_budget(config(), Pace(0.1, 0.2, 0.5), 2000, 10.0)
    times = plan.epochs // plan.evaluate_every
    assert plan.judged_pictures * times * 0.5 <= 0.13 * 600
    few = plan_for_budget(config(), Pace(0.1, 0.2, 0.05), 20, 10.0)
    assert few.judged_pictures == 0
    assert few.epochs // few.evaluate_every == 8
