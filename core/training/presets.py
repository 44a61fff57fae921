"""The three ways to train that a coach can choose from, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import TrainingError


@dataclass(frozen=True)
class Preset:
    """One way to train; ``settings`` are options of ``ml.config.TrainConfig`` by name."""

    name: str
    title: str
    about: str
    starts_from_current: bool
    settings: Mapping[str, Any]


_AS_IT_WAS_TAUGHT: Mapping[str, Any] = {
    "scale_max": 2.2,
    "paste_rate": 0.35,
    "neighbour_weight": 1.0,
    "relative_size_weight": 1.0,
}
"""The loss and the pictures that the shipped detector learned with: a change of them alone costs
what it knew. Left away, a tune-up of 40 frames found 16 of 30 rackets and 18 of 22 balls on other
frames of the court; with them 17 and 20, and no false racket (BENCHMARKS.md has the clip)."""

PRESETS: tuple[Preset, ...] = (
    Preset(
        "tune-up",
        "Court tune-up",
        "Starts from the current detector and gets used to this court. About ten minutes.",
        True,
        {
            "time_budget_s": 600.0,
            **_AS_IT_WAS_TAUGHT,
            # Frames of which only the ball was put right teach where there is none, too.
            "partial_weight": 0.25,
            "epochs": 10,
            "frame_epochs": 4,
            "evaluate_every": 2,
            "lr": 4e-4,
            "warmup_steps": 20,
            "decay_share": 0.7,
            # A few dozen pictures tell too little about the statistics of all tennis.
            "freeze_norm": True,
            "frozen_blocks": 4,
            "ema_decay": 0.99,
            "save_every_s": 60.0,
        },
    ),
    Preset(
        "overnight",
        "Overnight",
        "Starts from the current detector and learns all pictures thoroughly. Eight hours.",
        True,
        {
            "time_budget_s": 8 * 3600.0,
            **_AS_IT_WAS_TAUGHT,
            "partial_weight": 0.25,
            "epochs": 60,
            "frame_epochs": 12,
            "evaluate_every": 3,
            "lr": 5e-4,
        },
    ),
    Preset(
        "scratch",
        "From scratch",
        "Begins with a backbone that knows everyday pictures and no tennis. A day or more.",
        False,
        {**_AS_IT_WAS_TAUGHT, "epochs": 100, "frame_epochs": 20, "evaluate_every": 5},
    ),
)


def preset_named(name: str) -> Preset:
    """Return a preset by its name; raise ``TrainingError`` if there is none."""
    for preset in PRESETS:
        if preset.name == name:
            return preset
    known = ", ".join(preset.name for preset in PRESETS)
    raise TrainingError(f"There is no preset “{name}”.", f"There are {known}.")
