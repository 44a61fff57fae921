"""The verb `evaluate`: any kind of detector in, a whole report out."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from core.errors import ModelError, SweetspotError
from core.evaluation.report import EvaluationReport
from core.evaluation.request import EvaluateRequest
from ml import checkpoint
from ml.config import TrainConfig
from ml.nets.centernet import CenterNet
from ml.report import make_report


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run's folder with a checkpoint of an untrained net."""
    config = TrainConfig(
        dataset="", run_dir="", input_width=128, input_height=96, arch="mobilenetv2_light"
    )
    torch.manual_seed(0)
    net = CenterNet(4, config.arch)
    values = dataclasses.asdict(config)
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    folder = tmp_path / "monday"
    folder.mkdir()
    checkpoint.save(folder / "last.pt", {"config": plain, "step": 7, "ema": net.state_dict()})
    return folder


@pytest.fixture
def labels(toy_config: Callable[..., TrainConfig]) -> str:
    """Four pictures of 128 x 96 with an object of each class."""
    return str(Path(toy_config().dataset) / "instances_val.json")


def test_a_run_is_judged_with_all_figures(run: Path, labels: str, tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []
    out = tmp_path / "out"
    asked = EvaluateRequest(str(run), labels, str(out), worst=3, rounds=1)
    answer = make_report(asked, said.append)
    assert said[-1] == {"done": 4, "of": 4}
    assert answer["metrics"]["ball"]["n_labels"] == 4
    report = EvaluationReport.load(out)
    assert (report.model, report.weights) == ("monday", "last.pt at step 7")
    assert (report.input_width, report.input_height, report.n_pictures) == (128, 96, 4)
    assert sum(band.n_labels for band in report.ball_by_source_px) == 4
    assert report.speed is not None
    assert report.speed.whole_ms > 0
    assert {path.name for path in out.iterdir()} == {
        "report.json",
        "report.txt",
        "report.html",
        "worst-1.jpg",
    }


def test_bands_of_the_input_are_in_its_pixels(run: Path, labels: str, tmp_path: Path) -> None:
    asked = EvaluateRequest(str(run), labels, str(tmp_path / "o"), rounds=0)
    half = dataclasses.replace(asked, input_width=64, input_height=64)
    make_report(half, lambda entry: None)
    report = EvaluationReport.load(tmp_path / "o")
    assert report.speed is None
    # Balls of 8 px in pictures of 128 x 96 are of 4 px in an input of 64 x 64.
    assert [b.n_labels for b in report.ball_by_source_px if b.low_px == 8] == [4]
    assert [b.n_labels for b in report.ball_by_input_px if b.low_px == 4] == [4]


def test_without_a_folder_only_the_answer_is_given(run: Path, labels: str, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    asked = EvaluateRequest(str(run / "last.pt"), labels, rounds=0)
    answer = make_report(asked, lambda entry: None)
    assert set(answer) == {"metrics"}
    figures = answer["metrics"]["ball"].values()
    assert all(value is None or math.isfinite(value) for value in figures)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_missing_is_said_in_words(run: Path, labels: str, tmp_path: Path) -> None:
    def ask(model: str, annotations: str, **more: Any) -> None:  # noqa: ANN401
        make_report(EvaluateRequest(model, annotations, rounds=0, **more), lambda entry: None)

    with pytest.raises(ModelError, match="no detector"):
        ask(str(tmp_path / "nowhere"), labels)
    with pytest.raises(ModelError, match="no detector"):
        ask(str(Path(labels).parent), labels)
    with pytest.raises(SweetspotError, match=r"nothing\.json"):
        ask(str(run), str(tmp_path / "nothing.json"))
