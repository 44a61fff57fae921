"""Whole runs: they learn, they resume exactly, they stop when asked, they tell what happened."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
import torch
from training_runs import never, one_step, only, quiet, request_of, trained

from core.errors import LockedError, SweetspotError, TrainingError
from core.training.events import Evaluated, Event, Finished, Noted, Progressed, Stopped
from core.training.run_record import RunState, read_run
from ml import checkpoint
from ml.config import TrainConfig
from ml.data.frames import read_coco
from ml.evaluate import evaluate, forward_of_net
from ml.nets.centernet import CenterNet
from ml.train import train

Make = Callable[..., TrainConfig]


def assert_same_state(one: dict, other: dict) -> None:
    """Weights, average, optimizer and counts are equal to the bit."""
    for name in ("net", "ema"):
        for key, value in one[name].items():
            assert torch.equal(value, other[name][key]), key
    for key, moments in one["optimizer"]["state"].items():
        for part, value in moments.items():
            assert torch.equal(value, other["optimizer"]["state"][key][part])
    for name in ("step", "epoch", "best", "stale", "tally", "lr_scale"):
        assert one[name] == other[name], name


def test_a_resumed_run_equals_an_uninterrupted_one(toy_config: Make, tmp_path: Path) -> None:
    options = {"epochs": 6, "evaluate_every": 4, "frame_epochs": 3}
    whole = trained(toy_config(run_dir=str(tmp_path / "whole"), **options))
    config = toy_config(run_dir=str(tmp_path / "parts"), **options)
    sittings = 0
    while isinstance(train(request_of(config), quiet, one_step(config)), Stopped):
        sittings += 1  # it stops after every single step
    parts = checkpoint.load(tmp_path / "parts" / "last.pt")
    assert parts["step"] == whole["step"] == 12
    assert sittings >= 8
    assert_same_state(whole, parts)
    for name in ("metrics.jsonl", "best.pt"):
        assert (tmp_path / "whole" / name).is_file()
    told = [(tmp_path / run / "metrics.jsonl").read_bytes() for run in ("whole", "parts")]
    assert told[0] == told[1]


def test_the_seed_decides_everything(toy_config: Make, tmp_path: Path) -> None:
    runs = [
        trained(toy_config(run_dir=str(tmp_path / f"{i}"), seed=seed, workers=workers))
        for i, (seed, workers) in enumerate([(1, 1), (1, 3), (2, 1)])
    ]
    assert_same_state(runs[0], runs[1])
    key = "output_hmap.0.weight"
    assert not torch.equal(runs[0]["net"][key], runs[2]["net"][key])


def test_it_learns_four_pictures_by_heart(toy_config: Make) -> None:
    config = toy_config(
        epochs=80, frame_epochs=80, frame_batch_size=4, lr=3e-3, ema_decay=0.9,
        backbone_lr_factor=1.0, frame_zoom=0.0, flip_rate=0.0, blur_rate=0.0, warmup_steps=10,
    )  # fmt: skip
    state = trained(config)
    assert state["step"] == 80
    net = CenterNet(4)
    net.load_state_dict(state["ema"])
    frames = read_coco(Path(config.dataset) / "instances_val.json", config.classes)
    metrics = evaluate(forward_of_net(net), frames, config.classes, (128, 96))
    assert {k: m.ap50 for k, m in metrics.items()} == pytest.approx(dict.fromkeys(metrics, 1.0))


def test_frozen_blocks_stay_as_they_were(toy_config: Make) -> None:
    config = toy_config(frozen_blocks=4)
    torch.manual_seed(config.seed)
    before = CenterNet(4).state_dict()
    after = trained(config)["net"]
    changed = {k for k in before if not torch.equal(before[k], after[k])}
    assert not any(
        k.startswith(tuple(f"backbone.features.{i}." for i in range(4))) for k in changed
    )
    assert "backbone.features.4.conv.0.0.weight" in changed


def test_frozen_norms_keep_their_statistics(toy_config: Make, tmp_path: Path) -> None:
    key = "backbone.features.4.conv.0.1."
    for frozen in (True, False):
        config = toy_config(freeze_norm=frozen, run_dir=str(tmp_path / f"{frozen}"))
        after = trained(config)["net"]
        assert torch.equal(after[key + "running_var"], torch.ones(144)) is frozen
        assert not torch.equal(after[key + "weight"], torch.ones(144))


def test_without_an_average_the_last_weights_are_kept(toy_config: Make) -> None:
    state = trained(toy_config(ema=False))
    for key, value in state["net"].items():
        assert torch.equal(value, state["ema"][key])


def test_the_run_folder_tells_what_happened(toy_config: Make) -> None:
    heard: list[Event] = []
    config = toy_config(epochs=6, evaluate_every=4, sample_pictures=2)
    end = train(request_of(config), heard.append, never)
    run = read_run(Path(config.run_dir))
    assert end == Finished(str(run.folder / "best.pt"), 12, end.best_ap50, "All epochs are done.")
    assert run.progress == tuple(x for x in only(Progressed, heard) if x.step % 10 == 0)
    assert run.evaluations == tuple(only(Evaluated, heard))
    assert [x.step for x in run.progress] == [10]
    assert [x.step for x in run.evaluations] == [8, 12]
    assert set(run.evaluations[0].ap50) == set(config.classes)
    assert run.progress[0].loss > 0
    assert run.progress[0].samples_per_s > 0
    assert run.request == request_of(config)
    settled = TrainConfig.from_mapping(run.config)
    assert (settled.device, settled.bf16, settled.lr) == ("cpu", False, config.lr)
    assert settled.threads == 1
    assert run.status.state is RunState.FINISHED
    assert (run.status.step, run.status.epoch, run.status.epochs) == (12, 6, 6)
    assert run.origin.pictures == {"train": 4, "rendered": 0, "val": 4}
    assert run.origin.labels == dict.fromkeys(config.classes, 4)
    assert len(run.origin.snapshot) == 64
    assert {"python", "torch", "numpy", "sweetspot"} <= set(run.origin.versions)
    assert [path.name for path in run.samples] == [
        f"{epoch:05d}-{i}.jpg" for epoch in (4, 6) for i in range(2)
    ]
    assert cv2.imread(str(run.samples[0])).shape == (480, 640, 3)


def test_a_finished_run_is_not_run_again(toy_config: Make) -> None:
    config = toy_config(evaluate_every=1)
    first = train(request_of(config), quiet)
    last = Path(config.run_dir) / "last.pt"
    before = last.stat().st_mtime_ns
    assert train(request_of(config), quiet) == first
    assert last.stat().st_mtime_ns == before


def test_metrics_after_the_checkpoint_come_again_only_once(toy_config: Make) -> None:
    config = toy_config(epochs=8)
    request, folder = request_of(config), Path(config.run_dir)
    train(request, quiet, one_step(config))
    with (folder / "metrics.jsonl").open("a") as file:
        file.write('{"event": "progressed", "step": 10}\n{"event": "progre')
    train(request, quiet)
    assert [entry.step for entry in read_run(folder).progress] == [10]
    assert read_run(folder).progress[0].loss > 0


def test_a_run_ends_early_when_it_gets_no_better(toy_config: Make) -> None:
    config = toy_config(epochs=30, evaluate_every=1, patience=2, lr=1e-9)
    end = train(request_of(config), quiet)
    assert isinstance(end, Finished)
    assert "better" in end.why
    assert [e.best for e in read_run(Path(config.run_dir)).evaluations] == [True, False, False]
    assert train(request_of(config), quiet) == end


def test_two_trainings_never_share_a_folder(toy_config: Make) -> None:
    request = request_of(toy_config(epochs=8))
    met: list[str] = []

    def meddle(event: Event) -> None:
        if not met:
            met.append("")
            with pytest.raises(LockedError, match="being trained"):
                train(request, quiet)

    train(request, meddle)
    assert met


def test_other_options_on_the_same_folder_are_refused(toy_config: Make) -> None:
    config = toy_config()
    train(request_of(config), quiet, one_step(config))
    with pytest.raises(TrainingError, match=r"lr 0\.0008 → 0\.1"):
        train(request_of(toy_config(lr=0.1)), quiet)
    assert isinstance(train(request_of(toy_config(workers=2)), quiet), Finished)


def test_other_pictures_under_the_same_run_are_refused(toy_config: Make) -> None:
    config = toy_config()
    train(request_of(config), quiet, one_step(config))
    picture = Path(config.dataset) / "1.png"
    picture.write_bytes((Path(config.dataset) / "0.png").read_bytes() + b" ")
    with pytest.raises(TrainingError, match="changed"):
        train(request_of(config), quiet)


def test_it_can_start_from_a_run_and_keep_to_fewer_classes(
    toy_config: Make, tmp_path: Path
) -> None:
    first = toy_config(run_dir=str(tmp_path / "first"))
    state = trained(first)
    heard: list[Event] = []
    options = {"start_from": first.run_dir, "lr": 1e-12, "ema": False, "freeze_norm": True}
    two = toy_config(classes=["ball", "player"], class_weights=[1.0, 1.0], **options)
    train(request_of(two), heard.append)
    begun = checkpoint.load(Path(two.run_dir) / "last.pt")["net"]
    rows = state["ema"]["output_hmap.2.weight"][[2, 0]]
    torch.testing.assert_close(begun["output_hmap.2.weight"], rows)
    assert any("Classes differ" in note.message for note in only(Noted, heard))


def test_what_a_run_started_from_may_be_gone_when_it_goes_on(
    toy_config: Make, tmp_path: Path
) -> None:
    start = tmp_path / "start.pt"
    shutil.move(Path(train(request_of(toy_config(epochs=1)), quiet).checkpoint), start)
    config = toy_config(run_dir=str(tmp_path / "second"), start_from=str(start))
    assert isinstance(train(request_of(config), quiet, one_step(config)), Stopped)
    start.unlink()
    assert isinstance(train(request_of(config), quiet), Finished)


def test_a_checkpoint_of_the_first_days_goes_on(toy_config: Make) -> None:
    config = toy_config()
    request = request_of(config)
    train(request, quiet, one_step(config))
    path = Path(request.run_dir) / "last.pt"
    state = checkpoint.load(path)
    later = ("stale", "lr_scale", "rollbacks", "elapsed_s", "tally", "lines", "version", "best")
    checkpoint.save(path, {k: v for k, v in state.items() if k not in later})
    assert isinstance(train(request, quiet), Finished)


def test_what_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    torn = tmp_path / "torn.pt"
    torn.write_bytes(b"PK\x03\x04 torn")
    other = tmp_path / "other.pt"
    torch.save({"version": 99}, other)
    for path, said in ((torn, "damaged"), (other, "version"), (tmp_path / "lost.pt", "read")):
        with pytest.raises(SweetspotError, match=said):
            checkpoint.load(path)


def test_metrics_hold_no_time(toy_config: Make) -> None:
    config = toy_config(epochs=5)
    trained(config)
    (line,) = (Path(config.run_dir) / "metrics.jsonl").read_text().splitlines()
    assert not {"samples_per_s", "elapsed_s", "eta_s", "waiting"} & set(json.loads(line))
