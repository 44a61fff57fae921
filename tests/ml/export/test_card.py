"""The card of a detector says what its manifest says, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

from core.detections.model_manifest import ModelManifest
from core.phone.phone_model import PhoneModel
from ml.export.card import card_of

MANIFEST = ModelManifest(
    name="Monday",
    classes=("ball", "racket"),
    input_width=704,
    input_height=416,
    thresholds={"ball": 0.31, "racket": 0.27},
    arch="mobilenetv2_light",
    run={"steps": 120, "seed": 7},
    metrics={
        "model.onnx": {
            "ball": {"n_labels": 12, "ap": 0.25, "ap50": 0.5, "recall": 0.75},
            "racket": {"n_labels": 0, "ap": None, "ap50": None, "recall": None},
        }
    },
)


def test_it_tells_figures_and_admits_what_was_not_measured() -> None:
    card = card_of(MANIFEST)
    assert "| ball | 12 | 0.250 | 0.500 | 0.750 |" in card
    assert "| racket | 0 | – | – | – |" in card
    assert "* ball: 0.310" in card
    assert "phone" not in card


def test_it_tells_of_the_phone_file_where_there_is_one() -> None:
    package = PhoneModel(
        704, 416, "fp16", "int8", "ios16", "ab", 2_100_000, 3_900_000, {"torch": "2"}
    )
    card = card_of(replace(MANIFEST, phone=package.to_mapping()))
    assert "fp16, weights as int8, ios16 and later, pictures of 704 x 416 pixels, 2.1 MB" in card
    assert not re.search(r"\bNone\b|\bnan\b", card)


def test_it_says_so_when_nothing_judged_it() -> None:
    unjudged = {"model.onnx": {"ball": {"n_labels": 0, "ap": None}}}
    for metrics in ({}, unjudged):
        card = card_of(replace(MANIFEST, metrics=metrics))
        assert "nothing is known of how good it is" in card
        assert "|" not in card
