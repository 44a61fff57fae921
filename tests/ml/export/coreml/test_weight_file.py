"""Our weight files are coremltools' own, byte for byte, and nothing that does not fit gets in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.export.coreml import tools
from ml.export.coreml.weight_file import ALIGNMENT, WeightFileWriter, stored_size
from ml.export.mil.blobs import WeightFile
from ml.export.mil.kinds import KINDS

WHOLE = {"uint8": 8, "uint16": 16, "uint32": 32, "int8": -8, "int16": -16, "int32": -32}
NARROW = {"uint1": 1, "uint2": 2, "uint3": 3, "uint4": 4, "uint6": 6, "int4": -4}


def limits(bits: int) -> tuple[int, int]:
    """Least and greatest of as many bits; negative numbers of bits stand for signed numbers."""
    return (0, (1 << bits) - 1) if bits > 0 else (-(1 << (-bits - 1)), (1 << (-bits - 1)) - 1)


def blobs() -> st.SearchStrategy[list[tuple[str, np.ndarray]]]:
    """A few tensors of any kind and length, as coremltools hands them over."""

    def of(name: str) -> st.SearchStrategy[tuple[str, np.ndarray]]:
        if name == "float":
            numbers: Any = st.floats(width=32, allow_nan=False)
            return st.lists(numbers, max_size=90).map(lambda v: (name, np.array(v, np.float32)))
        low, high = limits({**WHOLE, **NARROW, "fp16": 16}[name])
        stored = {"int4": "int8", "fp16": "uint16"}.get(name, name if name in WHOLE else "uint8")
        listed = st.lists(st.integers(low, high), min_size=1, max_size=90)
        return listed.map(lambda v: (name, np.array(v, stored)))

    return st.lists(st.sampled_from([*WHOLE, *NARROW, "float", "fp16"]).flatmap(of), max_size=5)


def written(writer: type, path: Path, tensors: list[tuple[str, np.ndarray]]) -> list[int]:
    """Write tensors one after another; where each begins."""
    one = writer(str(path))
    return [getattr(one, f"write_{name}_data")(numbers) for name, numbers in tensors]


@pytest.fixture(scope="module")
def native() -> type:
    """coremltools' own writer."""
    tools.load()
    pytest.importorskip("coremltools.libmilstoragepython")
    from coremltools.libmilstoragepython import _BlobStorageWriter

    return _BlobStorageWriter


@settings(max_examples=60)
@given(tensors=blobs())
def test_it_is_what_the_native_writer_writes(
    native: type, tensors: list[tuple[str, np.ndarray]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours.bin", Path(folder) / "theirs.bin"
        assert written(WeightFileWriter, ours, tensors) == written(native, theirs, tensors)
        assert ours.read_bytes() == theirs.read_bytes()


@settings(max_examples=40)
@given(tensors=blobs())
def test_what_is_written_is_read_back(tensors: list[tuple[str, np.ndarray]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weight.bin"
        offsets = written(WeightFileWriter, path, tensors)
        content = path.read_bytes()
    read = WeightFile("weight.bin", content)
    assert len(read) == len(tensors)
    words = {"float": "fp32"}
    for offset, (name, numbers) in zip(offsets, tensors, strict=True):
        kind = next(each for each in KINDS.values() if each.word == words.get(name, name))
        back = read.read(offset, kind, numbers.size)
        if name == "fp16":
            back = back.view(np.uint16)
        np.testing.assert_array_equal(back, numbers)
    sizes = [len(numbers.tobytes()) for name, numbers in tensors if name not in NARROW]
    if len(sizes) == len(tensors):
        full = ALIGNMENT + sum(stored_size(size) for size in sizes)
        assert 0 <= full - len(content) < ALIGNMENT


@pytest.mark.parametrize(
    ("name", "wrong"), [("uint6", 64), ("uint1", 2), ("int4", 8), ("int4", -9)]
)
def test_numbers_that_do_not_fit_are_refused(name: str, wrong: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        written(WeightFileWriter, tmp_path / "w", [(name, np.array([0, wrong], np.int16))])
