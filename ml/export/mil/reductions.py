"""Operations over whole axes: sums, means, extremes, and the normalisations made of them."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from ml.export.mil.call import Call
from ml.export.mil.table import operation

Reduce = Callable[[Tensor, list[int], bool], Tensor]

_REDUCTIONS: dict[str, Reduce] = {
    "reduce_l1_norm": lambda x, axes, keep: x.abs().sum(axes, keep),
    "reduce_l2_norm": lambda x, axes, keep: x.square().sum(axes, keep).sqrt(),
    "reduce_log_sum": lambda x, axes, keep: x.sum(axes, keep).log(),
    "reduce_log_sum_exp": lambda x, axes, keep: x.logsumexp(axes, keep),
    "reduce_sum": lambda x, axes, keep: x.sum(axes, keep),
    "reduce_sum_square": lambda x, axes, keep: x.square().sum(axes, keep),
}
_EXTREMES: dict[str, Reduce] = {
    "reduce_max": lambda x, axes, keep: x.amax(axes, keep),
    "reduce_min": lambda x, axes, keep: x.amin(axes, keep),
}


def _over_axes(reduce: Reduce) -> Callable[[Call], Tensor]:
    def run(call: Call) -> Tensor:
        x = call.tensor("x")
        return reduce(x, call.ints("axes", list(range(x.ndim))), call.flag("keep_dims", False))

    return run


for _name, _reduce in _REDUCTIONS.items():
    operation(_name, "x axes? keep_dims?")(_over_axes(_reduce))
for _name, _reduce in _EXTREMES.items():
    operation(_name, "x axes? keep_dims?", exact=True)(_over_axes(_reduce))


@operation("reduce_mean", "x axes? keep_dims?")
def reduce_mean(call: Call) -> Tensor:
    """Of whole numbers a whole one, cut towards zero."""
    x = call.tensor("x")
    axes, keep = call.ints("axes", list(range(x.ndim))), call.flag("keep_dims", False)
    return x.mean(axes, keep) if x.is_floating_point() else x.double().mean(axes, keep).trunc()


@operation("reduce_prod", "x axes? keep_dims?")
def reduce_prod(call: Call) -> Tensor:
    x = call.tensor("x")
    for axis in sorted((a % x.ndim for a in call.ints("axes", list(range(x.ndim)))), reverse=True):
        x = x.prod(axis, keepdim=call.flag("keep_dims", False))
    return x


@operation("cumsum", "x axis? exclusive? reverse?")
def cumsum(call: Call) -> Tensor:
    x, axis = call.tensor("x"), call.integer("axis", 0)
    backwards = call.flag("reverse", False)
    x = x.flip(axis) if backwards else x
    total = x.cumsum(axis) - (x if call.flag("exclusive", False) else 0)
    return total.flip(axis) if backwards else total


@operation("softmax", "x axis?")
def softmax(call: Call) -> Tensor:
    return torch.softmax(call.tensor("x"), call.integer("axis", -1))


@operation("batch_norm", "x mean variance gamma? beta? epsilon?", alike_once="x mean variance")
def batch_norm(call: Call) -> Tensor:
    x, mean, variance = call.tensor("x"), call.tensor("mean"), call.tensor("variance")
    gamma, beta = call.optional("gamma"), call.optional("beta")
    return functional.batch_norm(x, mean, variance, gamma, beta, eps=call.number("epsilon", 1e-5))


@operation("instance_norm", "x gamma? beta? epsilon?", alike_once="x gamma beta")
def instance_norm(call: Call) -> Tensor:
    gamma, beta = call.optional("gamma"), call.optional("beta")
    epsilon = call.number("epsilon", 1e-5)
    return functional.instance_norm(call.tensor("x"), weight=gamma, bias=beta, eps=epsilon)


@operation("layer_norm", "x axes? gamma? beta? epsilon?", alike_once="x gamma beta")
def layer_norm(call: Call) -> Tensor:
    x = call.tensor("x")
    axes = sorted(axis % x.ndim for axis in call.ints("axes", list(range(x.ndim))))
    centred = x - x.mean(axes, keepdim=True)
    variance = centred.square().mean(axes, keepdim=True)
    normal = centred / (variance + call.number("epsilon", 1e-5)).sqrt()
    # Gamma and beta have the lengths of the axes, which need not be the last.
    shape = [x.shape[axis] if axis in axes else 1 for axis in range(x.ndim)]
    gamma, beta = call.optional("gamma"), call.optional("beta")
    normal = normal if gamma is None else normal * gamma.reshape(shape)
    return normal if beta is None else normal + beta.reshape(shape)


@operation("l2_norm", "x epsilon?")
def l2_norm(call: Call) -> Tensor:
    """Over the last three axes."""
    x = call.tensor("x")
    square = x.square().sum((-3, -2, -1), keepdim=True)
    return x / (square + call.number("epsilon", 1e-6)).sqrt()
