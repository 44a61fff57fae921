"""Operations that resize the last two axes.

Where a sample lies is as coremltools documents it for `upsample_bilinear` and `resize_bilinear`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from ml.export.mil.call import Call, bounded
from ml.export.mil.table import operation

_HALF_PIXEL, _CORNERS = "UNALIGN_CORNERS", "STRICT_ALIGN_CORNERS"
MODES = ("DEFAULT", _CORNERS, "ALIGN_CORNERS", "OFFSET_CORNERS", _HALF_PIXEL)


def sample_points(size: int, wanted: int, mode: str) -> Tensor:
    """Where on an axis of `size` cells the `wanted` samples lie, 0 to size - 1, float64."""
    i = torch.arange(wanted, dtype=torch.float64)
    if mode == _HALF_PIXEL:
        spacing = size / wanted
        points = i * spacing + 0.5 * spacing - 0.5
    elif mode in (_CORNERS, "ALIGN_CORNERS"):
        points = i * ((size - 1) / (wanted - 1)) if wanted > 1 else i
        if mode == "ALIGN_CORNERS" and wanted == 1:
            points = i + (size - 1) / 2
    elif mode == "DEFAULT":
        points = i * (size / wanted)
    elif mode == "OFFSET_CORNERS":
        delta = max(1, size - 1) / wanted
        points = 0.5 * delta + i * delta
    else:
        raise ValueError(f"sampling of an unknown kind: “{mode}”")
    return points.clamp(0, size - 1)


def bilinear(x: Tensor, sizes: Sequence[int], mode: str) -> Tensor:
    """(..., H, W) -> (..., *sizes), interpolated along one axis after the other."""
    bounded([*x.shape[:-2], *sizes])
    if mode in (_HALF_PIXEL, _CORNERS):
        maps = x.reshape(1, -1, *x.shape[-2:])
        corners = mode == _CORNERS
        grown = functional.interpolate(maps, tuple(sizes), mode="bilinear", align_corners=corners)
        return grown.reshape(*x.shape[:-2], *sizes)
    for axis, wanted in ((-2, sizes[0]), (-1, sizes[1])):
        points = sample_points(x.shape[axis], wanted, mode)
        low = points.floor().long()
        high = (low + 1).clamp(max=x.shape[axis] - 1)
        share = (points - low).float()
        if axis == -2:
            share = share[:, None]
        x = torch.lerp(x.index_select(axis, low), x.index_select(axis, high), share)
    return x


def nearest(x: Tensor, sizes: Sequence[int]) -> Tensor:
    """(..., H, W) -> (..., *sizes): the cell that a sample lies in, counted from its corner."""
    bounded([*x.shape[:-2], *sizes])
    for axis, wanted in ((-2, sizes[0]), (-1, sizes[1])):
        places = torch.arange(wanted) * x.shape[axis] // wanted
        x = x.index_select(axis, places)
    return x


def _scaled(call: Call) -> list[int]:
    x = call.tensor("x")
    factors = call.number("scale_factor_height", 1.0), call.number("scale_factor_width", 1.0)
    return [math.floor(size * f) for size, f in zip(x.shape[-2:], factors, strict=True)]


@operation(
    "upsample_bilinear",
    "x scale_factor_height? scale_factor_width? align_corners? half_pixel_centers?16",
)
def upsample_bilinear(call: Call) -> Tensor:
    corners = call.flag("align_corners", True)
    half = call.flag("half_pixel_centers", not corners)
    if corners and half:
        raise ValueError("both align_corners and half_pixel_centers")
    mode = _CORNERS if corners else _HALF_PIXEL if half else "DEFAULT"
    return bilinear(call.tensor("x"), _scaled(call), mode)


@operation("upsample_nearest_neighbor", "x scale_factor_height? scale_factor_width?", exact=True)
def upsample_nearest_neighbor(call: Call) -> Tensor:
    return nearest(call.tensor("x"), _scaled(call))


def _target(call: Call) -> list[int]:
    return [call.integer("target_size_height", 1), call.integer("target_size_width", 1)]


@operation("resize_bilinear", "x target_size_height? target_size_width? sampling_mode?")
def resize_bilinear(call: Call) -> Tensor:
    return bilinear(call.tensor("x"), _target(call), call.text("sampling_mode", "DEFAULT"))


@operation("resize_nearest_neighbor", "x target_size_height target_size_width", exact=True)
def resize_nearest_neighbor(call: Call) -> Tensor:
    return nearest(call.tensor("x"), _target(call))
