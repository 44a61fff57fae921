"""Whole maps that Python and Swift make alike: the stored boxes are what the program finds."""

from __future__ import annotations

import json
from pathlib import Path

import map_vectors
import numpy as np
import pytest


def test_the_generator_is_splitmix64() -> None:
    # The published first numbers for seed 1234567.
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert map_vectors.random_words(1234567, 3).tolist() == expected


def test_the_stored_boxes_are_what_is_found(repository: Path) -> None:
    file = repository / "resources" / "vectors" / f"{map_vectors.NAME}.json"
    stored = json.loads(file.read_text("utf-8"))["cases"]
    made = json.loads(map_vectors.text())["cases"]
    assert len(stored) == len(made) == len(map_vectors.CASES)
    for old, new in zip(stored, made, strict=True):
        assert old["classes"] == new["classes"]
        assert np.allclose(old["boxes"], new["boxes"], atol=1e-4)
        assert old["scores"] == pytest.approx(new["scores"], abs=2e-5)
        assert {key: old[key] for key in ("seed", "shape", "hot", "broken", "top_k")} == {
            key: new[key] for key in ("seed", "shape", "hot", "broken", "top_k")
        }


def test_the_cases_hold_what_is_hard() -> None:
    by_seed = {case["seed"]: case for case in map_vectors.cases()["cases"]}
    # More peaks than wanted, with equal scores among them.
    assert len(by_seed[4]["scores"]) == 100 > len(set(by_seed[4]["scores"].tolist()))
    assert np.isnan(map_vectors.maps_of(map_vectors.CASES[4])[0]).any()
    assert len(by_seed[5]["scores"]) > 0
    assert len(by_seed[11]["scores"]) == len(by_seed[12]["scores"]) == 0
