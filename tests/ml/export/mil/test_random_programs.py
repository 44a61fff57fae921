"""Random programs: what the evaluator makes of the saved package is what ONNX Runtime computes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mil_programs import Untyped, builder, evaluated, normal
from twin_graph import TwinGraph
from twin_moves import MOVES
from twin_steps import CELLS_AND_WINDOWS, Pair, Step, Twins

STEPS = (*CELLS_AND_WINDOWS, *MOVES)
SHAPE = (1, 4, 6, 7)
_BUSY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def agree(data: st.DataObject, steps: list[Step], kind: str) -> None:
    """Build both twins, run both, and compare."""
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    x = normal(rng, SHAPE, kind)
    graph = TwinGraph(kind == "fp16")
    twins = Twins(data, builder(), graph, rng)
    names: list[str] = []

    def build(x: Untyped) -> Untyped:
        pair = Pair(x, "x")
        for step in steps:
            pair = step(twins, pair)
        names.append(graph.node("Identity", [pair.onnx]))
        return twins.mb.identity(x=pair.mil, name="out")

    with tempfile.TemporaryDirectory() as folder:
        (ours,) = evaluated(Path(folder) / "p.mlpackage", [(SHAPE, kind)], build, x)
    theirs = graph.run(x, names[-1])
    assert ours.shape == theirs.shape
    scale = max(1.0, float(np.abs(theirs).max()))
    # A sum in another order may round to the neighbouring half at every step.
    tolerance = (4e-3 * len(steps) if kind == "fp16" else 3e-5) * scale
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
@pytest.mark.parametrize("kind", ["fp32", "fp16"])
@settings(max_examples=4, suppress_health_check=_BUSY)
@given(data=st.data())
def test_one_operation_is_what_onnx_runtime_computes(
    data: st.DataObject, step: Step, kind: str
) -> None:
    agree(data, [step], kind)


@pytest.mark.parametrize("kind", ["fp32", "fp16"])
@settings(max_examples=20, suppress_health_check=_BUSY)
@given(data=st.data())
def test_a_random_program_is_what_onnx_runtime_computes(data: st.DataObject, kind: str) -> None:
    # What jumps would make of the last bit of a half another number altogether.
    smooth = [each for each in STEPS if each.__name__ not in JUMPS]
    steps = data.draw(st.lists(st.sampled_from(smooth), min_size=2, max_size=6))
    agree(data, steps, kind)


JUMPS = ("whole_and_back", "choice")
