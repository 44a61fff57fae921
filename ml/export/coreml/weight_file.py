"""Writing a Core ML weight file (MIL blob storage, version 2) in plain Python.

The format is public in coremltools' source (mlmodel/src/MILBlob/Blob/StorageFormat.hpp and
BlobDataType.hpp): a header of 64 bytes (count, version), then for each tensor a record of 64 bytes
(a sentinel, kind, bytes, where they begin, unused bits at their end) and its data. Records and data
begin at multiples of 64; numbers are little-endian; kinds narrower than a byte are packed lowest
bits first. coremltools' own writer is native and comes for macOS and Linux only; this one gives
the same bytes, and takes its place everywhere so that there is one way.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ALIGNMENT = 64
_HEADER = struct.Struct("<II56x")
_RECORD = struct.Struct("<IIQQQ32x")
_SENTINEL = 0xDEADBEEF
_VERSION = 2

Numbers = NDArray[np.generic]


def stored_size(n_bytes: int) -> int:
    """What a tensor of `n_bytes` takes in a weight file: its record, its data, and their gaps."""
    return ALIGNMENT + _aligned(n_bytes)


def _aligned(position: int) -> int:
    return -(-position // ALIGNMENT) * ALIGNMENT


class WeightFileWriter:
    """Stands in for coremltools' `_BlobStorageWriter`: the same names, arguments and bytes.

    Each method appends a flat array and returns where its record begins. Nothing stays open
    between calls. Raises OSError, and ValueError for numbers that do not fit into their bits.
    """

    def __init__(self, path: str, truncate: bool = True) -> None:
        """Begin a file at `path`."""
        if not truncate:
            raise ValueError("weight files are written in one go")
        self._path = Path(path)
        self._count = 0
        self._path.write_bytes(_HEADER.pack(0, _VERSION))
        self._end = ALIGNMENT

    def write_fp16_data(self, data: Numbers) -> int:
        """Halves, given by their bits as uint16."""
        return self._append(1, data, "<u2")

    def write_float_data(self, data: Numbers) -> int:
        """float32."""
        return self._append(2, data, "<f4")

    def write_uint8_data(self, data: Numbers) -> int:
        """uint8."""
        return self._append(3, data, "u1")

    def write_int8_data(self, data: Numbers) -> int:
        """int8."""
        return self._append(4, data, "i1")

    def write_int16_data(self, data: Numbers) -> int:
        """int16."""
        return self._append(6, data, "<i2")

    def write_uint16_data(self, data: Numbers) -> int:
        """uint16."""
        return self._append(7, data, "<u2")

    def write_int4_data(self, data: Numbers) -> int:
        """Whole numbers of -8..7."""
        return self._append_narrow(8, data, 4, -8)

    def write_uint1_data(self, data: Numbers) -> int:
        """Whole numbers of 0..1."""
        return self._append_narrow(9, data, 1)

    def write_uint2_data(self, data: Numbers) -> int:
        """Whole numbers of 0..3."""
        return self._append_narrow(10, data, 2)

    def write_uint4_data(self, data: Numbers) -> int:
        """Whole numbers of 0..15."""
        return self._append_narrow(11, data, 4)

    def write_uint3_data(self, data: Numbers) -> int:
        """Whole numbers of 0..7."""
        return self._append_narrow(12, data, 3)

    def write_uint6_data(self, data: Numbers) -> int:
        """Whole numbers of 0..63."""
        return self._append_narrow(13, data, 6)

    def write_int32_data(self, data: Numbers) -> int:
        """int32."""
        return self._append(14, data, "<i4")

    def write_uint32_data(self, data: Numbers) -> int:
        """uint32."""
        return self._append(15, data, "<u4")

    def _append_narrow(self, kind: int, data: Numbers, bits: int, lowest: int = 0) -> int:
        numbers = np.asarray(data, np.int64).ravel()
        highest = lowest + (1 << bits) - 1
        if numbers.size and not (lowest <= numbers.min() and numbers.max() <= highest):
            raise ValueError(f"numbers beyond {lowest}..{highest} do not fit into {bits} bits")
        each = (numbers[:, None] >> np.arange(bits)) & 1
        packed = np.packbits(each.astype(np.uint8).ravel(), bitorder="little")
        return self._write(kind, packed.tobytes(), packed.size * 8 - numbers.size * bits)

    def _append(self, kind: int, data: Numbers, stored: str) -> int:
        return self._write(kind, np.ascontiguousarray(data).astype(stored, copy=False).tobytes())

    def _write(self, kind: int, content: bytes, unused_bits: int = 0) -> int:
        record = _aligned(self._end)
        begin = record + ALIGNMENT
        self._count += 1
        with self._path.open("r+b") as file:
            file.write(_HEADER.pack(self._count, _VERSION))
            file.seek(self._end)
            file.write(bytes(record - self._end))
            file.write(_RECORD.pack(_SENTINEL, kind, len(content), begin, unused_bits))
            file.write(content)
        self._end = begin + len(content)
        return record
