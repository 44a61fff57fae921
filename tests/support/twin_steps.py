"""One random operation at a time, added to a Core ML program and to its ONNX twin.

Every step takes and gives a value of rank 4. It draws its settings where hypothesis can shrink
them, and its numbers from a generator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import TensorProto
from twin_graph import TwinGraph

Choice = TypeVar("Choice")


@dataclass
class Pair:
    """A value in both programs."""

    mil: Any
    onnx: str

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(int(length) for length in self.mil.shape)


@dataclass
class Twins:
    """What steps are drawn from and added to."""

    data: st.DataObject
    mb: Any
    graph: TwinGraph
    rng: np.random.Generator

    def draw(self, low: int, high: int) -> int:
        return self.data.draw(st.integers(low, high))

    def one_of(self, *choices: Choice) -> Choice:
        return self.data.draw(st.sampled_from(choices))

    def numbers(self, *shape: int, spread: float = 1.0) -> NDArray[Any]:
        kind = np.float16 if self.graph.half else np.float32
        return (self.rng.standard_normal(shape) * spread).astype(kind)

    def number(self, value: float) -> np.floating:
        return (np.float16 if self.graph.half else np.float32)(value)


Step = Callable[[Twins, Pair], Pair]
_PADDING = {"valid": "VALID", "same": "SAME_UPPER", "same_lower": "SAME_LOWER", "custom": "NOTSET"}


def _windows(t: Twins, x: Pair, kernel: list[int], dilations: list[int]) -> tuple[dict, dict]:
    """Draw strides and padding that fit: as both sides want to hear them."""
    # A step longer than its window would be padded by less than nothing, which ONNX refuses.
    strides = [t.draw(1, k) for k in kernel]
    extents = [(k - 1) * d + 1 for k, d in zip(kernel, dilations, strict=True)]
    kind = t.one_of("valid", "same", "same_lower", "custom")
    if any(e > size for e, size in zip(extents, x.shape[2:], strict=True)):
        kind = "same"
    mil = {"strides": strides, "pad_type": kind}
    onnx: dict[str, Any] = {"strides": strides, "auto_pad": _PADDING[kind]}
    if kind == "custom":
        # No more than half a window: pools take no more.
        pads = [t.draw(0, e // 2) for e in extents for _ in range(2)]
        mil["pad"] = pads
        onnx["pads"] = [*pads[::2], *pads[1::2]]
    return mil, onnx


def conv(t: Twins, x: Pair) -> Pair:
    channels = x.shape[1]
    groups = t.one_of(*[g for g in (1, 2, channels) if channels % g == 0])
    made = groups * t.draw(1, 2)
    kernel = [t.draw(1, 3), t.draw(1, 4)]
    # ONNX Runtime has no "same" padding for dilated windows.
    dilations = [1, 1] if max(kernel) > 2 else [t.draw(1, 2)] * 2
    mil, onnx = _windows(t, x, kernel, dilations)
    if max(dilations) > 1 and mil["pad_type"].startswith("same"):
        dilations = [1, 1]
    fan = channels // groups * kernel[0] * kernel[1]
    weight = t.numbers(made, channels // groups, *kernel, spread=fan**-0.5)
    bias = t.numbers(made) if t.one_of(True, False) else None
    extra = {} if bias is None else {"bias": bias}
    names = [x.onnx, t.graph.constant(weight)] + ([] if bias is None else [t.graph.constant(bias)])
    return Pair(
        t.mb.conv(x=x.mil, weight=weight, groups=groups, dilations=dilations, **mil, **extra),
        t.graph.node("Conv", names, group=groups, dilations=dilations, **onnx),
    )


def conv_transpose(t: Twins, x: Pair) -> Pair:
    channels = x.shape[1]
    groups = t.one_of(*[g for g in (1, 2) if channels % g == 0])
    kernel, strides = [t.draw(2, 4), t.draw(2, 4)], [t.draw(1, 3), t.draw(1, 2)]
    # What is cut off leaves at least one row and column.
    painted = [(x.shape[axis + 2] - 1) * strides[axis] + kernel[axis] for axis in (0, 1)]
    room = [min(1, (length - 1) // 2) for length in painted]
    pads = [t.draw(0, room[axis]) for axis in (0, 0, 1, 1)]
    fan = channels // groups * kernel[0] * kernel[1]
    weight = t.numbers(channels, t.draw(1, 2), *kernel, spread=fan**-0.5)
    bias = t.numbers(weight.shape[1] * groups)
    return Pair(
        t.mb.conv_transpose(
            x=x.mil,
            weight=weight,
            bias=bias,
            strides=strides,
            groups=groups,
            pad_type="custom",
            pad=pads,
        ),
        t.graph.node(
            "ConvTranspose",
            [x.onnx, t.graph.constant(weight), t.graph.constant(bias)],
            strides=strides,
            group=groups,
            pads=[*pads[::2], *pads[1::2]],
        ),
    )


def max_pool(t: Twins, x: Pair) -> Pair:
    kernel = [t.draw(1, 3), t.draw(2, 4)]
    mil, onnx = _windows(t, x, kernel, [1, 1])
    return Pair(
        t.mb.max_pool(x=x.mil, kernel_sizes=kernel, **mil),
        t.graph.node("MaxPool", [x.onnx], kernel_shape=kernel, **onnx),
    )


def avg_pool(t: Twins, x: Pair) -> Pair:
    kernel = [t.draw(1, 3), t.draw(2, 4)]
    mil, onnx = _windows(t, x, kernel, [1, 1])
    exclude = t.one_of(True, False)
    return Pair(
        t.mb.avg_pool(x=x.mil, kernel_sizes=kernel, exclude_padding_from_average=exclude, **mil),
        t.graph.node(
            "AveragePool", [x.onnx], kernel_shape=kernel, count_include_pad=int(not exclude), **onnx
        ),
    )


_UNARY = {
    "abs": "Abs",
    "ceil": "Ceil",
    "erf": "Erf",
    "floor": "Floor",
    "relu": "Relu",
    "round": "Round",
    "sigmoid": "Sigmoid",
    "sign": "Sign",
    "sin": "Sin",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "tanh": "Tanh",
}


def unary(t: Twins, x: Pair) -> Pair:
    name = t.one_of(*_UNARY)
    return Pair(getattr(t.mb, name)(x=x.mil), t.graph.node(_UNARY[name], [x.onnx]))


def activation(t: Twins, x: Pair) -> Pair:
    kind = t.one_of("clip", "relu6", "leaky_relu", "elu", "prelu")
    if kind == "relu6":
        edges = [t.graph.constant(np.float32(0)), t.graph.constant(np.float32(6))]
        return Pair(t.mb.relu6(x=x.mil), t.graph.node("Clip", [x.onnx, *edges]))
    if kind == "clip":
        low, high = t.number(-0.7), t.number(1.3)
        edges = [t.graph.constant(np.asarray(low)), t.graph.constant(np.asarray(high))]
        return Pair(
            t.mb.clip(x=x.mil, alpha=low, beta=high), t.graph.node("Clip", [x.onnx, *edges])
        )
    if kind == "prelu":
        alpha = t.numbers(x.shape[1])
        slopes = t.graph.constant(alpha.reshape(-1, 1, 1))
        return Pair(t.mb.prelu(x=x.mil, alpha=alpha), t.graph.node("PRelu", [x.onnx, slopes]))
    alpha = t.number(0.3)
    op = {"leaky_relu": "LeakyRelu", "elu": "Elu"}[kind]
    return Pair(
        getattr(t.mb, kind)(x=x.mil, alpha=alpha), t.graph.node(op, [x.onnx], alpha=float(alpha))
    )


_BINARY = {"add": "Add", "sub": "Sub", "mul": "Mul", "maximum": "Max", "minimum": "Min"}


def binary(t: Twins, x: Pair) -> Pair:
    name = t.one_of(*_BINARY, "real_div")
    shape = t.one_of((1, x.shape[1], 1, 1), (1,), x.shape, (x.shape[3],))
    other = t.numbers(*shape)
    if name == "real_div":
        other = (np.abs(other) + 1).astype(other.dtype)
    names = [x.onnx, t.graph.constant(other)]
    return Pair(
        getattr(t.mb, name)(x=x.mil, y=other), t.graph.node(_BINARY.get(name, "Div"), names)
    )


def residual(t: Twins, x: Pair) -> Pair:
    y = unary(t, x)
    return Pair(t.mb.add(x=x.mil, y=y.mil), t.graph.node("Add", [x.onnx, y.onnx]))


def choice(t: Twins, x: Pair) -> Pair:
    """Where one map is greater (or the like) than a number, it, else another."""
    name, op = t.one_of(
        ("greater", "Greater"), ("less", "Less"), ("greater_equal", "GreaterOrEqual")
    )
    y, edge = unary(t, x), t.number(0.25)
    said = t.graph.node(op, [x.onnx, t.graph.constant(np.asarray(edge))], rounds=False)
    return Pair(
        t.mb.select(cond=getattr(t.mb, name)(x=x.mil, y=edge), a=x.mil, b=y.mil),
        t.graph.node("Where", [said, x.onnx, y.onnx]),
    )


def whole_and_back(t: Twins, x: Pair) -> Pair:
    kind = "fp16" if t.graph.half else "fp32"
    whole = t.graph.node("Cast", [x.onnx], rounds=False, to=TensorProto.INT32)
    return Pair(
        t.mb.cast(x=t.mb.cast(x=x.mil, dtype="int32"), dtype=kind),
        t.graph.node("Cast", [whole], to=TensorProto.FLOAT),
    )


CELLS_AND_WINDOWS: tuple[Step, ...] = (
    conv,
    conv_transpose,
    max_pool,
    avg_pool,
    unary,
    activation,
    binary,
    residual,
    choice,
    whole_and_back,
)
