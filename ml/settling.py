"""From what was asked for to a complete configuration, once, when a run begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.dataset.class_names import our_name
from core.errors import TrainingError
from core.training.comparison import differences
from core.training.request import TrainRequest
from ml.config import TrainConfig
from ml.devices import Placement, place, this_machine
from ml.distributed import World
from ml.starting_weights import settings_of_start
from ml.training_data import classes_of

OF_THE_MACHINE = ("device", "threads", "workers", "cache_mb", "save_every_s", "sample_pictures")
"""May be asked for otherwise when a run goes on: they say where it runs, not what it learns."""

_PATHS = ("dataset", "rendered", "backbone_weights", "start_from")
"""May lie elsewhere when a run goes on: the data's content is compared instead."""


def settle(request: TrainRequest, world: World) -> tuple[TrainConfig, Placement]:
    """The configuration of a new run. Raises TrainingError for options that do not fit."""
    settings = request.all_settings()
    with _plain_words():
        TrainConfig.check_names(settings)
    if settings.get("start_from"):
        settings = {**settings_of_start(str(settings["start_from"])), **settings}
    elif "classes" not in settings:
        settings |= _classes(request.dataset)
    settings = {**_following(settings), **settings}
    config = _config(request, settings)
    return _placed(config, world)


def settle_again(
    request: TrainRequest, begun: TrainRequest | None, stored: Mapping[str, Any], world: World
) -> tuple[TrainConfig, Placement]:
    """The configuration of a run that goes on: as `stored`, computed where it is now.

    Raises TrainingError if `request` asks for something else than the run was `begun` with.
    """
    asked = request.all_settings()
    # Runs of the first days did not write down what they were asked for.
    before = begun.all_settings() if begun else {k: stored[k] for k in asked if k in stored}
    _refuse_changes(asked if begun else {k: asked[k] for k in before}, before)
    here = {name: asked[name] for name in (*OF_THE_MACHINE, *_PATHS) if name in asked}
    config = _config(request, {**stored, **here}, ("dataset", "rendered"))
    if "device" not in asked:
        # Where it began may be another computer; what it computes with (bf16) stays.
        config = replace(config, device="auto")
    return _placed(config, world)


def _refuse_changes(asked: dict[str, Any], begun: dict[str, Any]) -> None:
    free = (*OF_THE_MACHINE, *_PATHS)
    changed = [each for each in differences(begun, asked) if each.name not in free]
    if changed:
        told = "; ".join(f"{each.name} {each.first} → {each.second}" for each in changed)
        raise TrainingError(
            f"This run was begun with other options ({told}).",
            "Go on with the same ones, or begin a new run that starts from this one.",
        )


def _classes(dataset: str) -> dict[str, Any]:
    """Tennis as usual where the labels are of tennis, else whatever they name."""
    named, usual = classes_of(dataset), set(TrainConfig("", "").classes)
    # COCO has persons, rackets and balls under its own names; a person alone is no tennis.
    is_tennis = usual & set(named) or len(usual & {our_name(name) for name in named}) > 1
    return {} if is_tennis else {"classes": list(named)}


def _following(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from options that were given, for those that were not."""
    usual = TrainConfig("", "")
    found: dict[str, Any] = {}
    if "classes" in settings and list(settings["classes"]) != list(usual.classes):
        found["class_weights"] = [1.0] * len(settings["classes"])
    width, height = settings.get("input_width"), settings.get("input_height")
    if isinstance(width, int) and isinstance(height, int):
        found["crop_px"] = min(usual.crop_px, width, height)
    epochs = settings.get("epochs")
    if isinstance(epochs, int) and epochs > 0:
        found["frame_epochs"] = max(1, round(epochs * usual.frame_epochs / usual.epochs))
    return found


def _config(
    request: TrainRequest, settings: Mapping[str, Any], needed: Sequence[str] = _PATHS
) -> TrainConfig:
    own = {"dataset": request.dataset, "run_dir": request.run_dir}
    with _plain_words():
        config = TrainConfig.from_mapping({**settings, **own})
    for name in needed:
        path = getattr(config, name)
        if path is not None and not Path(path).exists():
            raise TrainingError(
                f"“{path}” ({name}) is not there.", "Check how it is written and begin again."
            )
    return config


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise TrainingError(
            f"An option of this training does not fit: {error}.", "Change it and begin again."
        ) from error


def _placed(config: TrainConfig, world: World) -> tuple[TrainConfig, Placement]:
    placement = place(
        this_machine(),
        config.device,
        threads=config.threads,
        workers=config.workers,
        bf16=config.bf16,
        local_rank=world.local_rank,
        local_size=world.local_size,
    )
    if world.size > min(config.batch_size, config.frame_batch_size):
        raise TrainingError(
            f"A batch of {min(config.batch_size, config.frame_batch_size)} cannot be shared by "
            f"{world.size} processes.",
            "Make the batches larger or take fewer processes.",
        )
    settled = replace(
        config,
        device=placement.kind,
        threads=placement.threads,
        workers=placement.workers,
        bf16=placement.bf16,
    )
    return settled, placement
