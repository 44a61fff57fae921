"""The weights in an exported file held against the net's: which layer's are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.phone.check_report import Fault, Reason
from ml.export.check_hypotheses import AGAIN
from ml.nets.centernet import CenterNet

Array = NDArray[np.float32]

SAME = 0.01
"""Weights whose difference is so small a part of them (of the root of squares) are the same:
float16 keeps three digits."""

SAME_COMPRESSED = 0.2
"""The same for compressed weights; one overwritten is off by about 1."""


_MOST_DAMAGED = 0.5
"""Of the layers: where more are others, nothing was damaged, but all of them are of another net."""


@dataclass(frozen=True)
class Layer:
    """A convolution with what follows it folded in. `forms` are the shapes it may be kept in."""

    name: str
    transposed: bool
    forms: tuple[Array, ...]


def layers_of(net: CenterNet) -> list[Layer]:
    """Every convolution of the net as an export keeps it: batch norm folded in, or not."""
    leaves = [
        (name, m) for name, m in net.with_joined_stem().named_modules() if not list(m.children())
    ]
    found = []
    for (name, module), (_, after) in zip(leaves, [*leaves[1:], ("", nn.Identity())], strict=True):
        if not isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            continue
        transposed = isinstance(module, nn.ConvTranspose2d)
        forms = [module.weight.detach()]
        if isinstance(after, nn.BatchNorm2d) and after.num_features == module.out_channels:
            forms.insert(0, _folded(forms[0], after, transposed))
        found.append(Layer(name, transposed, tuple(each.float().numpy() for each in forms)))
    return found


def _folded(weight: Tensor, norm: nn.BatchNorm2d, transposed: bool) -> Tensor:
    assert norm.running_var is not None
    factor = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
    return weight * factor.view((1, -1, 1, 1) if transposed else (-1, 1, 1, 1))


def audit(
    net: CenterNet, constants: Mapping[str, NDArray[Any]], compressed: bool, file: str
) -> list[Reason]:
    """Say which layers' weights are not among a file's constants, or only another way round.

    Layers for which the file has nothing of the same shape are passed over: it is arranged in
    another way then. Empty where every layer was found.
    """
    limit = SAME_COMPRESSED if compressed else SAME
    layers = layers_of(net)
    kept = [np.asarray(c, np.float32) for c in constants.values() if np.ndim(c) == 4]
    reasons = []
    for layer in layers:
        others = [c for c in kept if any(c.shape == form.shape for form in layer.forms)]
        if not others or _distance(layer.forms, others) <= limit:
            continue
        reasons.append(_reason(layer, others, limit, file))
    if len(reasons) > _MOST_DAMAGED * len(layers):
        words = "The export was made from other weights than the detector has now."
        return [Reason(Fault.STALE, words, AGAIN, file)]
    return reasons


def _reason(layer: Layer, others: list[Array], limit: float, file: str) -> Reason:
    where = f"{file}: {layer.name}"
    for words, forms in _turned(layer):
        if _distance(forms, others) <= limit:
            kind = "transposed convolution" if layer.transposed else "convolution"
            return Reason(
                Fault.TRANSPOSED_KERNEL,
                f"The kernel of the {kind} “{layer.name}” is {words} in the export.",
                AGAIN,
                where,
            )
    return Reason(
        Fault.CHANGED_WEIGHTS,
        f"The weights of the layer “{layer.name}” in the export are not the detector's: "
        "they were overwritten or damaged.",
        AGAIN,
        where,
    )


def _turned(layer: Layer) -> Iterator[tuple[str, tuple[Array, ...]]]:
    forms = layer.forms
    yield "transposed (rows and columns swapped)", tuple(f.swapaxes(2, 3) for f in forms)
    yield "turned round", tuple(f[..., ::-1, ::-1] for f in forms)
    yield "transposed (inputs and outputs swapped)", tuple(f.swapaxes(0, 1) for f in forms)


def _distance(forms: tuple[Array, ...], others: list[Array]) -> float:
    """The smallest difference of any form from any constant, as a part of the form."""
    return min(
        (
            float(np.linalg.norm(other - form)) / max(float(np.linalg.norm(form)), 1e-12)
            for form in forms
            for other in others
            if other.shape == form.shape
        ),
        default=np.inf,
    )
