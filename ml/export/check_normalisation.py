"""How an export makes numbers of colours, as its program says it, held against the net's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.phone.check_report import Fault
from ml.nets.normalisation import Normalisation

Numbers = NDArray[np.float64]
Way = tuple[Numbers, Numbers]
"""Scale and bias of each channel: a colour of 0 to 255 becomes colour * scale + bias."""

_SAME = 1e-3
"""As a part: float16 keeps three digits; the deviations of ImageNet differ by 2 in a hundred."""

TWICE = "The picture is normalised twice: once outside of the net and once more inside."
AVERAGED = "The three channels are scaled by one number, their average; the net has one for each."
NOT_AT_ALL = "The picture is not normalised at all: the net sees 0 to 255."
OTHERWISE = "The picture is normalised by other numbers than the net was trained with."


def wrong_way(
    scale: Sequence[float], bias: Sequence[float], normalise: Normalisation
) -> tuple[Fault, str] | None:
    """Return what is wrong with a program's scale and bias, None if nothing is.

    Both have a number for each channel, or one for all; empty ones are not known, and not wrong.
    """
    if not len(scale) or not len(bias):
        return None
    found = _three(scale), _three(bias)
    right = way_of(normalise)
    if _same(found, right):
        return None
    for fault, words, ways in (
        (Fault.DOUBLE_NORMALISATION, TWICE, doubled(normalise)),
        (Fault.AVERAGED_SCALE, AVERAGED, averaged(normalise)),
        (Fault.NORMALISATION, NOT_AT_ALL, iter([(np.ones(3), np.zeros(3))])),
    ):
        if any(_same(found, way) for way in ways):
            return fault, words
    return Fault.NORMALISATION, OTHERWISE


def way_of(normalise: Normalisation) -> Way:
    """The net's own scale and bias."""
    mean, std = np.array(normalise.mean), np.array(normalise.std)
    return 1 / (255 * std), -mean / std


def doubled(normalise: Normalisation) -> Iterator[Way]:
    """The ways in which a picture is normalised that was, or partly was, normalised before."""
    scale, bias = way_of(normalise)
    mean, std = np.array(normalise.mean), np.array(normalise.std)
    yield scale * scale, bias * scale + bias
    yield scale / 255, bias
    yield scale / std, (bias - mean) / std
    yield scale / 255, bias / 255


def averaged(normalise: Normalisation) -> Iterator[Way]:
    """The ways in which one number stands for the three channels' own."""
    scale, bias = way_of(normalise)
    mean, std = np.array(normalise.mean), np.array(normalise.std)
    one = np.ones(3)
    yield one * scale.mean(), bias
    yield one * scale.mean(), -255 * mean * scale.mean()
    yield one / (255 * std.mean()), bias
    yield one / (255 * std.mean()), -mean / std.mean()
    yield one / (255 * std.mean()), -mean.mean() / std.mean() * one
    yield one * scale.mean(), one * bias.mean()


def _three(values: Sequence[float]) -> Numbers:
    # With a frame before, its three channels follow; they are made numbers in the same way.
    return np.broadcast_to(np.asarray(values, np.float64)[:3], (3,))


def _same(a: Way, b: Way) -> bool:
    return all(
        bool(np.allclose(x, y, rtol=_SAME, atol=_SAME * max(1e-9, float(np.abs(y).max()))))
        for x, y in zip(a, b, strict=True)
    )
