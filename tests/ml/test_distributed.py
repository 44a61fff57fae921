"""Two processes that train one net, against one process with the double batch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from training_runs import quiet, request_of

from core.training.run_record import read_run
from ml import checkpoint
from ml.config import TrainConfig
from ml.distributed import World
from ml.train import train

REPOSITORY = Path(__file__).resolve().parents[2]


def test_alone_there_is_nobody_to_ask() -> None:
    world = World()
    assert world.leads
    assert world.sum([1.0, 2.5]) == [1.0, 2.5]
    assert [world.any(flag) for flag in (True, False)] == [True, False]
    assert world.shared("word") == "word"


def test_two_processes_equal_one_with_the_double_batch(
    toy_config: Callable[..., TrainConfig], tmp_path: Path
) -> None:
    # Batch norm looks at a process' own part of the batch, so it has to keep its statistics.
    single = toy_config(
        freeze_norm=True, batch_size=4, frame_batch_size=4, epochs=12, frame_epochs=6,
        evaluate_every=12, lr=1e-3, run_dir=str(tmp_path / "one"),
    )  # fmt: skip
    train(request_of(single), quiet)
    double = replace(single, run_dir=str(tmp_path / "two"))
    request = tmp_path / "request.json"
    request.write_text(request_of(double).to_json())
    done = subprocess.run(
        [
            sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
            "-m", "ml", "train", str(request),
        ],
        cwd=REPOSITORY, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    events = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert events.count("finished") == 1, "only the first process speaks"
    one, two = (checkpoint.load(tmp_path / run / "last.pt") for run in ("one", "two"))
    assert one["step"] == two["step"] == 12
    start = checkpoint.load(tmp_path / "one" / "last.pt")["net"].keys()
    for key in start:
        torch.testing.assert_close(two["net"][key], one["net"][key], rtol=2e-3, atol=2e-5)
        torch.testing.assert_close(two["ema"][key], one["ema"][key], rtol=2e-3, atol=2e-5)
    told = [read_run(tmp_path / run) for run in ("one", "two")]
    for ours, theirs in zip(told[0].progress, told[1].progress, strict=True):
        assert abs(ours.loss - theirs.loss) < 1e-3 * ours.loss
