"""Operations that only move numbers about: reshape, transpose, concat, slices, pads."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from ml.export.mil.call import Call, bounded
from ml.export.mil.kinds import INT32
from ml.export.mil.table import always, operation


@operation("reshape", "x shape", exact=True)
def reshape(call: Call) -> Tensor:
    """0 keeps the axis of the same place, -1 is what remains."""
    x, shape = call.tensor("x"), call.ints("shape")
    kept = [x.shape[k] if length == 0 and k < x.ndim else length for k, length in enumerate(shape)]
    return x.reshape(kept)


@operation("transpose", "x perm", exact=True)
def transpose(call: Call) -> Tensor:
    return call.tensor("x").permute(call.ints("perm"))


@operation("expand_dims", "x axes", exact=True)
def expand_dims(call: Call) -> Tensor:
    x, axes = call.tensor("x"), call.ints("axes")
    rank = x.ndim + len(axes)
    for axis in sorted(axis % rank for axis in axes):
        x = x.unsqueeze(axis)
    return x


@operation("squeeze", "x axes?", exact=True)
def squeeze(call: Call) -> Tensor:
    x = call.tensor("x")
    axes = call.ints("axes", [k for k, length in enumerate(x.shape) if length == 1])
    if any(x.shape[axis] != 1 for axis in axes):
        raise ValueError(f"axes {axes} of {tuple(x.shape)} cannot be left out")
    return x.squeeze(tuple(axes))


@operation("flatten2d", "x axis?", exact=True)
def flatten2d(call: Call) -> Tensor:
    x, axis = call.tensor("x"), call.integer("axis", 1)
    return x.reshape(math.prod(x.shape[: axis % x.ndim if axis < 0 else axis]), -1)


@operation("concat", "values axis interleave?", exact=True)
def concat(call: Call) -> Tensor:
    values, axis = call.tensors("values"), call.integer("axis")
    if not call.flag("interleave", False):
        return torch.cat(values, axis)
    axis %= values[0].ndim
    return torch.stack(values, axis + 1).flatten(axis, axis + 1)


@operation("stack", "values axis", exact=True)
def stack(call: Call) -> Tensor:
    return torch.stack(call.tensors("values"), call.integer("axis"))


@operation("split", "x num_splits? split_sizes? axis", exact=True)
def split(call: Call) -> tuple[Tensor, ...]:
    x, axis = call.tensor("x"), call.integer("axis")
    if "split_sizes" in call:
        sizes = call.ints("split_sizes")
        if "num_splits" in call and call.integer("num_splits") != len(sizes):
            raise ValueError("two different numbers of pieces")
    else:
        count = call.integer("num_splits")
        if count < 1 or x.shape[axis] % count:
            raise ValueError(f"{x.shape[axis]} cannot be split into {count}")
        sizes = [x.shape[axis] // count] * count
    return torch.split(x, sizes, axis)


_SLICE = "begin end stride? begin_mask? end_mask? squeeze_mask?"


def _slices(call: Call, x: Tensor) -> tuple[list[slice | int], list[int]]:
    """An index per axis, and the axes that are to be turned round (negative stride)."""
    n = x.ndim
    begins, ends = call.ints("begin"), call.ints("end")
    strides = call.ints("stride", [1] * n)
    if not len(begins) == len(ends) == len(strides) == n or 0 in strides:
        raise ValueError(f"a slice of {len(begins)} axes of {n}")
    masks = [call.flags(name, n) for name in ("begin_mask", "end_mask", "squeeze_mask")]
    index: list[slice | int] = []
    turned = []
    for axis, (first, last, alone) in enumerate(zip(*masks, strict=True)):
        begin = None if first else begins[axis]
        end = None if last else ends[axis]
        if alone:
            index.append(begins[axis])
            continue
        # Python's own rule, with the steps then taken forwards: torch has no negative strides.
        steps = range(x.shape[axis])[slice(begin, end, strides[axis])]
        if len(steps) and steps.step < 0:
            steps = steps[::-1]
            turned.append(len([each for each in index if isinstance(each, slice)]))
        index.append(slice(steps.start, steps.stop, steps.step) if len(steps) else slice(0, 0))
    return index, turned


@operation("slice_by_index", f"x {_SLICE}", exact=True)
def slice_by_index(call: Call) -> Tensor:
    """Python's slices; a set bit of a mask takes all from the start, or all to the end."""
    x = call.tensor("x")
    index, turned = _slices(call, x)
    return x[tuple(index)].flip(turned)


