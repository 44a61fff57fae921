"""Checkpoints: all a run needs to go on as if it had never stopped."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from core.files import write_atomically

VERSION = 1


def save(path: Path, state: dict[str, Any]) -> None:
    """Write plain containers and tensors, atomically. Raises OSError; the old file then stays."""
    buffer = io.BytesIO()
    torch.save({"version": VERSION, **state}, buffer)
    write_atomically(path, buffer.getvalue())


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint, running no code from it. Raises ValueError if it is of another version."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    if not isinstance(state, dict) or state.get("version") != VERSION:
        raise ValueError(f"{path.name} is not a checkpoint of version {VERSION}")
    return state
