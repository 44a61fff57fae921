"""Operations that pick numbers by their place or rank, and those that read and write states."""

from __future__ import annotations

import torch
from torch import Tensor

from ml.export.mil.call import Call
from ml.export.mil.kinds import INT32, Kind, kind_called
from ml.export.mil.table import operation


def _places(call: Call, length: int) -> Tensor:
    """Indices into an axis; negative ones count from its end. IndexError beyond it."""
    indices = call.tensor("indices")
    if indices.dtype != torch.int64:
        raise ValueError("“indices” are no whole numbers")
    if indices.numel() and not -length <= int(indices.min()) <= int(indices.max()) < length:
        raise IndexError(f"an index beyond {length}")
    return torch.where(indices < 0, indices + length, indices)


@operation("gather", "x indices axis? batch_dims?16 validate_indices?17", exact=True)
def gather(call: Call) -> Tensor:
    x, axis, batch = call.tensor("x"), call.integer("axis", 0), call.integer("batch_dims", 0)
    axis %= x.ndim
    indices = _places(call, x.shape[axis])
    if batch == 0:
        picked = x.index_select(axis, indices.reshape(-1))
        return picked.reshape(*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])
    if batch > axis or x.shape[:batch] != indices.shape[:batch]:
        raise ValueError(f"{batch} batch axes of {tuple(x.shape)} and {tuple(indices.shape)}")
    shape = (*x.shape[:axis], *indices.shape[batch:], *x.shape[axis + 1 :])
    flat = x.flatten(0, batch - 1)
    rows = indices.reshape(flat.shape[0], -1)
    pieces = [one.index_select(axis - batch, row) for one, row in zip(flat, rows, strict=True)]
    return torch.stack(pieces).reshape(shape)


@operation("gather_along_axis", "x indices axis? validate_indices?17", exact=True)
def gather_along_axis(call: Call) -> Tensor:
    x = call.tensor("x")
    axis = call.integer("axis", 0) % x.ndim
    indices = _places(call, x.shape[axis])
    if [*x.shape[:axis], *x.shape[axis + 1 :]] != [
        *indices.shape[:axis],
        *indices.shape[axis + 1 :],
    ]:
        raise ValueError(f"{tuple(x.shape)} by indices of {tuple(indices.shape)}")
    return x.gather(axis, indices)


@operation("gather_nd", "x indices batch_dims?16 validate_indices?17", exact=True)
def gather_nd(call: Call) -> Tensor:
    """The last axis of the indices is a place in the first axes of `x`."""
    x, indices = call.tensor("x"), call.tensor("indices")
    if call.integer("batch_dims", 0):
        raise ValueError("batch_dims are not known")
    columns = indices.unbind(-1)
    for axis, column in enumerate(columns):
        length = x.shape[axis]
        if column.numel() and not -length <= int(column.min()) <= int(column.max()) < length:
            raise IndexError(f"an index beyond {length}")
    return x[tuple(columns)]


def _topk_kinds(call: Call) -> tuple[Kind, ...]:
    indices = kind_called(call.text("output_indices_dtype", "int32"))
    return (call.numbers("x").kind, indices)[: len(call.operation.outputs)]


@operation(
    "topk",
    "x k? axis? ascending? sort?16 return_indices?16 output_indices_dtype?17",
    kinds=_topk_kinds,
    exact=True,
)
def topk(call: Call) -> tuple[Tensor, ...]:
    """Of equal numbers the one that comes first; sorted always, as no order is promised else."""
    x, axis = call.tensor("x"), call.integer("axis", -1)
    k = call.integer("k", 1)
    k = x.shape[axis] if k == -1 else k
    order = torch.sort(x, dim=axis, descending=not call.flag("ascending", False), stable=True)
    picked = order.values.narrow(axis, 0, k), order.indices.narrow(axis, 0, k)
    return picked if call.flag("return_indices", True) else picked[:1]


@operation("argsort", "x axis? ascending?", kinds=lambda _: (INT32,), exact=True)
def argsort(call: Call) -> Tensor:
    x, axis = call.tensor("x"), call.integer("axis", -1)
    return torch.argsort(x, dim=axis, descending=not call.flag("ascending", False), stable=True)


def _arg_kinds(call: Call) -> tuple[Kind, ...]:
    return (kind_called(call.text("output_dtype", "int32")),)


_ARG = "x axis? keep_dims? output_dtype?17"


@operation("reduce_argmax", _ARG, kinds=_arg_kinds, exact=True)
def reduce_argmax(call: Call) -> Tensor:
    """Of equal numbers the first."""
    x, axis, keep = call.tensor("x"), call.integer("axis", -1), call.flag("keep_dims", False)
    order = torch.sort(x, dim=axis, descending=True, stable=True).indices.narrow(axis, 0, 1)
    return order if keep else order.squeeze(axis)


@operation("reduce_argmin", _ARG, kinds=_arg_kinds, exact=True)
def reduce_argmin(call: Call) -> Tensor:
    """Of equal numbers the first."""
    x, axis, keep = call.tensor("x"), call.integer("axis", -1), call.flag("keep_dims", False)
    order = torch.sort(x, dim=axis, stable=True).indices.narrow(axis, 0, 1)
    return order if keep else order.squeeze(axis)


@operation("read_state", "input", exact=True, since=18)
def read_state(call: Call) -> Tensor:
    return call.tensor("input")


@operation("write_state", "input data", exact=True, since=18)
def write_state(call: Call) -> Tensor:
    """Known here, carried out by `Plan.run`, which holds the states."""
    return call.tensor("data")
