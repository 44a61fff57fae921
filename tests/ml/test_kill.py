"""A training killed in the middle, as by a flat battery, and begun again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from training_runs import quiet, request_of

from core.training.run_record import RunState, read_run
from ml import checkpoint
from ml.config import TrainConfig
from ml.train import train

REPOSITORY = Path(__file__).resolve().parents[2]


def start(config: TrainConfig, folder: Path) -> subprocess.Popen[str]:
    """Start a training as the window does."""
    request = folder / f"{Path(config.run_dir).name}.json"
    request.write_text(request_of(config).to_json())
    return subprocess.Popen(
        [sys.executable, "-m", "ml", "train", str(request)],
        cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_killed_run_begun_again_equals_an_uninterrupted_one(
    toy_config: Callable[..., TrainConfig], tmp_path: Path
) -> None:
    whole = toy_config(epochs=6, evaluate_every=3, run_dir=str(tmp_path / "whole"))
    # Saved after every step, it is killed after some of them and perhaps while it saves.
    killed = replace(whole, run_dir=str(tmp_path / "killed"), save_every_s=0.0)
    train(request_of(whole), quiet)
    with start(killed, tmp_path) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["event"] == "evaluated":
                break
        child.kill()
    assert read_run(tmp_path / "killed").status.state is RunState.INTERRUPTED
    reached = checkpoint.load(tmp_path / "killed" / "last.pt")["step"]
    train(request_of(killed), quiet)
    ends = [checkpoint.load(tmp_path / run / "last.pt") for run in ("whole", "killed")]
    assert 0 < reached < ends[0]["step"] == ends[1]["step"] == 12
    for part in ("net", "ema"):
        for key, value in ends[0][part].items():
            assert torch.equal(value, ends[1][part][key]), key
    for number, moments in ends[0]["optimizer"]["state"].items():
        for name, value in moments.items():
            assert torch.equal(value, ends[1]["optimizer"]["state"][number][name])
    told = [(tmp_path / run / "metrics.jsonl").read_bytes() for run in ("whole", "killed")]
    assert told[0] == told[1]
    bests = [checkpoint.load(tmp_path / run / "best.pt")["step"] for run in ("whole", "killed")]
    assert bests[0] == bests[1]
