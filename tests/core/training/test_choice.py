"""From a coach's choice to a request."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import TrainingError
from core.training.choice import DataChoice, TrainChoice, new_name, request_for
from core.training.presets import PRESETS, Preset

PLACES = Path("/data"), Path("/runs/one"), Path("/models/mine")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.name)
def test_a_preset_says_where_it_starts(preset: Preset) -> None:
    request = request_for(TrainChoice(preset=preset.name), *PLACES)
    assert (request.dataset, request.run_dir, request.preset) == ("/data", "/runs/one", preset.name)
    starts = request.settings.get("start_from")
    assert starts == ("/models/mine" if preset.starts_from_current else None)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.name)
def test_at_most_two_minutes_of_steps_are_lost(preset: Preset) -> None:
    ml_config = pytest.importorskip("ml.config")
    config = ml_config.TrainConfig.from_mapping({"dataset": "d", "run_dir": "r", **preset.settings})
    assert 0 < config.save_every_s <= 120


def test_a_choice_of_its_own_wins() -> None:
    choice = TrainChoice(start_from="/models/other", settings={"lr": 0.1})
    request = request_for(choice, *PLACES)
    assert request.settings["start_from"] == "/models/other"
    assert request.all_settings()["lr"] == 0.1


@pytest.mark.parametrize(
    ("share", "drawn", "kept"), [(0.3, True, 0.3), (0.0, True, 0), (0.3, False, 0)]
)
def test_drawn_pictures_come_along_as_far_as_there_are_any(
    share: float, drawn: bool, kept: float
) -> None:
    choice = TrainChoice(DataChoice(base_share=share))
    request = request_for(choice, *PLACES, Path("/drawn") if drawn else None)
    assert request.settings["rendered_rate"] == kept
    assert ("rendered" in request.settings) == (kept > 0)


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(TrainingError, match="no preset"):
        request_for(TrainChoice(preset="fast"), *PLACES)


def test_names_are_free() -> None:
    now = datetime(2026, 5, 4, 10, 20, 30, tzinfo=UTC)
    taken: set[str] = set()
    for _ in range(3):
        taken.add(new_name("tune-up", taken, now))
    stem = "2026-05-04-102030-tune-up"
    assert taken == {stem, f"{stem}-2", f"{stem}-3"}
