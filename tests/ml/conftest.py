"""Small configurations on a toy dataset, and one thread for torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from toy_dataset import TINY, draw_toy_dataset

from ml.config import TrainConfig


@pytest.fixture(autouse=True)
def _same_threads() -> Iterator[None]:
    """One thread for torch, and its own number back after a test that trained.

    The nets here are tiny: on a busy computer threads wait for each other longer than they work.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def toy_config(tmp_path: Path) -> Callable[..., TrainConfig]:
    """Make a config for four toy pictures; keywords override."""
    data = tmp_path / "data"
    data.mkdir()
    draw_toy_dataset(data, 4)

    def make(**overrides: object) -> TrainConfig:
        values = {
            "dataset": str(data),
            "run_dir": str(tmp_path / "run"),
            **TINY,
            **overrides,
        }
        return TrainConfig.from_mapping(values)

    return make
