"""Requests and presets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FileError, SweetspotError, TrainingError
from core.training.presets import PRESETS, preset_named
from core.training.request import TrainRequest, read_request

VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers(), max_size=3)
SETTINGS = st.dictionaries(
    st.text(min_size=1).filter(lambda name: name not in ("dataset", "run_dir", "preset")),
    VALUES,
    max_size=4,
)


@given(st.text(min_size=1), st.text(min_size=1), SETTINGS)
def test_json_gives_the_request_back(dataset: str, run_dir: str, settings: dict) -> None:
    for preset in (None, "tune-up"):
        request = TrainRequest(dataset, run_dir, preset, settings)
        assert TrainRequest.from_mapping(json.loads(request.to_json())) == request


def test_what_is_asked_goes_over_the_preset() -> None:
    request = TrainRequest("d", "r", "tune-up", {"lr": 0.5, "seed": 3})
    wanted = request.all_settings()
    assert wanted["lr"] == 0.5
    assert wanted["seed"] == 3
    assert wanted["time_budget_s"] == 600.0
    assert TrainRequest("d", "r", settings={"lr": 1}).all_settings() == {"lr": 1}


def test_presets_have_names_of_their_own() -> None:
    assert [preset_named(each.name) for each in PRESETS] == list(PRESETS)
    assert len({each.name for each in PRESETS}) == 3
    with pytest.raises(TrainingError, match="noon") as caught:
        preset_named("noon")
    assert "tune-up" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ("{}", "dataset"),
        ('{"dataset": "d"}', "run_dir"),
        ('{"dataset": "d", "run_dir": 3}', "run_dir"),
        ('{"dataset": "d", "run_dir": "r", "preset": 3}', "preset"),
    ],
)
def test_a_bad_request_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "request.json"
    path.write_text(text)
    with pytest.raises(SweetspotError, match=said):
        read_request(path)


def test_a_missing_request_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"lost\.json"):
        read_request(tmp_path / "lost.json")
