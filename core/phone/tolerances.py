"""What each precision may differ by from PyTorch, with the reason for each number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.phone.check_parts import Tolerance

FLOAT32 = Tolerance(
    "float32: every cell of every map within 1e-4 (and the last digits of a map's largest number)",
    cell=1e-4,
    # Torch's own float32 is 1.4e-4 cells from float64 where sizes go up to 45 cells, and ONNX
    # Runtime's 2.6e-4: both add the same products, in another order.
    share=2e-5,
    edge=1e-4,
)
FLOAT16 = Tolerance(
    "float16: at 99 of 100 peaks scores within 0.005, offsets within 0.01 and sizes within 0.05 "
    "cells (and 0.4 % of the size)",
    score=5e-3,
    offset_cells=1e-2,
    size_cells=5e-2,
    # Of eleven bits eight are left after fifty layers.
    share=2.0**-8,
    # Of the shipped detector's 198 peaks one has its score 0.0055 off, and its size 0.14 of 6.7.
    outliers=0.01,
    edge=5e-3,
)
FEWER_BITS = Tolerance(
    "compressed weights: the same boxes and hit scores; raw maps are told, not judged",
    edge=2e-2,
)
LAPTOP_INT8 = Tolerance(
    "8-bit file for this laptop: nine boxes of ten, within 8 px or a quarter of their side; hit "
    "scores are told, not judged",
    edge=0.1,
    shift_px=8.0,
    shift_share=0.25,
    lost_share=0.1,
    hits=False,
)

BY_PRECISION: Mapping[str, Tolerance] = MappingProxyType(
    {"float32": FLOAT32, "float16": FLOAT16, "int8": LAPTOP_INT8}
)


def tolerance_for(precision: str, compression: str = "none") -> Tolerance:
    """Return what a file of this precision (float32, float16, int8) is allowed."""
    return BY_PRECISION[precision] if compression == "none" else FEWER_BITS
