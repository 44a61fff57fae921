"""Weight files: what coremltools' own native writer writes is read back, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mil_programs import Untyped

from core.errors import ModelError
from ml.export.mil.blobs import WeightFile, unpacked
from ml.export.mil.kinds import FP16, FP32, Kind, kind_called

_NARROW = ("int4", "uint1", "uint2", "uint3", "uint4", "uint6")
_WHOLE = (*_NARROW, "int8", "uint8", "int16", "uint16", "int32", "uint32")
_lengths = st.integers(1, 200)


def _numbers(rng: np.random.Generator, kind: Kind, count: int) -> np.ndarray:
    if kind.is_float:
        return rng.standard_normal(count).astype(kind.stored)
    return rng.integers(kind.low, kind.high + 1, count)


def _write(writer: Untyped, kind: Kind, numbers: np.ndarray) -> int:
    if kind is FP16:
        return writer.write_fp16_data(numbers.view(np.uint16))
    if kind is FP32:
        return writer.write_float_data(numbers)
    stored = kind.word if kind.bits >= 8 else "int8" if kind.low < 0 else "uint8"
    return getattr(writer, f"write_{kind.word}_data")(numbers.astype(stored))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blobs")


@given(
    wanted=st.lists(
        st.tuples(st.sampled_from(("fp16", "fp32", *_WHOLE)), _lengths), min_size=1, max_size=6
    ),
    seed=st.integers(0, 9),
)
def test_what_the_native_writer_writes_is_read_back(
    folder: Path, wanted: list[tuple[str, int]], seed: int
) -> None:
    native = pytest.importorskip("coremltools.libmilstoragepython")
    rng, path = np.random.default_rng(seed), folder / "weight.bin"
    writer = native._BlobStorageWriter(str(path))
    written = []
    for word, count in wanted:
        kind = kind_called(word)
        numbers = _numbers(rng, kind, count)
        written.append((_write(writer, kind, numbers), kind, numbers))
    del writer
    weights = WeightFile("weight.bin", path.read_bytes())
    assert len(weights) == len(wanted)
    for offset, kind, numbers in written:
        np.testing.assert_array_equal(weights.read(offset, kind, numbers.size), numbers)


@given(word=st.sampled_from(_NARROW), numbers=st.lists(st.integers(0, 63), max_size=40))
def test_narrow_numbers_are_packed_lowest_bits_first(word: str, numbers: list[int]) -> None:
    kind = kind_called(word)
    wanted = [kind.low + number % (1 << kind.bits) for number in numbers]
    whole = sum(
        (number % (1 << kind.bits)) << (place * kind.bits) for place, number in enumerate(wanted)
    )
    content = whole.to_bytes(-(-len(wanted) * kind.bits // 8), "little")
    assert unpacked(content, kind, len(wanted)).tolist() == wanted


def _file(*parts: bytes, count: int) -> bytes:
    return count.to_bytes(4, "little") + (2).to_bytes(4, "little") + bytes(56) + b"".join(parts)


def _record(size: int, start: int, code: int = 2, spare: int = 0) -> bytes:
    words = [(0xDEADBEEF).to_bytes(4, "little"), code.to_bytes(4, "little")]
    return b"".join([*words, *(n.to_bytes(8, "little") for n in (size, start, spare))]) + bytes(32)


_GOOD = _file(_record(12, 128), bytes(12), count=1)


def test_a_small_file_is_read() -> None:
    assert WeightFile("w", _GOOD).read(64, FP32, 3).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "too short"),
        (_GOOD[:-1], "cut short"),
        (_GOOD[:100], "ends after 0 of 1"),
        (b"\x01\0\0\0\x01" + _GOOD[5:], "version 2"),
        (_GOOD[:64] + b"\0" + _GOOD[65:], "no record"),
        (_file(_record(12, 192), bytes(12), count=1), "no record"),
        (_file(_record(1 << 60, 128), bytes(12), count=1), "cut short"),
        (_GOOD + bytes(64), "64 bytes more"),
    ],
)
def test_a_damaged_file_is_refused_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        WeightFile("w", content)


@pytest.mark.parametrize(
    ("offset", "kind", "count", "words"),
    [
        (128, FP32, 3, "no weights begin at byte 128"),
        (64, FP16, 6, "not fp16"),
        (64, FP32, 4, "12 bytes, the model expects 16"),
        (64, kind_called("int64"), 1, "not int64"),
    ],
)
def test_other_weights_than_those_that_are_there_are_refused(
    offset: int, kind: Kind, count: int, words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        WeightFile("w", _GOOD).read(offset, kind, count)
