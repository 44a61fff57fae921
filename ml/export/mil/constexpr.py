"""Operations that decompress weights, once, when a package is loaded.

iOS 16 and 17 have them with packed bytes and a shape; iOS 18 with kinds narrower than a byte, and
blocks along every axis. Arithmetic is exact in float32 before the one rounding at the end.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ml.export.mil.blobs import unpacked
from ml.export.mil.call import Call
from ml.export.mil.kinds import FP16, FP32, KINDS, UINT1, Kind
from ml.export.mil.table import like, operation


def _per_axis(numbers: Tensor, data: Tensor, axis: int) -> Tensor:
    """One number for all, or one for each place of `axis`."""
    if numbers.ndim == 0:
        return numbers
    if numbers.ndim != 1 or numbers.shape[0] not in (1, data.shape[axis]):
        raise ValueError(f"{tuple(numbers.shape)} numbers for axis {axis} of {tuple(data.shape)}")
    shape = [1] * data.ndim
    shape[axis] = -1
    return numbers.reshape(shape)


@operation(
    "constexpr_affine_dequantize", "quantized_data zero_point scale axis", kinds=like("scale")
)
def affine_dequantize(call: Call) -> Tensor:
    data, axis = call.tensor("quantized_data"), call.integer("axis")
    zero = _per_axis(call.tensor("zero_point"), data, axis)
    return (data.float() - zero.float()) * _per_axis(call.tensor("scale"), data, axis)


def _cast_kind(call: Call) -> tuple[Kind, ...]:
    word = call.text("output_dtype")
    if word != FP32.word or call.numbers("source_val").kind is not FP16:
        raise ValueError(f"a cast to {word}")
    return (FP32,)


@operation("constexpr_cast", "source_val output_dtype", kinds=_cast_kind, exact=True)
def constexpr_cast(call: Call) -> Tensor:
    return call.tensor("source_val")


def _bytes_of(tensor: Tensor) -> bytes:
    return bytes(tensor.to(torch.uint8).numpy())


def _shape(call: Call) -> list[int]:
    shape = call.ints("shape")
    if not shape or min(shape) < 1 or math.prod(shape) > 1 << 31:
        raise ValueError(f"a shape of {shape}")
    return shape


@operation(
    "constexpr_lut_to_dense", "indices lut shape", kinds=like("lut"), exact=True, since=16, until=18
)
def lut_to_dense_packed(call: Call) -> Tensor:
    """Indices of 1, 2, 4, 6 or 8 bits, packed into bytes, lowest bits first."""
    lut, shape = call.tensor("lut"), _shape(call)
    bits = (lut.numel() - 1).bit_length()
    if lut.ndim != 1 or lut.numel() not in (2, 4, 16, 64, 256):
        raise ValueError(f"a table of {tuple(lut.shape)}")
    kind = next(each for each in KINDS.values() if each.word == f"uint{bits}")
    places = unpacked(_bytes_of(call.tensor("indices")), kind, math.prod(shape))
    return lut[torch.from_numpy(places.astype("int64"))].reshape(shape)


@operation(
    "constexpr_sparse_to_dense",
    "nonzero_data mask shape",
    kinds=like("nonzero_data"),
    exact=True,
    since=16,
    until=18,
)
def sparse_to_dense_packed(call: Call) -> Tensor:
    """A bit for each number, packed into bytes, lowest first: set where it is not zero."""
    shape = _shape(call)
    mask = unpacked(_bytes_of(call.tensor("mask")), UINT1, math.prod(shape))
    return _dense(call.tensor("nonzero_data"), torch.from_numpy(mask.astype("bool"))).reshape(shape)


def _dense(nonzero: Tensor, mask: Tensor) -> Tensor:
    if nonzero.ndim != 1 or int(mask.sum()) != nonzero.shape[0]:
        raise ValueError(f"{tuple(nonzero.shape)} numbers for {int(mask.sum())} places")
    dense = torch.zeros(mask.shape, dtype=nonzero.dtype)
    dense[mask] = nonzero
    return dense


@operation(
    "constexpr_sparse_to_dense",
    "nonzero_data mask",
    kinds=like("nonzero_data"),
    exact=True,
    since=18,
)
def sparse_to_dense(call: Call) -> Tensor:
    return _dense(call.tensor("nonzero_data"), call.tensor("mask") != 0)


def _in_blocks(numbers: Tensor, shape: torch.Size) -> Tensor:
    """Repeat every number over its block, so that there is one for each of `shape`."""
    if numbers.ndim != len(shape):
        raise ValueError(f"blocks of {tuple(numbers.shape)} over {tuple(shape)}")
    for axis, (blocks, length) in enumerate(zip(numbers.shape, shape, strict=True)):
        if not blocks or length % blocks:
            raise ValueError(f"blocks of {tuple(numbers.shape)} over {tuple(shape)}")
        if length != blocks:
            numbers = numbers.repeat_interleave(length // blocks, axis)
    return numbers


def _shifted_and_scaled(call: Call, data: Tensor) -> Tensor:
    offset, scale = call.optional("offset"), call.tensor("scale")
    if offset is not None:
        if offset.shape != scale.shape:
            raise ValueError(f"offsets {tuple(offset.shape)} and scales {tuple(scale.shape)}")
        data = data.float() - _in_blocks(offset.float(), data.shape)
    return data.float() * _in_blocks(scale, data.shape)


@operation("constexpr_blockwise_shift_scale", "data scale offset?", kinds=like("scale"), since=18)
def blockwise_shift_scale(call: Call) -> Tensor:
    return _shifted_and_scaled(call, call.tensor("data"))


def _looked_up(call: Call, indices: Tensor) -> Tensor:
    """`lut` is (blocks along each axis of the indices …, entries, length of an entry)."""
    lut = call.tensor("lut")
    if lut.ndim != indices.ndim + 2:
        raise ValueError(f"a table of {tuple(lut.shape)} for indices of {tuple(indices.shape)}")
    entries, length = lut.shape[-2:]
    table_of = _in_blocks(
        torch.arange(math.prod(lut.shape[:-2])).reshape(lut.shape[:-2]), indices.shape
    )
    if indices.numel() and int(indices.max()) >= entries:
        raise IndexError(f"index {int(indices.max())} in a table of {entries}")
    vectors = lut.reshape(-1, length)[table_of * entries + indices]
    if length == 1:
        return vectors.squeeze(-1)
    axis = call.integer("vector_axis") % indices.ndim
    return vectors.movedim(-1, axis + 1).flatten(axis, axis + 1)


@operation(
    "constexpr_lut_to_dense", "indices lut vector_axis?", kinds=like("lut"), exact=True, since=18
)
def lut_to_dense(call: Call) -> Tensor:
    return _looked_up(call, call.tensor("indices"))


@operation(
    "constexpr_lut_to_sparse",
    "indices_mask indices_nonzero_data lut vector_axis?",
    kinds=lambda call: (UINT1, call.numbers("lut").kind),
    exact=True,
    since=18,
)
def lut_to_sparse(call: Call) -> tuple[Tensor, Tensor]:
    mask = call.tensor("indices_mask")
    dense = _looked_up(call, _dense(call.tensor("indices_nonzero_data"), mask != 0))
    for axis, (wide, narrow) in enumerate(zip(dense.shape, mask.shape, strict=True)):
        if wide != narrow:
            mask = mask.repeat_interleave(wide // narrow, axis)
    return mask, dense[mask != 0]


@operation(
    "constexpr_sparse_blockwise_shift_scale",
    "data_mask nonzero_data scale offset?",
    kinds=lambda call: (UINT1, call.numbers("scale").kind),
    since=18,
)
def sparse_blockwise_shift_scale(call: Call) -> tuple[Tensor, Tensor]:
    mask = call.tensor("data_mask")
    dense = _shifted_and_scaled(call, _dense(call.tensor("nonzero_data"), mask != 0))
    return mask, dense[mask != 0]
