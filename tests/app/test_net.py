"""``sweetspot net``: the table, and the way to the trainer and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app import cli
from app.net import folded, table_of
from core.training.net_summary import NetLayer, NetSummary

LAYERS = (
    NetLayer("backbone.conv1", "Conv2d 3x3 /2", (64, 192, 192), 1_728, 63_700_992),
    NetLayer("backbone.bn1", "BatchNorm2d", (64, 192, 192), 128, 2_359_296),
    NetLayer("backbone.relu", "ReLU", (64, 192, 192), 0, 0),
    NetLayer("output_hmap.2", "Conv2d 1x1", (4, 96, 96), 260, 2_359_296),
)
SUMMARY = NetSummary("resnet_18", 4, 384, 384, LAYERS, 2_116, 2_116, 68_419_584, 8_900, True)


def test_the_table_folds_norms_and_activations_into_their_layer() -> None:
    lines = table_of(SUMMARY).splitlines()
    assert "Conv2d 3x3 /2 + BatchNorm + ReLU" in lines[2]
    assert "64 x 192 x 192" in lines[2]
    assert lines[2].split()[-2:] == ["1,856", "66.06"]
    assert "multiply-adds   0.068 billion" in "\n".join(lines)
    assert not any("export" in line for line in lines)


def test_folding_loses_nothing() -> None:
    short = folded(LAYERS)
    assert len(short) == 2
    for count in ("parameters", "multiply_adds"):
        assert sum(getattr(x, count) for x in short) == sum(getattr(x, count) for x in LAYERS)


def test_every_layer_has_its_line_where_wanted() -> None:
    assert "backbone.bn1" in table_of(SUMMARY, every_layer=True)


def test_a_net_for_the_trainer_alone_is_marked() -> None:
    from dataclasses import replace

    assert "export          not possible" in table_of(replace(SUMMARY, exportable=False))


def test_the_trainer_answers(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    assert cli.main(["net", "mobilenetv2", "--classes", "3", "--size", "96x64", "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert answer["parameters"] == 2_411_527
    assert answer["layers"][-1]["output"] == [2, 16, 24]


def test_what_the_trainer_refuses_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    assert cli.main(["net", "vgg"]) == cli.BAD_INPUT
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "resnet_18" in err


def test_a_size_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["net", "mobilenetv2", "--size", "big"]) == cli.BAD_INPUT
    assert "640x352" in capsys.readouterr().err
