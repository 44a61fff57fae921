"""The usual mistakes of an export, each as the maps that it would give."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import permutations

import numpy as np
import torch

from core.detections.preprocess import PAD_VALUE
from core.phone.check_report import Fault
from core.phone.golden import GoldenLetterbox
from core.phone.map_comparison import Maps
from core.video.frame import Picture
from ml.export.check_normalisation import (
    AVERAGED,
    NOT_AT_ALL,
    OTHERWISE,
    TWICE,
    Way,
    averaged,
    doubled,
    way_of,
)
from ml.export.check_runners import eager
from ml.export.check_sample import Sample, likely_shifts
from ml.nets.centernet import CenterNet
from ml.nets.normalisation import HALF, IMAGENET

AGAIN = "Export the detector again with this Sweetspot."


@dataclass(frozen=True)
class Hypothesis:
    """A mistake: its kind, its words, and the maps that an export with it gives."""

    fault: Fault
    message: str
    maps: Callable[[Sample], Maps]
    hint: str = AGAIN


def hypotheses(net: CenterNet, sample: Sample) -> Iterator[Hypothesis]:
    """Yield the mistakes to try that each cost a run of the net; see `of_outputs` besides."""
    yield from _of_pictures(net, sample)
    yield from _of_normalisation(net)
    yield _training_mode(net)


def of_outputs() -> Iterator[Hypothesis]:
    """Yield the mistakes that only name or order the net's maps otherwise."""
    names = ("the heat map", "the offsets", "the sizes")
    for order in permutations(range(3)):
        if order == (0, 1, 2):
            continue
        moved = "; ".join(
            f"{names[k]} come{'s' if k == 0 else ''} where {names[place]} belong"
            f"{'s' if place == 0 else ''}"
            for place, k in enumerate(order)
            if place != k
        )
        yield Hypothesis(
            Fault.SWAPPED_OUTPUTS,
            f"The outputs are swapped: {moved}.",
            partial(_reordered, order),
        )
    yield Hypothesis(
        Fault.SWAPPED_OUTPUTS,
        "x and y are swapped in the offsets and sizes.",
        lambda s: (s.expected[0], s.expected[1][::-1], s.expected[2][::-1]),
    )


def _reordered(order: tuple[int, ...], sample: Sample) -> Maps:
    first, second, third = (sample.expected[place] for place in order)
    return first, second, third


def _of_pictures(net: CenterNet, sample: Sample) -> Iterator[Hypothesis]:
    def seen(change: Callable[[Picture], Picture]) -> Callable[[Sample], Maps]:
        return lambda s: eager(net, net.normalise, change(s.picture), change(s.previous))

    yield Hypothesis(
        Fault.SWAPPED_CHANNELS,
        "Red and blue are swapped: the export takes pictures as BGR, the net wants RGB.",
        seen(lambda picture: np.ascontiguousarray(picture[..., ::-1])),
    )
    if net.memory is not None:
        yield Hypothesis(
            Fault.SWAPPED_FRAMES,
            "The picture and the frame before it are swapped.",
            lambda s: eager(net, net.normalise, s.previous, s.picture),
        )
        yield Hypothesis(
            Fault.SWAPPED_FRAMES,
            "The frame before is not looked at: the export sees no motion.",
            lambda s: eager(net, net.normalise, s.picture, s.picture),
        )
    for way, (left, top) in _other_margins(sample):
        yield Hypothesis(
            Fault.LETTERBOX,
            f"The picture lies elsewhere in the input: {way}.",
            seen(partial(_moved, letterbox=sample.letterbox, at=(left, top))),
            "The export shifts its picture; boxes land beside what they are of. " + AGAIN,
        )
    for shift in likely_shifts(sample):
        yield Hypothesis(
            Fault.LETTERBOX,
            f"The picture is shifted in the input by {_way(shift)}.",
            seen(partial(_rolled, shift=shift)),
            "The export shifts its picture; boxes land beside what they are of. " + AGAIN,
        )


def _of_normalisation(net: CenterNet) -> Iterator[Hypothesis]:
    normalise = net.normalise

    def fed(way: Way) -> Callable[[Sample], Maps]:
        scale, bias = (torch.tensor(each).float().view(1, 3, 1, 1) for each in way)
        return lambda s: eager(net, lambda x: x * scale + bias, s.picture, s.previous)

    for way in doubled(normalise):
        yield Hypothesis(Fault.DOUBLE_NORMALISATION, TWICE, fed(way))
    for way in averaged(normalise):
        yield Hypothesis(Fault.AVERAGED_SCALE, AVERAGED, fed(way))
    ones, zeros = np.ones(3), np.zeros(3)
    yield Hypothesis(Fault.NORMALISATION, NOT_AT_ALL, fed((ones, zeros)))
    others = [(ones / 255, zeros), (way_of(normalise)[0], zeros)]
    others += [way_of(each) for each in (HALF, IMAGENET) if each != normalise]
    for way in others:
        yield Hypothesis(Fault.NORMALISATION, OTHERWISE, fed(way))


def _training_mode(net: CenterNet) -> Hypothesis:
    def maps(sample: Sample) -> Maps:
        pupil = copy.deepcopy(net).train()
        return eager(pupil, net.normalise, sample.picture, sample.previous)

    return Hypothesis(
        Fault.TRAINING_MODE,
        "The net was exported in training mode: its batch norms follow each picture instead of "
        "what they learned.",
        maps,
    )


def _other_margins(sample: Sample) -> Iterator[tuple[str, tuple[int, int]]]:
    left, top = sample.letterbox.margin
    if (left, top) != (0, 0):
        yield "at the top left instead of in the middle", (0, 0)
        yield "at the bottom right instead of in the middle", (2 * left, 2 * top)


def _moved(picture: Picture, letterbox: GoldenLetterbox, at: tuple[int, int]) -> Picture:
    """The letterboxed picture laid elsewhere, grey around it."""
    (left, top), (width, height) = letterbox.margin, letterbox.fitted
    canvas = np.full_like(picture, PAD_VALUE)
    x, y = min(at[0], picture.shape[1] - width), min(at[1], picture.shape[0] - height)
    canvas[y : y + height, x : x + width] = picture[top : top + height, left : left + width]
    return canvas


def _rolled(picture: Picture, shift: tuple[int, int]) -> Picture:
    """The picture moved by (x, y) pixels, grey where it leaves room."""
    moved = np.full_like(picture, PAD_VALUE)
    height, width = picture.shape[:2]
    x, y = shift
    moved[max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)] = picture[
        max(-y, 0) : height + min(-y, 0), max(-x, 0) : width + min(-x, 0)
    ]
    return moved


def _way(shift: tuple[int, int]) -> str:
    parts = []
    if shift[0]:
        parts.append(f"{abs(shift[0])} px to the {'right' if shift[0] > 0 else 'left'}")
    if shift[1]:
        parts.append(f"{abs(shift[1])} px {'down' if shift[1] > 0 else 'up'}")
    return " and ".join(parts)
