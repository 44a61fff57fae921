"""The chart says every model's figures, at the right places, in well-formed SVG."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.models.chart import DARK, LIGHT, chart, radius_of
from core.models.facts import ModelFacts

SVG = "{http://www.w3.org/2000/svg}"
SMALL = ModelFacts(
    Path("a"), "Tune-up <3>", "model.int8.onnx", "mobilenetv2_light", 1_903_640, 2_300_000,
    {"player": 0.9, "ball": 0.3}, {}, True, 17.0,
)  # fmt: skip
FLOAT = replace(SMALL, file="model.onnx", n_bytes=7_600_000, ap50={"player": 0.8}, ms=31.0)
LARGE = replace(
    FLOAT, folder=Path("b"), name="Large", arch="resnet_18", parameters=None, n_bytes=63_000_000,
    ap50={"player": 0.95}, ms=210.0,
)  # fmt: skip


def circles(svg: str) -> list[tuple[float, float, float]]:
    """The bubbles that carry a title: x, y and radius."""
    found = []
    for circle in ElementTree.fromstring(svg).iter(f"{SVG}circle"):
        if circle.find(f"{SVG}title") is not None:
            found.append(tuple(float(circle.get(key, "nan")) for key in ("cx", "cy", "r")))
    return found


def test_every_model_is_told_in_words() -> None:
    root = ElementTree.fromstring(chart([SMALL, FLOAT, LARGE]))
    text = [element.text for element in root.iter(f"{SVG}text")]
    assert text.count("Tune-up <3>") == 4  # two files, each with the rim under its words
    assert "int8, 1.9 M, 2.3 MB, 17 ms" in text
    assert "fp32, 63.0 MB, 210 ms" in text
    assert "mobilenetv2_light" in text
    assert "AP50, mean over ball, player. The best are at the top left." in text


def test_better_is_higher_slower_is_further_right_larger_is_larger() -> None:
    large, float_, small = circles(chart([SMALL, FLOAT, LARGE]))  # drawn from the largest down
    assert small[0] < float_[0] < large[0]
    assert large[1] < float_[1] < small[1]
    assert small[2] < float_[2] < large[2]


def test_areas_are_in_proportion() -> None:
    assert radius_of(50, 100) ** 2 == pytest.approx(radius_of(100, 100) ** 2 / 2)
    assert radius_of(1, 10_000_000) > 5


def test_models_that_lack_a_figure_are_left_out() -> None:
    assert len(circles(chart([SMALL, replace(LARGE, ms=None), replace(LARGE, ap50={})]))) == 1
    with pytest.raises(ValueError, match="no model"):
        chart([replace(LARGE, ms=None)])


def test_grounds_differ_and_data_colours_stay() -> None:
    light, dark = chart([SMALL]), chart([SMALL], DARK)
    assert DARK.ground in dark
    assert DARK.ground not in light
    assert LIGHT.ground not in dark
    assert "#0072B2" in light
    assert "#0072B2" in dark
