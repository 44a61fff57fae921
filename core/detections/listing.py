"""Boxes as rows: for JSON, as a table for people, and counted by kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.text_table import aligned

_HEADER = ("kind", "score", "left", "top", "width", "height")


def box_rows(found: Detections) -> list[dict[str, Any]]:
    """Return ``label``, ``score`` and ``xyxy`` (pixels) of each box of one picture."""
    return [
        {
            "label": ObjectClass(int(kind)).label,
            "score": round(float(score), 4),
            "xyxy": [round(float(value), 2) for value in box],
        }
        for box, score, kind in zip(found.xyxy, found.score, found.class_id, strict=True)
    ]


def table_of_boxes(found: Detections) -> str:
    """Return the boxes of one picture as a table, best first within each kind."""
    if not len(found):
        return "  nothing found\n"
    order = np.lexsort((-found.score, found.class_id))
    rows: list[tuple[str, ...]] = [_HEADER]
    for row in order:
        x0, y0, x1, y1 = (float(value) for value in found.xyxy[row])
        kind = ObjectClass(int(found.class_id[row])).label.replace("_", " ")
        sides = (f"{value:.0f}" for value in (x0, y0, x1 - x0, y1 - y0))
        rows.append((kind, f"{found.score[row]:.2f}", *sides))
    return "\n".join(f"  {line}" for line in aligned(rows)) + "\n"


def counts_of_film(found: Detections, n_frames: int) -> str:
    """Return how often each kind was found in a video, one line a kind."""
    lines = []
    for kind in ObjectClass:
        boxes = found.of_class(kind)
        seen = len(np.unique(boxes.frame))
        middle = f", median score {np.median(boxes.score):.2f}" if len(boxes) else ""
        name = kind.label.replace("_", " ")
        lines.append(f"  {name:<11}  in {seen} of {n_frames} frames, {len(boxes)} boxes{middle}")
    return "\n".join(lines) + "\n"
