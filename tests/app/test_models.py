"""``sweetspot models``: the table and the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from app import cli
from app import models as models_module
from app.models import table_of
from core.models.facts import ModelFacts

MODEL = ModelFacts(
    Path("a"), "Court 3", "model.int8.onnx", "mobilenetv2_light", 1_903_640, 2_300_000,
    {"player": 0.933, "racket_head": 0.553}, {}, True, 17.0,
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_measuring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every file takes 20 ms, and the library is empty."""

    def timed(facts: Sequence[ModelFacts], progress: object) -> list[ModelFacts]:
        return [replace(one, ms=20.0) for one in facts]

    monkeypatch.setattr(models_module, "with_speed", timed)
    monkeypatch.setenv("SWEETSPOT_LIBRARY", str(tmp_path / "library"))


def test_the_table_has_a_line_for_each_file() -> None:
    other = replace(
        MODEL, file="model.onnx", parameters=None, ap50={}, chosen=False, n_bytes=7_600_000
    )
    lines = table_of([MODEL, other]).splitlines()
    assert lines[0].split() == (
        ["detector", "file", "arch", "parameters", "MB", "player", "racket", "head", "mean", "ms"]
    )
    assert lines[1].split()[-7:] == ["mobilenetv2_light", "1,903,640", "2.3", "93.3", "55.3",
                                     "74.3", "17.0"]  # fmt: skip
    assert "model.int8.onnx *" in lines[1]
    assert lines[2].split()[-6:] == ["-", "7.6", "-", "-", "-", "17.0"]


def test_the_detector_that_ships_is_listed_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "plots" / "models.svg"
    assert cli.main(["models", "--plot", str(plot)]) == 0
    assert "model.int8.onnx *" in capsys.readouterr().out
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")


@pytest.mark.usefixtures("qapp")
def test_a_png_is_drawn_with_its_words(tmp_path: Path) -> None:
    light, dark = tmp_path / "light.png", tmp_path / "dark.PNG"
    assert cli.main(["models", "--plot", str(light)]) == 0
    assert cli.main(["models", "--plot", str(dark), "--dark"]) == 0
    pictures = [QImage(str(path)) for path in (light, dark)]
    assert [picture.width() for picture in pictures] == [1920, 1920]
    bright = [picture.pixelColor(2, 2).lightness() for picture in pictures]
    assert bright[0] > 250 > 40 > bright[1]
    title = {pictures[0].pixelColor(x, 70).lightness() for x in range(64, 400)}
    assert min(title) < 60, "the title is there"


def test_bad_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        [str(tmp_path)],
        [str(tmp_path / "none")],
        ["--plot", str(tmp_path / "models.gif")],
        ["--plot", str(tmp_path)],
    ):
        assert cli.main(["models", *arguments]) == cli.BAD_INPUT
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
