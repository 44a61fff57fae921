"""The training loop: it learns, it resumes exactly, it stops when asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from ml import checkpoint
from ml.config import TrainConfig
from ml.data.frames import read_coco
from ml.evaluate import evaluate, forward_of_net
from ml.nets.centernet import CenterNet
from ml.train import train
from ml.trainer import lr_at

Make = Callable[..., TrainConfig]


@pytest.fixture(autouse=True)
def _same_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def quiet(entry: dict) -> None:
    """Report to nobody."""


def test_a_resumed_run_equals_an_uninterrupted_one(toy_config: Make, tmp_path: Path) -> None:
    whole = checkpoint.load(train(toy_config(run_dir=str(tmp_path / "whole")), quiet))
    config = toy_config(run_dir=str(tmp_path / "parts"))
    for _ in range(whole["step"]):  # stop after every single step
        last = train(config, quiet, cancelled=lambda: True)
    parts = checkpoint.load(train(config, quiet))
    assert last.name == "last.pt"
    assert parts["step"] == whole["step"] == 4
    for name in ("net", "ema"):
        for key, value in whole[name].items():
            assert torch.equal(value, parts[name][key]), key
    for key, moments in whole["optimizer"]["state"].items():
        for part, value in moments.items():
            assert torch.equal(value, parts["optimizer"]["state"][key][part])


def test_it_learns_four_pictures_by_heart(toy_config: Make) -> None:
    config = toy_config(
        epochs=80, frame_epochs=80, frame_batch_size=4, lr=3e-3, ema_decay=0.9,
        backbone_lr_factor=1.0, frame_zoom=0.0, flip_rate=0.0, blur_rate=0.0, warmup_steps=10,
    )  # fmt: skip
    state = checkpoint.load(train(config, quiet))
    net = CenterNet(4)
    net.load_state_dict(state["ema"])
    frames = read_coco(Path(config.dataset) / "instances_val.json", config.classes)
    metrics = evaluate(forward_of_net(net), frames, config.classes, (128, 96))
    assert {k: m.ap50 for k, m in metrics.items()} == pytest.approx(dict.fromkeys(metrics, 1.0))


def test_frozen_blocks_stay_as_they_were(toy_config: Make) -> None:
    config = toy_config(frozen_blocks=4)
    torch.manual_seed(config.seed)
    before = CenterNet(4).state_dict()
    after = checkpoint.load(train(config, quiet))["net"]
    changed = {k for k in before if not torch.equal(before[k], after[k])}
    assert not any(
        k.startswith(tuple(f"backbone.features.{i}." for i in range(4))) for k in changed
    )
    assert "backbone.features.4.conv.0.0.weight" in changed


def test_the_run_folder_tells_what_happened(toy_config: Make) -> None:
    heard: list[dict] = []
    config = toy_config(epochs=6, evaluate_every=4)
    last = train(config, heard.append)
    lines = [json.loads(x) for x in (last.parent / "metrics.jsonl").read_text().splitlines()]
    assert lines == heard
    assert [x["step"] for x in lines] == [8, 10]
    assert set(lines[0]["ap50"]) == set(config.classes)
    assert lines[1]["loss"] > 0
    stored = json.loads((last.parent / "config.json").read_text())
    assert TrainConfig.from_mapping(stored) == config


def test_metrics_after_the_checkpoint_are_forgotten_on_resume(toy_config: Make) -> None:
    config = toy_config()
    last = train(config, quiet)
    metrics = last.parent / "metrics.jsonl"
    metrics.write_text('{"step": 3}\n{"step": 99}\n')
    train(config, quiet)
    assert metrics.read_text() == '{"step": 3}\n'


def test_a_lost_picture_is_named_and_the_last_checkpoint_stays(toy_config: Make) -> None:
    config = toy_config()
    last = train(config, quiet, cancelled=lambda: True)
    kept = last.read_bytes()
    (Path(config.dataset) / "2.png").unlink()
    with pytest.raises(OSError, match=r"2\.png"):
        train(config, quiet)
    assert last.read_bytes() == kept


def test_the_learning_rate_warms_up_holds_and_falls() -> None:
    config = TrainConfig(dataset="", run_dir="", lr=1.0, warmup_steps=10, decay_share=0.5)
    rates = [lr_at(step, 100, config) for step in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9] == rates[49] == 1.0
    assert rates[49:] == sorted(rates[49:], reverse=True)
    assert rates[-1] < 0.03
