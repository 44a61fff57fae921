"""Compressed weights: every form is decompressed to what coremltools decompresses it to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mil_programs import STORED, Untyped, builder, evaluated, normal
from numpy.typing import NDArray

Made = Callable[[Untyped], Untyped]
_seeds = st.integers(0, 99)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("constexpr")


def _evaluator_and_coremltools(folder: Path, make: Made, kind: str, target: str) -> None:
    """Add the constant to nothing: what comes out is the constant."""
    mb, seen = builder(), []

    def build(x: Untyped) -> Untyped:
        constant = make(mb)
        made = constant.op.materialized_val_inference()
        seen.append(made)
        return mb.add(x=constant, y=x, name="out")

    zero = np.zeros(1, STORED[kind])
    (ours,) = evaluated(_fresh(folder), [((1,), kind)], build, zero, target=target)
    np.testing.assert_array_equal(ours, seen[0].astype(np.float32))


def _fresh(folder: Path) -> Path:
    return folder / f"{len(list(folder.iterdir()))}.mlpackage"


@settings(max_examples=15)
@given(
    seed=_seeds,
    kind=st.sampled_from(["fp16", "fp32"]),
    stored=st.sampled_from([np.int8, np.uint8]),
    axis=st.integers(-3, 2),
    one_zero=st.booleans(),
    one_scale=st.booleans(),
)
def test_affine(
    folder: Path,
    seed: int,
    kind: str,
    stored: type[np.integer],
    axis: int,
    one_zero: bool,
    one_scale: bool,
) -> None:
    rng = np.random.default_rng(seed)
    edge = np.iinfo(stored)
    data = rng.integers(edge.min, edge.max + 1, (3, 4, 5)).astype(stored)
    length = data.shape[axis]
    zero = rng.integers(edge.min, edge.max + 1, () if one_zero else length).astype(stored)
    scale = np.abs(normal(rng, () if one_scale else (length,), kind))
    _evaluator_and_coremltools(
        folder,
        lambda mb: mb.constexpr_affine_dequantize(
            quantized_data=data, zero_point=stored(zero), scale=STORED[kind](scale), axis=axis
        ),
        kind,
        "iOS16",
    )


@settings(max_examples=10)
@given(seed=_seeds, bits=st.sampled_from([1, 2, 4, 6, 8]), kind=st.sampled_from(["fp16", "fp32"]))
def test_palette_in_packed_bytes(folder: Path, seed: int, bits: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    lut = normal(rng, (1 << bits,), kind)
    shape = np.array([3, 5, 7], np.uint32)
    indices = rng.integers(0, 256, -(-bits * 105 // 8)).astype(np.uint8)
    spare = indices.size * 8 - bits * 105
    indices[-1] &= 255 >> spare
    _evaluator_and_coremltools(
        folder,
        lambda mb: mb.constexpr_lut_to_dense(indices=indices, lut=lut, shape=shape),
        kind,
        "iOS16",
    )


@settings(max_examples=8)
@given(
    seed=_seeds, kind=st.sampled_from(["fp16", "fp32"]), target=st.sampled_from(["iOS16", "iOS17"])
)
def test_sparse_in_packed_bytes(folder: Path, seed: int, kind: str, target: str) -> None:
    rng = np.random.default_rng(seed)
    there = rng.random(61) < 0.4
    nonzero = normal(rng, (int(there.sum()),), kind)
    mask = np.packbits(there, bitorder="little")
    _evaluator_and_coremltools(
        folder,
        lambda mb: mb.constexpr_sparse_to_dense(
            nonzero_data=nonzero, mask=mask, shape=np.array([61, 1], np.uint32)
        ),
        kind,
        target,
    )


def test_cast(folder: Path) -> None:
    half = normal(np.random.default_rng(0), (2, 9), "fp16")
    _evaluator_and_coremltools(
        folder, lambda mb: mb.constexpr_cast(source_val=half, output_dtype="fp32"), "fp32", "iOS16"
    )


def _narrow(rng: np.random.Generator, word: str, shape: Sequence[int]) -> NDArray[Any]:
    """Whole numbers in coremltools' own narrow kinds."""
    from coremltools.converters.mil.mil import types

    bits = int(word.removeprefix("uint").removeprefix("int"))
    low, high = (0, 1 << bits) if word.startswith("u") else (-(1 << bits - 1), 1 << bits - 1)
    return rng.integers(low, high, shape).astype(
        types.nptype_from_builtin(types.string_to_builtin(word))
    )


