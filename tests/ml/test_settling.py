"""What a run is settled on when little was said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import TrainingError
from core.training.request import TrainRequest
from ml.config import TrainConfig
from ml.distributed import World
from ml.settling import settle

OURS = ("player", "racket", "ball", "racket_head")


def settled(config: TrainConfig, **settings: object) -> TrainConfig:
    """Settle a request that says nothing but this."""
    settings = {"device": "cpu", **settings}
    return settle(TrainRequest(config.dataset, config.run_dir, None, settings), World())[0]


@pytest.mark.parametrize(
    ("named", "classes"),
    [
        (OURS, OURS),
        (("person", "tennis racket", "sports ball", "dog"), OURS),
        (("person", "dog", "cat", "sofa"), ("person", "dog", "cat", "sofa")),
        (("ball", "dog", "cat", "sofa"), OURS),
    ],
)
def test_classes_follow_from_the_labels(
    toy_config: Callable[..., TrainConfig], named: tuple[str, ...], classes: tuple[str, ...]
) -> None:
    config = toy_config()
    for split in ("train", "val"):
        path = Path(config.dataset) / f"instances_{split}.json"
        text = path.read_text()
        for old, new in reversed(list(zip(OURS, named, strict=True))):
            text = text.replace(f'"name": "{old}"', f'"name": "{new}"')
        path.write_text(text)
    found = settled(config)
    assert found.classes == classes
    assert len(found.class_weights) == len(classes)


def test_crops_and_whole_frames_follow_from_size_and_length(
    toy_config: Callable[..., TrainConfig],
) -> None:
    config = toy_config()
    found = settled(config, input_width=128, input_height=96, epochs=10)
    assert (found.crop_px, found.frame_epochs) == (96, 2)
    assert settled(config, epochs=1).frame_epochs == 1


def test_nothing_is_left_open(toy_config: Callable[..., TrainConfig]) -> None:
    found = settled(toy_config())
    assert found.device == "cpu"
    assert found.threads >= 1
    assert found.workers >= 1


def test_a_batch_must_reach_for_all_processes(toy_config: Callable[..., TrainConfig]) -> None:
    config = toy_config()
    request = TrainRequest(config.dataset, config.run_dir, None, {"batch_size": 2, "device": "cpu"})
    with pytest.raises(TrainingError, match="3 processes"):
        settle(request, World(0, 3))
