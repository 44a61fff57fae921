"""Why an export's maps are not the net's: the mistake that explains the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.phone.check_report import Fault, Reason
from core.phone.map_comparison import Maps
from ml.export.check_hypotheses import AGAIN, Hypothesis, hypotheses, of_outputs
from ml.export.check_runners import Runner
from ml.export.check_sample import Sample
from ml.export.check_weights import audit
from ml.nets.centernet import CenterNet

EXPLAINED = 0.1
"""A mistake explains a difference of which it leaves no more than this part …"""

_NOISE, _BETTER = 0.02, 0.4
"""… or no more than float16's own noise, and much less than there was. The unit is that of
`error_of`; right float16 exports of our nets have 0.003 to 0.01."""

_CLEARLY = 0.01
"""A mistake that leaves so little is the one: no other needs to be tried."""

_NEARLY = 0.15
_MOST_LAYERS = 5

Constants = Callable[[], Mapping[str, NDArray[Any]]]


def diagnose(
    net: CenterNet,
    sample: Sample,
    classes: Sequence[str],
    runner: Runner,
    constants: Constants | None,
    ponder: Callable[[], None] = lambda: None,
) -> tuple[Reason, ...]:
    """Return what explains that `found` is not `expected` in the sample; never nothing.

    `constants` reads the file's weights, None where it keeps them in a way of its own. `ponder`
    is called now and then; it may raise Cancelled.
    """
    file, compressed = runner.file, runner.compression != "none"
    if not all(np.isfinite(each).all() for each in sample.found):
        return (_overflow(file),)
    if [m.shape for m in sample.found] == [m.shape for m in sample.expected]:
        reason = _class_order(sample, classes, file)
        if reason is not None:
            return (reason,)
    best = _best(sample, of_outputs(), ponder)
    if best is None and constants is not None:
        changed = audit(net, constants(), compressed, file)
        if changed:
            return tuple(changed[:_MOST_LAYERS])
    best = best or _best(sample, hypotheses(net, sample), ponder)
    if best is not None:
        return (Reason(best.fault, best.message, best.hint, file),)
    return (_unexplained(sample, runner),)


def error_of(expected: Iterable[NDArray[np.float32]], found: Maps) -> float:
    """Mean difference of three maps, each in units of how much the map varies; inf if no maps."""
    total = 0.0
    for ours, theirs in zip(expected, found, strict=True):
        if ours.shape != theirs.shape:
            return float("inf")
        total += float(np.abs(ours - theirs).mean()) / max(float(theirs.std()), 1e-6)
    return total


def _best(
    sample: Sample, tried: Iterable[Hypothesis], ponder: Callable[[], None]
) -> Hypothesis | None:
    """The mistake that leaves the least of the difference, if that is little enough."""
    before = error_of(sample.expected, sample.found)
    left, best = np.inf, None
    for each in tried:
        ponder()
        error = error_of(each.maps(sample), sample.found)
        if error < left:
            left, best = error, each
        if left <= _CLEARLY * before:
            break
    explained = left <= EXPLAINED * before or (left <= _NOISE and left <= _BETTER * before)
    return best if explained else None


def _class_order(sample: Sample, classes: Sequence[str], file: str) -> Reason | None:
    """A reason if every channel of the export's heat map is another one of the net's."""
    ours, theirs = sample.expected[0], sample.found[0]
    distance = np.abs(theirs[:, None] - ours[None]).mean(axis=(2, 3))
    order = distance.argmin(axis=1)
    n = len(classes)
    if sorted(order) != list(range(n)) or list(order) == list(range(n)):
        return None
    left, before = distance[range(n), order].sum(), distance[range(n), range(n)].sum()
    if left > _BETTER * before:
        return None
    moved = [
        f"what is called {classes[k]} is the {classes[order[k]]}" for k in range(n) if order[k] != k
    ]
    return Reason(
        Fault.CLASS_ORDER,
        f"The classes come in another order: {'; '.join(moved)}.".replace("_", " "),
        AGAIN,
        file,
    )


def _overflow(file: str) -> Reason:
    return Reason(
        Fault.OVERFLOW,
        "The export's numbers run over: in float16 nothing is larger than 65 504, and some of the "
        "net's values are.",
        "Export it in full precision (fp32), or train it on: its weights have grown too large.",
        file,
    )


def _unexplained(sample: Sample, runner: Runner) -> Reason:
    if runner.precision == "int8":
        return Reason(
            Fault.IMPRECISE,
            "The laptop's 8-bit file finds too much else than the detector.",
            "Make the detector again from its training; until then the laptop can use the file in "
            "full precision.",
            runner.file,
        )
    if runner.compression != "none":
        return Reason(
            Fault.IMPRECISE,
            "Its weights have too few steps: it finds other things than the detector.",
            "Choose a weaker compression, or none.",
            runner.file,
        )
    if error_of(sample.expected, sample.found) < _NEARLY:
        hint = "Export it in full precision (fp32)." if runner.precision == "float16" else AGAIN
        words = "It computes nearly the same as the detector, but not closely enough."
        return Reason(Fault.IMPRECISE, words, hint, runner.file)
    return Reason(
        Fault.UNEXPLAINED,
        "It finds other things than the detector, and none of the usual mistakes explains it.",
        AGAIN + " If that does not help, send us the report.",
        runner.file,
    )