@settings(max_examples=15)
@given(
    seed=_seeds,
    kind=st.sampled_from(["fp16", "fp32"]),
    word=st.sampled_from(["int4", "uint4", "int8", "uint8"]),
    blocks=st.sampled_from([(1, 1), (4, 1), (2, 3), (4, 6), (1, 2)]),
    shifted=st.booleans(),
)
def test_blockwise(
    folder: Path, seed: int, kind: str, word: str, blocks: tuple[int, int], shifted: bool
) -> None:
    rng = np.random.default_rng(seed)
    extra = {"offset": _narrow(rng, word, blocks)} if shifted else {}
    _evaluator_and_coremltools(
        folder,
        lambda mb: mb.constexpr_blockwise_shift_scale(
            data=_narrow(rng, word, (4, 6)), scale=np.abs(normal(rng, blocks, kind)), **extra
        ),
        kind,
        "iOS18",
    )


@settings(max_examples=15)
@given(
    seed=_seeds,
    kind=st.sampled_from(["fp16", "fp32"]),
    bits=st.sampled_from([1, 2, 3, 4, 6, 8]),
    blocks=st.sampled_from([(1, 1), (4, 1), (2, 3), (1, 6)]),
    vector=st.sampled_from([(1, 0), (2, 0), (3, 1), (2, -1)]),
)
def test_palette_in_blocks(
    folder: Path,
    seed: int,
    kind: str,
    bits: int,
    blocks: tuple[int, int],
    vector: tuple[int, int],
) -> None:
    rng = np.random.default_rng(seed)
    length, axis = vector
    if length > 1:
        blocks = (1, 1)
    _evaluator_and_coremltools(
        folder,
        lambda mb: mb.constexpr_lut_to_dense(
            indices=_narrow(rng, f"uint{bits}", (4, 6)),
            lut=normal(rng, (*blocks, 1 << bits, length), kind),
            **({"vector_axis": axis} if length > 1 else {}),
        ),
        kind,
        "iOS18",
    )


@settings(max_examples=12)
@given(
    seed=_seeds, kind=st.sampled_from(["fp16", "fp32"]), how=st.sampled_from(["", "lut", "int8"])
)
def test_sparse_and_joint(folder: Path, seed: int, kind: str, how: str) -> None:
    """Sparse alone, sparse of palette, sparse of int8: the joint forms of iOS 18."""
    rng = np.random.default_rng(seed)
    builder()
    there = _narrow(rng, "uint1", (4, 6))
    count = int(np.count_nonzero(there))

    def make(mb: Untyped) -> Untyped:
        if how == "lut":
            mask, nonzero = mb.constexpr_lut_to_sparse(
                indices_mask=there,
                indices_nonzero_data=_narrow(rng, "uint2", (count,)),
                lut=normal(rng, (2, 1, 4, 1), kind),
            )
        elif how == "int8":
            mask, nonzero = mb.constexpr_sparse_blockwise_shift_scale(
                data_mask=there,
                nonzero_data=_narrow(rng, "int8", (count,)),
                scale=np.abs(normal(rng, (4, 1), kind)),
                offset=_narrow(rng, "int8", (4, 1)),
            )
        else:
            mask, nonzero = there, normal(rng, (count,), kind)
        return mb.constexpr_sparse_to_dense(nonzero_data=nonzero, mask=mask)

    _evaluator_and_coremltools(folder, make, kind, "iOS18")
