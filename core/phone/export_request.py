"""ExportRequest: what a person asks of an export to the phone; both sides of the child use it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from core.request_json import request_of

PRECISIONS = ("fp16", "fp32")
COMPRESSIONS = ("none", "int8", "palette6", "palette8")
TARGETS = ("ios16", "ios17", "ios18")
PACKAGE = "model.mlpackage"
"""The Core ML package in a model's folder."""


@dataclass(frozen=True)
class ExportRequest:
    """Which detector becomes which files. `python -m ml export REQUEST.json` answers it.

    ``source`` is a model's folder with ``weights.pt``, a run's folder or a checkpoint. ``folder``
    is the model's folder to write into; it may be ``source`` itself, and what else lies there
    stays. It is replaced as a whole at the very end: interrupted, the old one is untouched.

    Written are ``weights.pt``, ``model.onnx`` (float32, any size), unless ``coreml`` is False
    ``model.mlpackage`` (one size, images as input), and the manifest that lists them; for a
    training that is no detector yet, also what ``core.models.make_request`` makes of it, if its
    pictures are there. What is made from other weights goes. ``input_*``
    of 0 are the detector's own. ``precision`` and ``compress`` are the package's: see
    ``PRECISIONS``, ``COMPRESSIONS``; ``target`` is the oldest iOS it shall run on.
    ``name`` is the detector's in words; "" keeps the one it has.
    """

    source: str
    folder: str
    name: str = ""
    precision: str = "fp16"
    compress: str = "none"
    target: str = "ios16"
    input_width: int = 0
    input_height: int = 0
    dynamic_batch: bool = False
    coreml: bool = True

    def __post_init__(self) -> None:
        """Refuse what no exporter knows. Raises ``ValueError``."""
        for name, known in (
            ("precision", PRECISIONS),
            ("compress", COMPRESSIONS),
            ("target", TARGETS),
        ):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} must be one of {', '.join(known)}")
        size = self.input_width, self.input_height
        if (size[0] > 0) != (size[1] > 0) or min(size) < 0:
            raise ValueError("input_width and input_height come together")
        if size[0] % 32 or size[1] % 32:
            raise ValueError("input_width and input_height must be multiples of 32")

    def to_json(self) -> str:
        """Return the request as readable JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    @staticmethod
    def from_mapping(raw: object) -> ExportRequest:
        """Read parsed JSON; raise ``FileError`` naming what does not fit."""
        return request_of(ExportRequest, raw, "an export")
