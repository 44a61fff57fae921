"""Putting public ImageNet weights into a backbone, and saying what fitted."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from core.errors import ModelError
from ml.nets.backbone import Backbone

LEAST_SHARE = 0.5
"""Of a backbone's tensors: with fewer found, the file is of another net."""

_NAMED = 6


@dataclass(frozen=True)
class LoadReport:
    """Which tensors were found, by their keys in the backbone (`unexpected`: in the file)."""

    loaded: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    misshapen: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every tensor of the backbone came from the file and nothing was left over."""
        return not (self.missing or self.unexpected or self.misshapen)

    def __str__(self) -> str:
        """One line, naming the first few of each kind."""
        total = len(self.loaded) + len(self.missing) + len(self.misshapen)
        parts = [f"{len(self.loaded)} of {total} tensors loaded"]
        for word in ("missing", "unexpected", "misshapen"):
            if names := getattr(self, word):
                more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
                parts.append(f"{word}: {', '.join(names[:_NAMED])}{more}")
        return "; ".join(parts)


def load_imagenet(
    backbone: Backbone, state: Mapping[str, Tensor], *, strict: bool = False
) -> LoadReport:
    """Copy the tensors that fit, by torchvision's keys; the others stay as they are.

    The classifier's own tensors are left aside without a word. Raises ModelError, with the
    backbone untouched, where less than half of it fits, or with `strict` where anything does not.
    """
    # The count of batches seen only matters to averages without momentum, which no net here has.
    own = {k: v for k, v in backbone.state_dict().items() if not k.endswith("num_batches_tracked")}
    theirs = {
        k: v
        for k, v in state.items()
        if not k.startswith(backbone.imagenet_only) and not k.endswith("num_batches_tracked")
    }
    fits = [k for k, v in own.items() if k in theirs and theirs[k].shape == v.shape]
    report = LoadReport(
        loaded=tuple(fits),
        missing=tuple(k for k in own if k not in theirs),
        unexpected=tuple(k for k in theirs if k not in own),
        misshapen=tuple(k for k, v in own.items() if k in theirs and theirs[k].shape != v.shape),
    )
    if len(fits) < LEAST_SHARE * len(own) or (strict and not report.complete):
        raise ModelError(
            f"The ImageNet weights do not fit {type(backbone).__name__}: {report}.",
            "Take a file with torchvision's names for this backbone.",
        )
    with torch.no_grad():
        for key in fits:
            own[key].copy_(theirs[key])
    return report


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read a state dict from disk, running no code from it. Raises ModelError."""
    hint = "Choose a PyTorch state dict (.pth)."
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise ModelError(f"“{path}” cannot be read ({error.strerror or error}).", hint) from error
    except (RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise ModelError(f"“{path}” holds no weights that can be read safely.", hint) from error
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise ModelError(f"“{path}” is not a state dict.", hint)
    return state
