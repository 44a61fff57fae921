"""EvaluateRequest: what a person asks of an evaluation; both sides of the child process use it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from core.request_json import request_of


@dataclass(frozen=True)
class EvaluateRequest:
    """Which detector on which pictures, and what to leave behind.

    ``model`` is a model's folder, a training run's folder or a checkpoint; ``weights`` names
    another file of a model's folder than the one it runs. ``annotations`` is COCO JSON beside
    its pictures. ``out`` is a folder for report, page and ``worst`` pictures; "" writes none.
    ``input_width`` and ``input_height`` of 0 are the model's own. ``rounds`` are the pictures
    that are timed, 0 for none.
    """

    model: str
    annotations: str
    out: str = ""
    weights: str = ""
    flip_test: bool = False
    worst: int = 0
    input_width: int = 0
    input_height: int = 0
    rounds: int = 20

    def __post_init__(self) -> None:
        """Refuse sizes that no net takes. Raises ``ValueError``."""
        if (self.input_width > 0) != (self.input_height > 0):
            raise ValueError("input_width and input_height come together")
        if min(self.input_width, self.input_height) < 0 or self.input_width % 32:
            raise ValueError("input_width must be a multiple of 32")
        if self.input_height % 32:
            raise ValueError("input_height must be a multiple of 32")
        if self.worst < 0 or self.rounds < 0:
            raise ValueError("worst and rounds count from 0")

    def to_json(self) -> str:
        """Return the request as readable JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    @staticmethod
    def from_mapping(raw: object) -> EvaluateRequest:
        """Read parsed JSON; raise ``FileError`` naming what does not fit."""
        return request_of(EvaluateRequest, raw, "an evaluation")
