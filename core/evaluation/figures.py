"""The values a report is made of: figures of a class, of a band of sizes, of speed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NAN = float("nan")


@dataclass(frozen=True)
class ClassMetrics:
    """Figures of one class, shares in 0..1; NaN where there is nothing to measure.

    ``ap`` is COCO's, the mean over IoU 0.50 to 0.95, ``ap_small`` (under 32 x 32 source
    pixels), ``ap_medium`` and ``ap_large`` (96 x 96 and more) parts of it; ``ar`` the mean
    recall over the same IoUs with 100 boxes a picture. ``voc07`` and ``voc10`` are Pascal VOC's
    average precision by 11 and by all points. ``recall`` and ``precision`` are at IoU 0.5 and
    ``threshold``; ``best_threshold`` is the score at which F1 is highest there. Centre errors
    are distances in source pixels, for the boxes at the threshold that match a label.
    """

    n_labels: int = 0
    ap: float = NAN
    ap50: float = NAN
    ap75: float = NAN
    ap30: float = NAN
    ap_small: float = NAN
    ap_medium: float = NAN
    ap_large: float = NAN
    ar: float = NAN
    voc07: float = NAN
    voc10: float = NAN
    recall: float = NAN
    precision: float = NAN
    threshold: float = NAN
    best_threshold: float = NAN
    best_f1: float = NAN
    centre_median_px: float = NAN
    centre_p90_px: float = NAN


@dataclass(frozen=True)
class FaultCounts:
    """How often a class was missed, found where it is not, or boxed loosely; and the cost of it.

    Counted at the class's threshold, as ``core.evaluation.costs`` says.
    """

    missed: int = 0
    wrong: int = 0
    loose: int = 0
    cost: float = 0.0


@dataclass(frozen=True)
class SizeBand:
    """Recall of the labels whose diameter is ``low_px`` or more and under ``high_px``.

    ``recall`` asks for IoU 0.5, ``near`` for a centre within the label's longer side; both at
    the class's threshold. ``high_px`` None has no upper end. NaN without labels.
    """

    low_px: float
    high_px: float | None = None
    n_labels: int = 0
    recall: float = NAN
    near: float = NAN


@dataclass(frozen=True)
class Speed:
    """Medians in milliseconds for one picture, on the machine that made the report.

    ``net_ms`` is the net alone; ``whole_ms`` adds fitting the picture in and decoding the maps.
    """

    net_ms: float
    whole_ms: float
    rounds: int
    threads: int
    runtime: str
    picture_width: int
    picture_height: int


def plain(value: Any) -> Any:  # noqa: ANN401 (any frozen value of figures)
    """Return a value as JSON can hold it: floats to five decimals, None for NaN and infinity."""
    if isinstance(value, float):
        return round(value, 5) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return plain(asdict(value))
    return value
