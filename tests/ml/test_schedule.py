"""The learning rate over a run."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.config import TrainConfig
from ml.schedule import lr_at


def config(**options: object) -> TrainConfig:
    return TrainConfig.from_mapping({"dataset": "", "run_dir": "", "lr": 1.0, **options})


def test_it_warms_up_holds_and_falls() -> None:
    made = config(warmup_steps=10, decay_share=0.5)
    rates = [lr_at(step, 100, made) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9] == rates[49] == 1.0
    assert rates[49:] == sorted(rates[49:], reverse=True)
    assert rates[-1] < 0.03


def test_the_article_takes_a_tenth_at_its_epochs() -> None:
    made = config(warmup_steps=0, epochs=35, lr_step=[25, 30])
    steps = 7 * 35
    rates = [lr_at(step, steps, made) for step in range(steps)]
    assert rates[: 25 * 7] == pytest.approx([1.0] * 25 * 7)
    assert rates[25 * 7 : 30 * 7] == pytest.approx([0.1] * 5 * 7)
    assert rates[30 * 7 :] == pytest.approx([0.01] * 5 * 7)


@given(
    st.integers(1, 500),
    st.integers(0, 50),
    st.floats(0, 1),
    st.sets(st.integers(1, 39), max_size=3),
)
def test_it_never_rises_after_the_warm_up_nor_ends_at_nothing(
    total: int, warmup: int, decay: float, lr_step: set[int]
) -> None:
    made = config(warmup_steps=warmup, decay_share=decay, lr_step=sorted(lr_step))
    rates = [lr_at(step, total, made) for step in range(warmup, total)]
    assert all(a >= b - 1e-12 for a, b in pairwise(rates))
    assert all(0 < rate <= 1 for rate in rates)
