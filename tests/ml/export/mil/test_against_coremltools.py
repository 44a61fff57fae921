"""Operations that coremltools itself can compute (in numpy): the evaluator computes the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from mil_programs import Untyped, builder, evaluated
from numpy.typing import NDArray

Op = Callable[[Untyped, Untyped], Untyped]

_RNG = np.random.default_rng(4)
X = _RNG.standard_normal((2, 4, 6, 5)).astype(np.float32)
Y = (np.abs(_RNG.standard_normal(X.shape)) + 0.3).astype(np.float32)
PLACES = np.array([[1, 0, 3], [2, 2, 1]], np.int32)
ALONG = _RNG.integers(0, 6, (2, 4, 3, 5)).astype(np.int32)
MASK = [False, True, False, False]


def _f(value: float) -> np.float32:
    return np.float32(value)


CASES: dict[str, Op] = {
    "cos": lambda mb, x: mb.cos(x=x),
    "exp": lambda mb, x: mb.exp(x=x),
    "exp2": lambda mb, x: mb.exp2(x=x),
    "log": lambda mb, x: mb.log(x=mb.abs(x=x)),
    "log, with epsilon": lambda mb, x: mb.log(x=mb.abs(x=x), epsilon=_f(0.1)),
    "rsqrt": lambda mb, x: mb.rsqrt(x=mb.square(x=x), epsilon=_f(0.01)),
    "inverse": lambda mb, x: mb.inverse(x=mb.add(x=mb.abs(x=x), y=_f(1))),
    "sqrt": lambda mb, x: mb.sqrt(x=mb.abs(x=x)),
    "gelu": lambda mb, x: mb.gelu(x=x),
    "gelu, tanh": lambda mb, x: mb.gelu(x=x, mode="TANH_APPROXIMATION"),
    "gelu, sigmoid": lambda mb, x: mb.gelu(x=x, mode="SIGMOID_APPROXIMATION"),
    "clamped_relu": lambda mb, x: mb.clamped_relu(x=x, alpha=_f(0.2), beta=_f(0.7)),
    "thresholded_relu": lambda mb, x: mb.thresholded_relu(x=x, alpha=_f(0.4)),
    "threshold": lambda mb, x: mb.threshold(x=x, alpha=_f(-0.3)),
    "linear_activation": lambda mb, x: mb.linear_activation(x=x, alpha=_f(2), beta=_f(-1)),
    "scaled_tanh": lambda mb, x: mb.scaled_tanh(x=x, alpha=_f(1.5), beta=_f(0.5)),
    "sigmoid_hard": lambda mb, x: mb.sigmoid_hard(x=x, alpha=_f(0.3), beta=_f(0.5)),
    "floor_div": lambda mb, x: mb.floor_div(x=x, y=Y),
    "mod": lambda mb, x: mb.mod(x=x, y=Y),
    "pow": lambda mb, x: mb.pow(x=mb.abs(x=x), y=_f(1.7)),
    "equal": lambda mb, x: mb.select(cond=mb.equal(x=x, y=mb.relu(x=x)), a=x, b=Y),
    "not_equal": lambda mb, x: mb.select(cond=mb.not_equal(x=x, y=mb.relu(x=x)), a=x, b=Y),
    "less_equal": lambda mb, x: mb.select(cond=mb.less_equal(x=x, y=Y), a=x, b=Y),
    "logical": lambda mb, x: mb.select(
        cond=mb.logical_xor(
            x=mb.logical_or(x=mb.less(x=x, y=_f(-1)), y=mb.greater(x=x, y=_f(1))),
            y=mb.logical_not(x=mb.logical_and(x=mb.less(x=x, y=Y), y=mb.greater(x=x, y=_f(0)))),
        ),
        a=x,
        b=Y,
    ),
    "expand_dims": lambda mb, x: mb.expand_dims(x=x, axes=[-2]),
    "squeeze": lambda mb, x: mb.squeeze(x=mb.expand_dims(x=x, axes=[3]), axes=[-2]),
    "stack": lambda mb, x: mb.stack(values=[x, Y], axis=-1),
    "reverse": lambda mb, x: mb.reverse(x=x, axes=[1, 3]),
    "slice_by_size": lambda mb, x: mb.slice_by_size(x=x, begin=[0, 1, 2, 0], size=[-1, 2, -1, 3]),
    "slices backwards": lambda mb, x: mb.slice_by_index(
        x=x, begin=[0, 3, 5, 0], end=[2, 0, 1, 5], stride=[1, -1, -2, 1]
    ),
    "slices, one left out": lambda mb, x: mb.slice_by_index(
        x=x, begin=[0, -2, 0, 1], end=[2, 0, 6, -1], squeeze_mask=MASK
    ),
    "split evenly": lambda mb, x: mb.split(x=x, num_splits=2, axis=-2)[0],
    "tile": lambda mb, x: mb.tile(x=x, reps=[1, 2, 1, 3]),
    "shape": lambda mb, x: mb.mul(x=mb.cast(x=mb.shape(x=x), dtype="fp32"), y=_f(0.5)),
    "fill": lambda mb, x: mb.add(x=x, y=mb.fill(shape=[6, 5], value=_f(3))),
    "gather": lambda mb, x: mb.gather(x=x, indices=PLACES, axis=1),
    "gather of a batch": lambda mb, x: mb.gather(x=x, indices=PLACES, axis=2, batch_dims=1),
    "gather_along_axis": lambda mb, x: mb.gather_along_axis(x=x, indices=ALONG, axis=2),
    "argsort": lambda mb, x: mb.cast(x=mb.argsort(x=x, axis=2, ascending=True), dtype="fp32"),
    "topk": lambda mb, x: mb.topk(x=x, k=3, axis=2)[0],
    "topk, where": lambda mb, x: mb.cast(x=mb.topk(x=x, k=2, ascending=True)[1], dtype="fp32"),
    "reduce_argmax": lambda mb, x: mb.cast(x=mb.reduce_argmax(x=x, axis=1), dtype="fp32"),
    "reduce_argmin": lambda mb, x: mb.cast(
        x=mb.reduce_argmin(x=x, axis=-1, keep_dims=True), dtype="fp32"
    ),
    "reduce_l1_norm": lambda mb, x: mb.reduce_l1_norm(x=x, axes=[1, 2]),
    "reduce_sum_square": lambda mb, x: mb.reduce_sum_square(x=x),
    "reduce_log_sum": lambda mb, x: mb.reduce_log_sum(x=mb.abs(x=x), axes=[3], keep_dims=True),
    "reduce_prod": lambda mb, x: mb.reduce_prod(x=x, axes=[1, 3]),
    "cumsum": lambda mb, x: mb.cumsum(x=x, axis=2),
    "cumsum, backwards": lambda mb, x: mb.cumsum(x=x, axis=1, reverse=True),
    "softmax": lambda mb, x: mb.softmax(x=x, axis=1),
    "layer_norm": lambda mb, x: mb.layer_norm(
        x=x, axes=[2, 3], gamma=Y[0, 0], beta=X[0, 0], epsilon=_f(1e-3)
    ),
    "matmul": lambda mb, x: mb.matmul(x=x, y=Y, transpose_x=True),
    "linear": lambda mb, x: mb.linear(x=x, weight=Y[0, 0], bias=Y[0, 0, :, 0]),
    "whole numbers": lambda mb, x: mb.cast(
        x=mb.real_div(x=mb.cast(x=mb.mul(x=x, y=_f(9)), dtype="int32"), y=np.int32(2)),
        dtype="fp32",
    ),
}


def _by_coremltools(op: Op) -> NDArray[np.generic]:
    """What its builder works out of a constant."""
    mb, seen = builder(), []

    def build(x: Untyped) -> Untyped:
        # A copy: some of its operations change what they are given.
        seen.append(op(mb, mb.const(val=X.copy())).val)
        return x

    mb.program(input_specs=[mb.TensorSpec((1,))], opset_version=_target())(build)
    assert seen[0] is not None, "coremltools has no numpy for it"
    return np.asarray(seen[0])


def _target() -> Untyped:
    from ml.export.coreml import tools

    return tools.load().target.iOS17


@pytest.mark.parametrize("name", CASES)
def test_the_evaluator_computes_what_coremltools_computes(tmp_path: Path, name: str) -> None:
    mb = builder()
    (ours,) = evaluated(
        tmp_path / "m.mlpackage",
        [(X.shape, "fp32")],
        lambda x: mb.identity(x=CASES[name](mb, x), name="out"),
        X,
        target="iOS17",
    )
    theirs = _by_coremltools(CASES[name])
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=2e-5)
