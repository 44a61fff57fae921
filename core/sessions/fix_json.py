"""Fixes as JSON and back, strictly: what no program wrote is refused by name."""

from __future__ import annotations

import math
from typing import Any

from core.box import Box
from core.dataset.annotation import Annotation, Author, DeniedBox, FrameFix, Origin
from core.detections.detections import ObjectClass

_KINDS = {kind.label: kind for kind in ObjectClass}
_AUTHORS = {author.value: author for author in Author}
_ORIGINS = {origin.value: origin for origin in Origin}


def to_raw(fix: FrameFix) -> dict[str, Any]:
    """Return a fix as a JSON object; boxes are lists of four numbers, classes their labels."""
    raw: dict[str, Any] = {"frame": fix.frame}
    if fix.accepted:
        raw["accepted"] = True
    if fix.annotations:
        raw["boxes"] = [
            {
                "id": box.id,
                "kind": box.kind.label,
                "xyxy": box.xyxy,
                "author": box.author,
                "made_at": box.made_at,
                "origin": box.origin,
            }
            for box in fix.annotations
        ]
    if fix.denied:
        raw["denied"] = [{"kind": box.kind.label, "xyxy": box.xyxy} for box in fix.denied]
    return raw


def from_raw(raw: Any) -> FrameFix:  # noqa: ANN401 (parsed JSON)
    """Return the fix in a parsed JSON object; raise ``ValueError`` for anything else."""
    if not isinstance(raw, dict):
        raise ValueError("a fix is not an object")
    frame, accepted = raw.get("frame"), raw.get("accepted", False)
    if type(frame) is not int or frame < 0:
        raise ValueError("a fix does not say its frame")
    if type(accepted) is not bool:
        raise ValueError(f"frame {frame} is neither accepted nor not")
    try:
        boxes = tuple(_annotation(each) for each in _list(raw, "boxes"))
        denied = tuple(
            DeniedBox(_KINDS[each["kind"]], _box(each["xyxy"])) for each in _list(raw, "denied")
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"a box of frame {frame} lacks or misnames {error}") from error
    if len({box.id for box in boxes}) != len(boxes):
        raise ValueError(f"two boxes of frame {frame} have the same id")
    return FrameFix(frame, boxes, denied, accepted)


def _annotation(raw: dict[str, Any]) -> Annotation:
    box_id, made_at = raw["id"], raw["made_at"]
    if type(box_id) is not str or type(made_at) is not str:
        raise ValueError("a box has no id or no time")
    return Annotation(
        box_id,
        _KINDS[raw["kind"]],
        _box(raw["xyxy"]),
        _AUTHORS[raw["author"]],
        made_at,
        _ORIGINS[raw["origin"]],
    )


def _box(raw: list[Any]) -> Box:
    x0, y0, x1, y1 = (float(side) for side in raw if type(side) in (float, int))
    if not math.isfinite(x0 + y0 + x1 + y1) or len(raw) != 4:
        raise ValueError("a box is not four numbers")
    return x0, y0, x1, y1


def _list(raw: dict[str, Any], name: str) -> list[Any]:
    value = raw.get(name, [])
    if type(value) is not list:
        raise ValueError(f"“{name}” is not a list")
    return value
