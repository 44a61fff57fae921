"""Boxes as rows: nothing is lost, and people find the best first."""

from __future__ import annotations

import json

from core.detections.detections import Detections
from core.detections.listing import box_rows, counts_of_film, table_of_boxes

TWO = Detections.of(
    0, [[10, 20, 14, 25], [0, 0, 50.5, 90], [1, 1, 9, 9]], [0.5, 0.875, 0.75], [2, 0, 2]
)


def test_rows_hold_every_box_in_pixels() -> None:
    rows = json.loads(json.dumps(box_rows(TWO)))
    assert [row["label"] for row in rows] == ["ball", "player", "ball"]
    assert rows[1] == {"label": "player", "score": 0.875, "xyxy": [0.0, 0.0, 50.5, 90.0]}


def test_the_table_goes_by_kind_and_score() -> None:
    lines = [line.split() for line in table_of_boxes(TWO).splitlines()]
    assert lines[0] == ["kind", "score", "left", "top", "width", "height"]
    assert [line[:2] for line in lines[1:]] == [
        ["player", "0.88"],
        ["ball", "0.75"],
        ["ball", "0.50"],
    ]
    assert lines[3][2:] == ["10", "20", "4", "5"]


def test_nothing_found_is_said() -> None:
    assert "nothing found" in table_of_boxes(Detections.empty())
    assert box_rows(Detections.empty()) == []


def test_a_film_counts_frames_and_boxes() -> None:
    film = Detections.merge([TWO, Detections.of(4, [[0, 0, 5, 5]], [0.9], [2])])
    lines = counts_of_film(film, 9).splitlines()
    assert "ball" in lines[2]
    assert "in 2 of 9 frames, 3 boxes, median score 0.75" in lines[2]
    assert lines[1].endswith("in 0 of 9 frames, 0 boxes")
