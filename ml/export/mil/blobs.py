"""A Core ML weight file (MIL blob storage, version 2): tensors one after another, read and checked.

The format is public in coremltools' source (MILBlob/Blob/StorageFormat.hpp): a header of 64 bytes
(count, version), then for each tensor a record of 64 bytes and its data, all aligned to 64 bytes,
little-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from ml.export.mil.kinds import Kind
from ml.export.mil.schema import HINT

_ALIGNMENT = 64
_HEADER = struct.Struct("<II")
_RECORD = struct.Struct("<IIQQQ")
_SENTINEL = 0xDEADBEEF
_VERSION = 2


@dataclass(frozen=True)
class _Blob:
    """One tensor's place: its kind's code, and where its bytes are."""

    code: int
    start: int
    size: int
    spare_bits: int


class WeightFile:
    """The tensors of one weight file. `name` is for messages."""

    def __init__(self, name: str, content: bytes) -> None:
        """Walk through the whole file. Raises ModelError where it is damaged or cut short."""
        self._name, self._content = name, content
        self._blobs = self._walk()

    def __len__(self) -> int:
        return len(self._blobs)

    def read(self, offset: int, kind: Kind, count: int) -> NDArray[np.generic]:
        """Return the `count` numbers of the record at `offset`, flat. Raises ModelError."""
        blob = self._blobs.get(offset)
        if blob is None:
            raise self._damaged(f"no weights begin at byte {offset}, where the model expects some")
        if blob.code != kind.blob or not kind.blob:
            raise self._damaged(
                f"the weights at byte {offset} are not {kind.word}, as the model says"
            )
        bits = count * kind.bits
        if blob.size != -(-bits // 8) or blob.spare_bits != blob.size * 8 - bits:
            raise self._damaged(
                f"the weights at byte {offset} are {blob.size} bytes, the model expects "
                f"{-(-bits // 8)}"
            )
        return unpacked(self._content[blob.start : blob.start + blob.size], kind, count)

    def _walk(self) -> dict[int, _Blob]:
        size = len(self._content)
        if size < _ALIGNMENT:
            raise self._damaged("it is too short")
        count, version = _HEADER.unpack_from(self._content)
        if version != _VERSION or any(self._content[_HEADER.size : _ALIGNMENT]):
            raise self._damaged("it does not begin as a weight file of version 2 does")
        blobs: dict[int, _Blob] = {}
        offset = end = _ALIGNMENT
        for _ in range(count):
            if offset + _ALIGNMENT > size:
                raise self._damaged(f"it ends after {len(blobs)} of {count} weights")
            sentinel, code, length, start, spare = _RECORD.unpack_from(self._content, offset)
            if sentinel != _SENTINEL or start != offset + _ALIGNMENT:
                raise self._damaged(f"there is no record of weights at byte {offset}")
            end = start + length
            if end > size:
                raise self._damaged(f"it is cut short: {end} bytes are expected, there are {size}")
            blobs[offset] = _Blob(code, start, length, spare)
            offset = -(-end // _ALIGNMENT) * _ALIGNMENT
        if size - end >= _ALIGNMENT:
            raise self._damaged(f"it has {size - end} bytes more than its {count} weights")
        return blobs

    def _damaged(self, why: str) -> ModelError:
        return ModelError(
            f"The weights of the Core ML model ({self._name}) are damaged: {why}.", HINT
        )


def unpacked(content: bytes, kind: Kind, count: int) -> NDArray[np.generic]:
    """Return `count` numbers of `kind` from their bytes; narrow ones are packed lowest bits first.

    Raises ValueError if there are not exactly as many bytes as they need.
    """
    if len(content) != -(-count * kind.bits // 8):
        raise ValueError(f"{len(content)} bytes for {count} numbers of {kind.word}")
    if kind.stored is not None:
        return np.frombuffer(content, kind.stored)
    bits = np.unpackbits(np.frombuffer(content, np.uint8), bitorder="little")
    if bits[count * kind.bits :].any():
        raise ValueError("bits beyond the last number are set")
    weights = 1 << np.arange(kind.bits, dtype=np.int64)
    numbers = bits[: count * kind.bits].reshape(count, kind.bits) @ weights
    return np.where(numbers > kind.high, numbers - (1 << kind.bits), numbers)
