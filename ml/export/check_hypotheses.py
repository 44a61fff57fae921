"""The usual mistakes of an export, each as the maps that it would give."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import torch
from torch import Tensor

from core.detections.preprocess import PAD_VALUE
from core.phone.check_report import Fault
from core.phone.golden import GoldenLetterbox
from core.phone.map_comparison import Maps
from core.video.frame import Picture
from ml.export.check_runners import Run, eager
from ml.nets.centernet import CenterNet
from ml.nets.normalisation import HALF, IMAGENET

AGAIN = "Export the detector again with this Sweetspot."


@dataclass(frozen=True)
class Sample:
    """One golden frame with the net's maps and the export's, and where its picture lies."""

    picture: Picture
    previous: Picture
    letterbox: GoldenLetterbox
    expected: Maps
    found: Maps


@dataclass(frozen=True)
class Hypothesis:
    """A mistake: its kind, its words, and the maps that an export with it gives."""

    fault: Fault
    message: str
    maps: Callable[[Sample], Maps]
    hint: str = AGAIN


def hypotheses(net: CenterNet, sample: Sample) -> Iterator[Hypothesis]:
    """Yield the mistakes to try, those first that cost no run of the net."""
    yield from _of_outputs()
    yield from _of_pictures(net, sample)
    yield from _of_normalisation(net)
    yield _training_mode(net)


def _of_outputs() -> Iterator[Hypothesis]:
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
            lambda s, order=order: (
                s.expected[order[0]],
                s.expected[order[1]],
                s.expected[order[2]],
            ),
        )
    yield Hypothesis(
        Fault.SWAPPED_OUTPUTS,
        "x and y are swapped in the offsets and sizes.",
        lambda s: (s.expected[0], s.expected[1][::-1], s.expected[2][::-1]),
    )


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
            seen(lambda p, at=(left, top): _moved(p, sample.letterbox, at)),
            "The export shifts its picture; boxes land beside what they are of. " + AGAIN,
        )
    shift = _shift_between(sample)
    if shift is not None:
        yield Hypothesis(
            Fault.LETTERBOX,
            f"The picture is shifted in the input by {_way(shift)}.",
            seen(lambda p: _rolled(p, shift)),
            "The export shifts its picture; boxes land beside what they are of. " + AGAIN,
        )


def _of_normalisation(net: CenterNet) -> Iterator[Hypothesis]:
    normalise = net.normalise
    scale, shift = normalise.scale_and_shift()
    mean = torch.tensor(normalise.mean).view(1, 3, 1, 1)
    std = torch.tensor(normalise.std).view(1, 3, 1, 1)

    def fed(change: Callable[[Tensor], Tensor]) -> Callable[[Sample], Maps]:
        return lambda s: eager(net, change, s.picture, s.previous)

    twice = "The picture is normalised twice: once outside of the net and once more inside."
    for change in (
        lambda x: normalise(normalise(x)),
        lambda x: normalise(x / 255.0),
        lambda x: (normalise(x) - mean) / std,
        lambda x: normalise(x) / 255.0,
    ):
        yield Hypothesis(Fault.DOUBLE_NORMALISATION, twice, fed(change))
    averaged = (
        "The three channels are scaled by one number, their average; the net has one for each."
    )
    for change in (
        lambda x: x * scale.mean() - shift,
        lambda x: x / (255.0 * std.mean()) - shift,
        lambda x: (x / 255.0 - mean) / std.mean(),
        lambda x: (x / 255.0 - mean.mean()) / std.mean(),
        lambda x: x * scale - shift.mean(),
    ):
        yield Hypothesis(Fault.AVERAGED_SCALE, averaged, fed(change))
    for change, words in (
        (lambda x: x, "The picture is not normalised at all: the net sees 0 to 255."),
        (lambda x: x / 255.0, "The picture is scaled to 0 to 1 only, without mean and deviation."),
        (lambda x: x * scale, "The mean is not taken off the picture."),
    ):
        yield Hypothesis(Fault.NORMALISATION, words, fed(change))
    for other in (HALF, IMAGENET):
        if other != normalise:
            words = f"The picture is normalised by other numbers (mean {other.mean[0]} …)."
            yield Hypothesis(Fault.NORMALISATION, words, fed(other))


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


def _shift_between(sample: Sample) -> tuple[int, int] | None:
    """How far (x, y in px) the export's heat lies from the net's, found by correlation.

    Both maps are taken as pictures and their cross-correlation's peak is read with a parabola
    through its neighbours; None where they agree.
    """
    ours, theirs = (np.exp(np.clip(m[0], -20, 5)).sum(0) for m in (sample.expected, sample.found))
    if ours.shape != theirs.shape or not np.isfinite(theirs).all():
        return None
    spectrum = np.fft.rfft2(ours - ours.mean()).conj() * np.fft.rfft2(theirs - theirs.mean())
    surface = np.fft.irfft2(spectrum, ours.shape)
    row, column = np.unravel_index(int(surface.argmax()), surface.shape)
    stride = sample.picture.shape[0] // ours.shape[0]
    y = stride * (_signed(int(row), surface.shape[0]) + _between(surface[:, column], int(row)))
    x = stride * (_signed(int(column), surface.shape[1]) + _between(surface[row], int(column)))
    shift = round(x), round(y)
    far = max(abs(shift[0]) / sample.picture.shape[1], abs(shift[1]) / sample.picture.shape[0])
    return None if shift == (0, 0) or far > 0.5 else shift


def _signed(index: int, size: int) -> int:
    return index - size if index > size // 2 else index


def _between(line: np.ndarray, at: int) -> float:
    """Where a parabola through a peak and its neighbours has its top, -0.5 to 0.5."""
    low, top, high = (float(line[(at + k) % len(line)]) for k in (-1, 0, 1))
    bend = low - 2 * top + high
    return 0.0 if bend >= 0 else float(np.clip(0.5 * (low - high) / bend, -0.5, 0.5))


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


__all__ = ["AGAIN", "Hypothesis", "Run", "Sample", "hypotheses"]
