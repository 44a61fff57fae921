"""What ends a run before its time: the best is kept, and one clear message says why."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor
from training_runs import one_step, only, quiet, request_of

from core import files
from core.errors import SweetspotError, TrainingError
from core.training.events import Event, Finished, Noted, Preparing
from core.training.run_record import RunState, read_run
from ml import checkpoint, trainer
from ml.config import TrainConfig
from ml.train import train

Make = Callable[..., TrainConfig]
Loss = Callable[..., tuple[Tensor, dict[str, Tensor]]]


def spoil_loss(monkeypatch: pytest.MonkeyPatch, steps: set[int]) -> list[int]:
    """Make the loss infinite in calls of these numbers; return the calls."""
    calls: list[int] = []
    honest: Loss = trainer.total_loss

    def spoiled(*args: object) -> tuple[Tensor, dict[str, Tensor]]:
        calls.append(len(calls))
        loss, parts = honest(*args)
        return (loss * float("nan") if calls[-1] in steps else loss), parts

    monkeypatch.setattr(trainer, "total_loss", spoiled)
    return calls


def test_an_infinite_loss_goes_back_with_a_lower_rate(
    toy_config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_loss(monkeypatch, {3})
    heard: list[Event] = []
    config = toy_config(epochs=4)
    assert isinstance(train(request_of(config), heard.append), Finished)
    (note,) = [n for n in only(Noted, heard) if "infinite" in n.message]
    assert "0.5 times the learning rate" in note.message
    state = checkpoint.load(Path(config.run_dir) / "last.pt")
    assert (state["step"], state["lr_scale"], state["rollbacks"]) == (8, 0.5, 1)
    assert all(torch.isfinite(v).all() for v in state["net"].values())


def test_a_loss_that_stays_infinite_ends_the_run_with_the_best_kept(
    toy_config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = toy_config(epochs=8, evaluate_every=1)
    spoil_loss(monkeypatch, set(range(5, 500)))
    with pytest.raises(TrainingError, match="infinite 3 times") as caught:
        train(request_of(config), quiet)
    run = read_run(Path(config.run_dir))
    assert "best.pt" in caught.value.hint
    assert run.status.state is RunState.FAILED
    assert run.status.message == caught.value.message
    state = checkpoint.load(run.folder / "best.pt")
    assert all(torch.isfinite(v).all() for v in state["ema"].values())


def test_a_full_disk_ends_the_run_and_leaves_the_last_checkpoint(
    toy_config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = toy_config(epochs=8)
    train(request_of(config), quiet, one_step(config))
    last = Path(config.run_dir) / "last.pt"
    kept = last.read_bytes()

    steps: list[int] = []
    flush = files.os.fsync

    def fill(handle: int) -> None:
        if steps:
            raise OSError(errno.ENOSPC, "No space left on device")
        flush(handle)

    saving = request_of(replace(config, save_every_s=0.0))
    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", fill)
        with pytest.raises(TrainingError, match="No space left") as caught:
            # Asked after a step and before it is saved: from here on the disk is full.
            train(saving, quiet, lambda: bool(steps.append(1)))
    assert str(last) in caught.value.hint
    assert last.read_bytes() == kept
    assert not list(last.parent.glob(".*.part"))
    assert caught.value.message.startswith("The training ended at step 2:")
    assert isinstance(train(saving, quiet), Finished), "with space again it goes on"


def test_a_run_that_the_disk_has_no_room_for_does_not_begin(
    toy_config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(free=10**6)
    monkeypatch.setattr("ml.preflight.shutil.disk_usage", lambda _: usage)
    config = toy_config()
    with pytest.raises(TrainingError, match="1 MB free"):
        train(request_of(config), quiet)
    assert not (Path(config.run_dir) / "config.json").exists()


def begun(config: TrainConfig) -> bool:
    """Whether everything was looked at and the first step is next."""
    return (Path(config.run_dir) / "status.json").is_file()


def test_a_lost_picture_is_named_and_the_last_checkpoint_stays(toy_config: Make) -> None:
    config = toy_config(epochs=6)
    lost = Path(config.dataset) / "2.png"
    kept = lost.read_bytes()

    def lose(event: Event) -> None:
        if begun(config):
            lost.unlink(missing_ok=True)

    with pytest.raises(TrainingError, match=r"2\.png") as caught:
        train(request_of(config), lose)
    assert "last.pt" in caught.value.hint
    lost.write_bytes(kept)
    assert isinstance(train(request_of(config), quiet), Finished)


def test_few_lost_pictures_among_many_are_skipped_and_counted(
    toy_config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ml.data.samples.LOST_SHARE", 0.25)
    config = toy_config(epochs=6)
    heard: list[Event] = []

    def lose(event: Event) -> None:
        heard.append(event)
        if begun(config):
            (Path(config.dataset) / "2.png").unlink(missing_ok=True)

    assert isinstance(train(request_of(config), lose), Finished)
    assert [n.message for n in only(Noted, heard) if "skipped" in n.message] == [
        "Pictures that can no longer be read are skipped: 1."
    ]


@pytest.mark.parametrize("damage", ["missing", "torn", "empty", "other size"])
def test_a_bad_picture_stops_a_run_before_its_first_step(toy_config: Make, damage: str) -> None:
    config = toy_config()
    picture = Path(config.dataset) / "1.png"
    if damage == "missing":
        picture.unlink()
    elif damage == "torn":
        picture.write_bytes(picture.read_bytes()[:60])
    elif damage == "empty":
        picture.write_bytes(b"")
    else:
        labels = Path(config.dataset) / "instances_train.json"
        labels.write_text(labels.read_text().replace('"width": 128', '"width": 256'))
    with pytest.raises(TrainingError, match=r"1\.png|another size"):
        train(request_of(config), quiet)
    assert not (Path(config.run_dir) / "last.pt").exists()


def test_bad_labels_stop_a_run_before_its_first_step(toy_config: Make) -> None:
    config = toy_config()
    labels = Path(config.dataset) / "instances_train.json"
    good = labels.read_text()
    for bad, said in (
        (good.replace('"bbox": [', '"bbox": [9000, 9000, 4, 4], "was": ['), "beside"),
        (good.replace('"annotations": [', '"annotations": [], "were": ['), "has a box"),
        ("{", "."),
    ):
        labels.write_text(bad)
        with pytest.raises(SweetspotError, match=said):
            train(request_of(config), quiet)


def test_options_that_do_not_fit_are_refused_in_words(toy_config: Make) -> None:
    asked = request_of(toy_config())
    for changes, said in (
        ({"epochs": -1}, "epochs"),
        ({"lr": "fast"}, "lr"),
        ({"arch": "vgg"}, "vgg"),
        ({"start_from": "/nowhere/at/all"}, "nowhere"),
        ({"backbone_weights": "/nowhere.pth"}, "nowhere"),
        ({"device": "tpu"}, "device"),
    ):
        with pytest.raises(TrainingError, match=said):
            train(asked.with_settings(**changes), quiet)


def test_stopping_is_heard_while_pictures_are_checked(toy_config: Make) -> None:
    heard: list[Event] = []
    config = toy_config()
    end = train(request_of(config), heard.append, lambda: True)
    assert end.checkpoint == ""
    assert all(isinstance(event, Preparing) for event in heard)
    assert not (Path(config.run_dir) / "last.pt").exists()


def test_memory_too_small_for_the_pictures_changes_nothing_but_speed(
    toy_config: Make, tmp_path: Path
) -> None:
    heard: list[Event] = []
    states = []
    for cache_mb in (0, 100):
        config = toy_config(cache_mb=cache_mb, run_dir=str(tmp_path / f"{cache_mb}"))
        train(request_of(config), heard.append)
        states.append(checkpoint.load(tmp_path / f"{cache_mb}" / "last.pt")["net"])
    assert sum("kept in memory" in note.message for note in only(Noted, heard)) == 1
    assert all(torch.equal(states[0][key], states[1][key]) for key in states[0])
