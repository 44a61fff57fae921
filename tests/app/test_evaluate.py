"""``sweetspot evaluate``: figures in the terminal, a report in a folder, words for trouble."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import cli, terminal_trainer
from core.detections.detections import ObjectClass
from core.evaluation.report import EvaluationReport
from core.video.still import read_still
from core.video.still_writer import write_still

pytest.importorskip("onnx")
pytest.importorskip("pycocotools")

from tiny_detector import COLOURS, write_tiny_detector


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Two pictures of 256 x 128: a ball that is there, and one that is labelled only."""
    folder = tmp_path / "court"
    folder.mkdir()
    picture = np.full((128, 256, 3), 90, np.uint8)
    write_still(folder / "empty.png", picture)
    picture[40:48, 80:88] = COLOURS[ObjectClass.BALL]
    write_still(folder / "ball.png", picture)
    label = {"category_id": 3, "bbox": [76, 36, 16, 16], "area": 256, "iscrowd": 0}
    content: dict[str, Any] = {
        "images": [
            {"id": i, "file_name": name, "width": 256, "height": 128}
            for i, name in enumerate(("ball.png", "empty.png"))
        ],
        "annotations": [{"id": i + 1, "image_id": i, **label} for i in range(2)],
        "categories": [{"id": kind + 1, "name": kind.label} for kind in ObjectClass],
    }
    (folder / "instances_val.json").write_text(json.dumps(content))
    return folder


def test_a_detector_is_judged(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_tiny_detector(tmp_path / "tiny")
    out = tmp_path / "out"
    asked = ["evaluate", "--dataset", str(dataset), "--model", str(model), "--out", str(out)]
    assert cli.main([*asked, "--flip-test"]) == 0
    said, told = capsys.readouterr()
    assert "on 2 pictures of court/instances_val.json, each picture also mirrored" in said
    assert str(out / "report.html") in told
    report = EvaluationReport.load(out)
    ball = report.classes["ball"]
    assert (ball.n_labels, ball.recall, ball.precision) == (2, 0.5, 1.0)
    assert ball.centre_median_px == pytest.approx(0.0, abs=1e-3)
    assert np.isnan(report.classes["player"].ap)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "empty.png" in page
    assert "ball 16 px missed" in page
    assert "data:image/jpeg;base64," in page
    assert "http" not in page.replace("http-equiv", ""), "nothing is fetched from anywhere"
    assert read_still(out / "worst-1.jpg").shape[1] > 300


def _refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["evaluate", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_trouble_is_said_in_plain_words(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = ["--dataset", str(tmp_path / "nowhere")]
    assert "There is no dataset" in _refused(nowhere, capsys)
    few = ["--dataset", str(dataset), "--worst", "-1"]
    assert "fewer than no pictures" in _refused(few, capsys)
    empty = tmp_path / "empty"
    empty.mkdir()
    no_model = ["--dataset", str(dataset), "--model", str(empty), "--out", str(tmp_path / "o")]
    assert "no detector in" in _refused(no_model, capsys)


def test_the_trainer_is_asked_to_stop(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import Cancelled

    def interrupted(verb: str, request: Mapping[str, Any], hear: object) -> dict[str, Any]:
        raise Cancelled

    monkeypatch.setattr(terminal_trainer, "ask_trainer", interrupted)
    assert cli.main(["evaluate", "--dataset", str(dataset), "--out", str(tmp_path / "o")]) == 130