@operation("slice_update", f"x update {_SLICE}", alike="x update", exact=True, since=18)
def slice_update(call: Call) -> Tensor:
    x = call.tensor("x").clone()
    index, turned = _slices(call, x)
    place = x[tuple(index)]
    update = call.tensor("update")
    if place.shape != update.shape:
        raise ValueError(f"{tuple(update.shape)} is put where {tuple(place.shape)} is")
    place.copy_(update.flip(turned))
    return x


@operation("slice_by_size", "x begin size", exact=True)
def slice_by_size(call: Call) -> Tensor:
    """A size of -1 reaches to the end."""
    x = call.tensor("x")
    for axis, (begin, size) in enumerate(zip(call.ints("begin"), call.ints("size"), strict=True)):
        begin %= x.shape[axis]
        x = x.narrow(axis, begin, x.shape[axis] - begin if size == -1 else size)
    return x


_MODES = {"reflect": "reflect", "replicate": "replicate", "constant": "constant"}


@operation("pad", "x pad mode? constant_val?")
def pad(call: Call) -> Tensor:
    """Pairs of before and after, for the last axes. coremltools' default value is float32 in half
    programs, too.
    """
    x, pads = call.tensor("x"), call.ints("pad")
    if len(pads) % 2 or len(pads) > 2 * x.ndim:
        raise ValueError(f"{len(pads)} numbers of padding for {x.ndim} axes")
    pairs = list(zip(pads[::2], pads[1::2], strict=True))
    lead = x.ndim - len(pairs)
    grown = [length + sum(pair) for length, pair in zip(x.shape[lead:], pairs, strict=True)]
    bounded([*x.shape[:lead], *grown])
    mode = call.text("mode", "constant")
    if mode not in _MODES:
        raise ValueError(f"padding of an unknown kind: “{mode}”")
    # Torch reflects and repeats the last axes of a batch only: leave out those without padding.
    while mode != "constant" and pairs and pairs[0] == (0, 0):
        pairs = pairs[1:]
    flat = [each for pair in reversed(pairs) for each in pair]
    if mode == "constant":
        return functional.pad(x, flat, value=call.number("constant_val", 0.0))
    if not flat:
        return x
    lead = x.ndim - len(pairs)
    padded = functional.pad(x.reshape(1, -1, *x.shape[lead:]), flat, mode=mode)
    return padded.reshape(*x.shape[:lead], *padded.shape[2:])


@operation("tile", "x reps", exact=True)
def tile(call: Call) -> Tensor:
    x, reps = call.tensor("x"), call.ints("reps")
    bounded(length * times for length, times in zip(x.shape, reps, strict=True))
    return x.repeat(reps)


@operation("reverse", "x axes?", exact=True)
def reverse(call: Call) -> Tensor:
    x = call.tensor("x")
    return x.flip(call.ints("axes", list(range(x.ndim))))


@operation("shape", "x", kinds=always(INT32), exact=True)
def shape(call: Call) -> Tensor:
    return torch.tensor(call.tensor("x").shape, dtype=torch.int64)


@operation("fill", "shape value?", kinds=lambda call: (call.numbers("value").kind,), exact=True)
def fill(call: Call) -> Tensor:
    value = call.tensor("value")
    return value.reshape(()).expand(bounded(call.ints("shape"))).clone()


@operation("pixel_shuffle", "x upscale_factor", exact=True)
def pixel_shuffle(call: Call) -> Tensor:
    return functional.pixel_shuffle(call.tensor("x"), call.integer("upscale_factor"))


@operation("pixel_unshuffle", "x downscale_factor", exact=True, since=16)
def pixel_unshuffle(call: Call) -> Tensor:
    return functional.pixel_unshuffle(call.tensor("x"), call.integer("downscale_factor"))
