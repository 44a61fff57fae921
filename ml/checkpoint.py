"""Checkpoints: all a run needs to go on as if it had never stopped, or only its weights."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, BinaryIO

import torch

from core.errors import FileError, ModelError
from core.files import write_atomically

VERSION = 1
WEIGHTS = "weights.pt"
"""In a model's folder: what its training left, so that another can begin there."""

_PATHS = ("start_from", "backbone_weights", "rendered")


def save(path: Path, state: dict[str, Any]) -> None:
    """Write plain containers and tensors, atomically. Raises FileError; the old file then stays."""

    def write(file: BinaryIO) -> None:
        try:
            torch.save({"version": VERSION, **state}, file)
        except RuntimeError as error:
            # Torch's writer says so when the disk takes no more; what it says is not for people.
            raise OSError(28, "No space left on device") from error

    write_atomically(path, write)


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint, running no code from it.

    Raises FileError if it cannot be read, ModelError if it is damaged or of another version.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise FileError(f"“{path}” cannot be read ({error.strerror or error}).") from error
    except (RuntimeError, EOFError, ValueError, pickle.UnpicklingError) as error:
        raise ModelError(
            f"The checkpoint “{path}” is damaged.", "Take another, or begin anew."
        ) from error
    if not isinstance(state, dict) or state.get("version") != VERSION:
        raise ModelError(
            f"“{path.name}” is not a checkpoint of version {VERSION}.",
            "Take a last.pt, best.pt or weights.pt that this Sweetspot wrote.",
        )
    return state


def save_weights(path: Path, state: dict[str, Any]) -> None:
    """Write what a training can begin from, in half precision: an eighth of a whole checkpoint.

    Where its files lay on the computer that trained it is nobody's business: paths are left out.
    Raises FileError.
    """
    weights = {name: _halved(value) for name, value in state["ema"].items()}
    config = {name: value for name, value in state["config"].items() if name not in _PATHS}
    config |= {"dataset": "", "run_dir": ""}
    save(path, {"config": config, "step": state.get("step", 0), "ema": weights})


def _halved(value: torch.Tensor) -> torch.Tensor:
    """In half precision, unless that has no room for it: a variance may be beyond 65 504."""
    if not value.is_floating_point():
        return value
    half = value.half()
    return value if (half.isinf() & value.isfinite()).any() else half
