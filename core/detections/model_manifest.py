"""The manifest of a detector: all that the program and the phone know of a net."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.errors import ModelError
from core.files import sha256_of, write_atomically
from core.json_value import is_newer, value_of

SCHEMA = 3  # 2: nets with a memory; 3: files for the phone
FILE_NAME = "manifest.json"

DEFAULT_THRESHOLD = 0.3
"""Score from which boxes are shown, of classes for which a manifest names none."""


@dataclass(frozen=True)
class ModelManifest:
    """One detector's description, stored as ``manifest.json`` beside its files.

    The ONNX input is named ``image``: uint8 (1, H, W, 3) RGB, normalised by ``mean`` and
    ``std`` (of values in 0..1) inside the graph. Outputs are logits (1, C, H/stride, W/stride).
    With ``dynamic_input`` H and W may be any multiple of 32; otherwise they are
    ``input_height`` and ``input_width``. With ``memory`` the graph takes the frame before as
    ``previous``, like ``image``. ``files`` maps each file's name ("/" between its parts) to its
    SHA-256. ``phone`` tells of the phone's package; ``core.phone.phone_model`` reads it.
    """

    name: str
    classes: tuple[str, ...]
    input_width: int
    input_height: int
    thresholds: Mapping[str, float]
    onnx: str = "model.onnx"
    dynamic_input: bool = True
    memory: bool = False
    stride: int = 4
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    std: tuple[float, float, float] = (0.5, 0.5, 0.5)
    outputs: tuple[str, str, str] = ("output_hmap", "output_regs", "output_w_h_")
    top_k: int = 100
    arch: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    phone: Mapping[str, Any] = field(default_factory=dict)
    schema: int = SCHEMA

    @property
    def model_hash(self) -> str:
        """Identity of what the detector finds: its weights and how their maps are read."""
        weights = self.files.get(self.onnx, "")
        read_by = [self.input_width, self.input_height, dict(self.thresholds), self.top_k]
        told = json.dumps([weights, read_by], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def save(self, folder: Path) -> None:
        """Write ``manifest.json`` into ``folder`` atomically."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        write_atomically(folder / FILE_NAME, text.encode())

    @staticmethod
    def load(folder: Path) -> ModelManifest:
        """Read ``folder/manifest.json``; raise ``ModelError`` if it is absent or damaged."""
        path = folder / FILE_NAME
        try:
            raw = json.loads(path.read_bytes())
            if not isinstance(raw, dict) or not isinstance(raw.get("schema"), int):
                raise ValueError("it has no schema")
            if is_newer(raw, SCHEMA):
                raise ModelError(
                    f"The detector “{folder.name}” was made by a newer Sweetspot.",
                    "Update Sweetspot to use it.",
                )
            return value_of(ModelManifest, raw, "the manifest")
        except FileNotFoundError:
            raise ModelError(
                f"There is no detector in “{folder}”: {FILE_NAME} is missing.",
                "Choose the folder that holds the detector's manifest.",
            ) from None
        except (OSError, ValueError, RecursionError) as error:
            raise ModelError(
                f"The detector's description “{path}” is damaged ({error}).",
                "Install the detector again, or choose another.",
            ) from error

    def verify(self, folder: Path) -> None:
        """Compare every listed file with its hash; raise ``ModelError`` at the first bad one."""
        for name, expected in self.files.items():
            path = folder / name
            if not path.is_file():
                raise ModelError(f"The detector's file “{name}” is missing.", "Install it again.")
            if sha256_of(path) != expected:
                raise ModelError(
                    f"The detector's file “{name}” is not the one its manifest names.",
                    "Install the detector again.",
                )
