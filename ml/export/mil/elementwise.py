"""Operations that look at one cell at a time: arithmetic, comparison, activations, casts."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from ml.export.mil.call import Call
from ml.export.mil.kinds import BOOL, Kind, kind_called
from ml.export.mil.table import always, operation

_BINARY: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "floor_div": torch.floor_divide,
    "mod": torch.remainder,
    "pow": torch.pow,
}
_CHOICES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "maximum": torch.maximum,
    "minimum": torch.minimum,
}
_COMPARISONS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "equal": torch.eq,
    "not_equal": torch.ne,
    "greater": torch.gt,
    "greater_equal": torch.ge,
    "less": torch.lt,
    "less_equal": torch.le,
    "logical_and": torch.logical_and,
    "logical_or": torch.logical_or,
    "logical_xor": torch.logical_xor,
}
_UNARY: dict[str, Callable[[Tensor], Tensor]] = {
    "cos": torch.cos,
    "erf": torch.erf,
    "exp": torch.exp,
    "exp2": torch.exp2,
    "sigmoid": torch.sigmoid,
    "silu": functional.silu,
    "sin": torch.sin,
    "softplus": functional.softplus,
    "softsign": functional.softsign,
    "sqrt": torch.sqrt,
    "square": torch.square,
    "tanh": torch.tanh,
}
_EXACT_UNARY: dict[str, Callable[[Tensor], Tensor]] = {
    "abs": torch.abs,
    "ceil": torch.ceil,
    "floor": torch.floor,
    "identity": torch.clone,
    "relu": functional.relu,
    "round": torch.round,
    "sign": torch.sign,
}


def _of_two(run: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Call], Tensor]:
    return lambda call: run(call.tensor("x"), call.tensor("y"))


def _of_one(run: Callable[[Tensor], Tensor]) -> Callable[[Call], Tensor]:
    return lambda call: run(call.tensor("x"))


for _name, _two in _BINARY.items():
    operation(_name, "x y", alike="x y")(_of_two(_two))
for _name, _two in _CHOICES.items():
    operation(_name, "x y", alike="x y", exact=True)(_of_two(_two))
for _name, _two in _COMPARISONS.items():
    operation(_name, "x y", alike="x y", kinds=always(BOOL), exact=True)(_of_two(_two))
for _name, _one in _UNARY.items():
    operation(_name, "x")(_of_one(_one))
for _name, _one in _EXACT_UNARY.items():
    operation(_name, "x", exact=True)(_of_one(_one))


@operation("real_div", "x y", alike="x y")
def real_div(call: Call) -> Tensor:
    """Whole numbers are divided towards zero, as their kind has no fractions."""
    x, y = call.tensor("x"), call.tensor("y")
    if x.is_floating_point():
        return x / y
    return torch.div(x, y, rounding_mode="trunc")


@operation("logical_not", "x", exact=True)
def logical_not(call: Call) -> Tensor:
    return torch.logical_not(call.tensor("x"))


@operation("log", "x epsilon?")
def log(call: Call) -> Tensor:
    return torch.log(call.tensor("x") + call.number("epsilon", 1e-45))


@operation("rsqrt", "x epsilon?")
def rsqrt(call: Call) -> Tensor:
    return torch.rsqrt(call.tensor("x") + call.number("epsilon", 1e-12))


@operation("inverse", "x epsilon?")
def inverse(call: Call) -> Tensor:
    return torch.reciprocal(call.tensor("x") + call.number("epsilon", 1e-4))


@operation("relu6", "x", exact=True)
def relu6(call: Call) -> Tensor:
    return torch.clamp(call.tensor("x"), 0.0, 6.0)


@operation("clip", "x alpha beta", alike_once="x alpha beta", exact=True)
def clip(call: Call) -> Tensor:
    return torch.clamp(call.tensor("x"), call.number("alpha"), call.number("beta"))


@operation("clamped_relu", "x alpha beta", alike_once="x alpha beta")
def clamped_relu(call: Call) -> Tensor:
    x, beta = call.tensor("x"), call.number("beta")
    return torch.clamp(torch.where(x >= 0, x, call.number("alpha") * x), max=beta)


@operation("leaky_relu", "x alpha", alike_once="x alpha")
def leaky_relu(call: Call) -> Tensor:
    return functional.leaky_relu(call.tensor("x"), call.number("alpha"))


@operation("prelu", "x alpha", alike_once="x alpha")
def prelu(call: Call) -> Tensor:
    return functional.prelu(call.tensor("x"), call.tensor("alpha"))


@operation("elu", "x alpha", alike_once="x alpha")
def elu(call: Call) -> Tensor:
    return functional.elu(call.tensor("x"), call.number("alpha"))


@operation("thresholded_relu", "x alpha", alike_once="x alpha", exact=True)
def thresholded_relu(call: Call) -> Tensor:
    x = call.tensor("x")
    return torch.where(x >= call.number("alpha"), x, torch.zeros(()))


@operation("threshold", "x alpha", alike_once="x alpha", exact=True)
def threshold(call: Call) -> Tensor:
    return torch.clamp(call.tensor("x"), min=call.number("alpha"))


@operation("linear_activation", "x alpha beta", alike_once="x alpha beta")
def linear_activation(call: Call) -> Tensor:
    return call.number("alpha") * call.tensor("x") + call.number("beta")


@operation("scaled_tanh", "x alpha beta", alike_once="x alpha beta")
def scaled_tanh(call: Call) -> Tensor:
    return call.number("alpha") * torch.tanh(call.number("beta") * call.tensor("x"))


@operation("sigmoid_hard", "x alpha beta", alike_once="x alpha beta")
def sigmoid_hard(call: Call) -> Tensor:
    return torch.clamp(call.number("alpha") * call.tensor("x") + call.number("beta"), 0.0, 1.0)


@operation("gelu", "x mode?")
def gelu(call: Call) -> Tensor:
    x, mode = call.tensor("x"), call.text("mode", "EXACT")
    if mode == "EXACT":
        return functional.gelu(x)
    if mode == "TANH_APPROXIMATION":
        return functional.gelu(x, approximate="tanh")
    if mode == "SIGMOID_APPROXIMATION":
        return x * torch.sigmoid(1.702 * x)
    raise ValueError(f"gelu of an unknown kind: “{mode}”")


def _asked(call: Call) -> tuple[Kind, ...]:
    return (kind_called(call.text("dtype")),)


@operation("cast", "x dtype", kinds=_asked)
def cast(call: Call) -> Tensor:
    """Fractions are cut off on the way to a whole number. Raises OverflowError (see `rounded`)."""
    x, (kind,) = call.tensor("x"), _asked(call)
    if kind is BOOL:
        return x != 0
    if kind.is_whole and x.is_floating_point():
        if not torch.isfinite(x).all():
            raise OverflowError(f"infinity does not fit into {kind.word}")
        return torch.trunc(x)
    return x.to(kind.carrier)


@operation(
    "select", "cond a b", alike="a b", kinds=lambda call: (call.numbers("a").kind,), exact=True
)
def select(call: Call) -> Tensor:
    cond = call.tensor("cond")
    if cond.dtype != torch.bool:
        raise ValueError("“cond” is not yes and no")
    return torch.where(cond, call.tensor("a"), call.tensor("b"))
