"""Operations that slide a window over a map: convolutions, transposed ones, pools."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from ml.export.mil.call import Call, bounded
from ml.export.mil.table import operation

_CONV = (functional.conv1d, functional.conv2d, functional.conv3d)
_CONV_TRANSPOSE = (
    functional.conv_transpose1d,
    functional.conv_transpose2d,
    functional.conv_transpose3d,
)
_MAX_POOL = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)
_AVG_POOL = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)

Pads = list[tuple[int, int]]
"""How much is added before and after each spatial axis."""


def axes_of(x: Tensor) -> int:
    """How many spatial axes (N, C, ...) has: 1 to 3, else ValueError."""
    if not 1 <= x.ndim - 2 <= 3:
        raise ValueError(f"maps of {x.ndim - 2} spatial axes")
    return x.ndim - 2


def pads_of(
    call: Call, sizes: Sequence[int], kernel: Sequence[int], strides: Sequence[int]
) -> Pads:
    """Padding before and after each axis. `kernel` counts the holes of a dilated one.

    With "same" the output is as long as the input over the stride, rounded up, and what cannot be
    halved is added after; with "same_lower", before.
    """
    n = len(sizes)
    kind = call.text("pad_type", "valid")
    if kind == "valid":
        return [(0, 0)] * n
    if kind == "custom":
        pad = call.ints("pad", [0] * 2 * n)
        if len(pad) != 2 * n or min(pad) < 0:
            raise ValueError(f"{pad} is no padding of {n} axes")
        return list(zip(pad[::2], pad[1::2], strict=True))
    if kind not in ("same", "same_lower"):
        raise ValueError(f"padding of an unknown kind: “{kind}”")
    pads = []
    for size, extent, stride in zip(sizes, kernel, strides, strict=True):
        total = max(0, (math.ceil(size / stride) - 1) * stride + extent - size)
        less, more = total // 2, total - total // 2
        pads.append((less, more) if kind == "same" else (more, less))
    return pads


def per_axis(call: Call, name: str, n: int) -> list[int]:
    """Strides or dilations: one positive number per axis, 1 if not given."""
    numbers = call.ints(name, [1] * n)
    if len(numbers) != n or min(numbers) < 1:
        raise ValueError(f"“{name}” is {numbers} for {n} axes")
    return numbers


def padded(x: Tensor, pads: Pads, value: float = 0.0) -> Tensor:
    """Add `value` around the spatial axes."""
    if not any(any(pair) for pair in pads):
        return x
    n = len(pads)
    bounded([*x.shape[:-n], *(s + sum(pair) for s, pair in zip(x.shape[-n:], pads, strict=True))])
    return functional.pad(x, [each for pair in reversed(pads) for each in pair], value=value)


_CONV_PARAMETERS = "x weight bias? strides? pad_type? pad? dilations? groups?"


@operation("conv", _CONV_PARAMETERS, alike_once="x weight bias")
def conv(call: Call) -> Tensor:
    x, weight = call.tensor("x"), call.tensor("weight")
    n = axes_of(x)
    strides, dilations = per_axis(call, "strides", n), per_axis(call, "dilations", n)
    extents = [(k - 1) * d + 1 for k, d in zip(weight.shape[2:], dilations, strict=True)]
    pads = pads_of(call, x.shape[2:], extents, strides)
    if all(before == after for before, after in pads):
        padding = [before for before, _ in pads]
    else:
        x, padding = padded(x, pads), [0] * n
    groups = call.integer("groups", 1)
    return _CONV[n - 1](x, weight, call.optional("bias"), strides, padding, dilations, groups)


@operation(
    "conv_transpose",
    "x weight bias? pad? output_shape? pad_type? strides? dilations? groups?",
    alike_once="x weight bias",
)
def conv_transpose(call: Call) -> Tensor:
    """What the kernels paint, from the padding on; beyond their reach there is only the bias."""
    x, weight = call.tensor("x"), call.tensor("weight")
    n = axes_of(x)
    strides, dilations = per_axis(call, "strides", n), per_axis(call, "dilations", n)
    extents = [(k - 1) * d + 1 for k, d in zip(weight.shape[2:], dilations, strict=True)]
    painted = [(size - 1) * s + e for size, s, e in zip(x.shape[2:], strides, extents, strict=True)]
    if call.text("pad_type", "valid").startswith("same"):
        # The convolution whose gradient this is has `sizes` at its input.
        sizes = [size * stride for size, stride in zip(x.shape[2:], strides, strict=True)]
        pads = pads_of(call, sizes, extents, strides)
    else:
        pads = pads_of(call, x.shape[2:], extents, strides)
        sizes = [length - sum(pair) for length, pair in zip(painted, pads, strict=True)]
    groups = call.integer("groups", 1)
    if "output_shape" in call:
        shape = call.ints("output_shape")
        if len(shape) != n + 2 or shape[:2] != [x.shape[0], weight.shape[1] * groups]:
            raise ValueError(f"an output shape of {shape}")
        sizes = shape[2:]
    bounded([x.shape[0], weight.shape[1] * groups, *sizes])
    starts = [before for before, _ in pads]
    run = _CONV_TRANSPOSE[n - 1]
    bias = call.optional("bias")
    more = [z - p + 2 * b for z, p, b in zip(sizes, painted, starts, strict=True)]
    if all(0 <= m < max(s, d) for m, s, d in zip(more, strides, dilations, strict=True)):
        return run(x, weight, bias, strides, starts, more, groups, dilations)
    more = [max(0, z + b - p) for z, p, b in zip(sizes, painted, starts, strict=True)]
    result = run(x, weight, bias, strides, [0] * n, more, groups, dilations)
    for axis, (start, size) in enumerate(zip(starts, sizes, strict=True), start=2):
        result = result.narrow(axis, start, size)
    return result


_POOL_PARAMETERS = "x kernel_sizes strides? pad_type pad? ceil_mode?"


def _windows(call: Call) -> tuple[list[int], list[int], Pads, Pads]:
    """Kernel, strides, padding, and how far the last windows reach beyond the padding."""
    sizes = call.tensor("x").shape[2:]
    n = axes_of(call.tensor("x"))
    kernel, strides = per_axis(call, "kernel_sizes", n), per_axis(call, "strides", n)
    pads = pads_of(call, sizes, kernel, strides)
    if not call.flag("ceil_mode", False):
        return kernel, strides, pads, [(0, 0)] * n
    if call.text("pad_type").startswith("same") or any(a != b for a, b in pads):
        raise ValueError("ceil_mode with uneven padding")
    beyond = [
        (0, _overhang(size, pad, k, s))
        for size, (pad, _), k, s in zip(sizes, pads, kernel, strides, strict=True)
    ]
    return kernel, strides, pads, beyond


def _overhang(size: int, pad: int, kernel: int, stride: int) -> int:
    """In ceil mode: a last window that begins in the padding after the map is left out, as torch
    does it.
    """
    length = size + 2 * pad
    count = -(-(length - kernel) // stride) + 1
    if pad and (count - 1) * stride >= size + pad:
        count -= 1
    return max(0, (count - 1) * stride + kernel - length)


@operation("max_pool", _POOL_PARAMETERS, exact=True)
def max_pool(call: Call) -> Tensor:
    kernel, strides, pads, beyond = _windows(call)
    x = padded(padded(call.tensor("x"), pads, -torch.inf), beyond, -torch.inf)
    return _MAX_POOL[len(kernel) - 1](x, kernel, strides)


@operation("avg_pool", f"{_POOL_PARAMETERS} exclude_padding_from_average?")
def avg_pool(call: Call) -> Tensor:
    """Padding counts unless it is excluded; what lies beyond the padding never does."""
    kernel, strides, pads, beyond = _windows(call)
    pool = _AVG_POOL[len(kernel) - 1]
    x = call.tensor("x")
    means = pool(padded(padded(x, pads), beyond), kernel, strides)
    exclude = call.flag("exclude_padding_from_average", False)
    if not exclude and not any(after for _, after in beyond):
        return means
    counts = padded(torch.ones(1, 1, *x.shape[2:]), pads, 0.0 if exclude else 1.0)
    return means / pool(padded(counts, beyond), kernel, strides)
