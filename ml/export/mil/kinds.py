"""The kinds of numbers a Core ML program knows, how they are stored, and how they are rounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import torch
from torch import Tensor

from core.errors import ModelError
from ml.export.mil.schema import HINT


@dataclass(frozen=True)
class Kind:
    """One kind. `code` names it in the program, `blob` in the weight file (0: never there).

    `carrier` is what we compute with: values of fp16 are float32 tensors that hold only what fp16
    can, so that an operation sums in float32 and rounds once, as the phone's chip does. Whole
    numbers of every width are int64, checked against `low` and `high`.
    """

    word: str
    code: int
    blob: int
    bits: int
    stored: np.dtype | None
    carrier: torch.dtype
    low: int = 0
    high: int = 0

    @property
    def is_float(self) -> bool:
        return self.carrier.is_floating_point

    @property
    def is_whole(self) -> bool:
        return self.carrier == torch.int64


def _float(word: str, code: int, blob: int, stored: type[np.floating]) -> Kind:
    bits = np.dtype(stored).itemsize * 8
    return Kind(word, code, blob, bits, np.dtype(stored).newbyteorder("<"), torch.float32)


def _whole(word: str, code: int, blob: int, bits: int) -> Kind:
    signed = word.startswith("int")
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    # Kinds narrower than a byte are packed, lowest bits first; see `blobs.unpacked`.
    stored = np.dtype(word).newbyteorder("<") if bits >= 8 else None
    return Kind(word, code, blob, bits, stored, torch.int64, low, high)


BOOL = Kind("bool", 1, 0, 8, np.dtype(np.bool_), torch.bool, 0, 1)
FP16 = _float("fp16", 10, 1, np.float16)
FP32 = _float("fp32", 11, 2, np.float32)
INT32 = _whole("int32", 23, 14, 32)
UINT1 = _whole("uint1", 37, 9, 1)

KINDS: Mapping[int, Kind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            BOOL,
            FP16,
            FP32,
            _whole("int8", 21, 4, 8),
            _whole("int16", 22, 6, 16),
            INT32,
            _whole("int64", 24, 0, 64),
            _whole("int4", 25, 8, 4),
            _whole("uint8", 31, 3, 8),
            _whole("uint16", 32, 7, 16),
            _whole("uint32", 33, 15, 32),
            _whole("uint4", 35, 11, 4),
            _whole("uint2", 36, 10, 2),
            UINT1,
            _whole("uint6", 38, 13, 6),
            _whole("uint3", 39, 12, 3),
        )
    }
)
"""By the code that a program names them with. Strings have no kind: they are never computed."""

STRING_CODE = 2


def kind_coded(code: int) -> Kind:
    """The kind of a code in a program. Raises ModelError for one that cannot be evaluated."""
    try:
        return KINDS[code]
    except KeyError as error:
        word = {12: "fp64", 13: "bfloat16", 34: "uint64", 40: "fp8 e4m3", 41: "fp8 e5m2"}.get(code)
        name = word or f"of code {code}"
        raise ModelError(f"The Core ML model has numbers of an unknown kind ({name}).", HINT) from (
            error
        )


def kind_called(word: str) -> Kind:
    """The kind that a `cast` or the like asks for. Raises ModelError for an unknown word."""
    for kind in KINDS.values():
        if kind.word == word:
            return kind
    raise ModelError(f"The Core ML model has numbers of an unknown kind (“{word}”).", HINT)


def rounded(values: Tensor, kind: Kind) -> Tensor:
    """Return `values` as `kind` holds them, in its carrier. Beyond fp16's range lies infinity.

    Raises OverflowError for a whole number that does not fit: what the phone makes of it is
    nowhere said, so that no value would be right.
    """
    if kind is FP16:
        return values.half().float()
    if kind.is_whole and values.numel():
        values = values.to(torch.int64)
        low, high = (int(edge) for edge in torch.aminmax(values))
        if low < kind.low or high > kind.high:
            raise OverflowError(f"{low if low < kind.low else high} does not fit into {kind.word}")
        return values
    return values.to(kind.carrier)
