"""MakeModelRequest: from a finished training to a detector for the laptop."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from core.request_json import request_of


@dataclass(frozen=True)
class MakeModelRequest:
    """Which run becomes which detector. `python -m ml make-model REQUEST.json` answers it.

    ``source`` is a run's folder (its best checkpoint) or a checkpoint. ``folder`` gets
    ``weights.pt``, ``model.onnx``, ``model.int8.onnx``, ``MODEL_CARD.md`` and the manifest, whole
    or not at all; the last line says ``{"event": "finished", "model": folder}``. Phone files are
    made from it later (``core.phone.export_request``).

    ``dataset`` (a folder with ``instances_train.json`` and ``instances_val.json``) calibrates int8
    and sets the thresholds; "" is the run's own. ``input_*`` of 0 are the run's own.
    ``prefer_int8`` names the int8 file in the manifest if it loses less than ``max_ap_loss`` of
    AP, as the mean over the classes: a class of thirty labels moves by more than that by chance.
    ``recall_lean`` below 1 lowers the best-F1 thresholds: the tracker drops strays.
    ``keep_float`` are the beginnings of names of nodes that stay in float32.
    """

    source: str
    folder: str
    name: str = ""
    dataset: str = ""
    input_width: int = 0
    input_height: int = 0
    prefer_int8: bool = True
    max_ap_loss: float = 0.01
    recall_lean: float = 0.8
    calibration_pictures: int = 160
    keep_float: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the request as readable JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    @staticmethod
    def from_mapping(raw: object) -> MakeModelRequest:
        """Read parsed JSON; raise ``FileError`` naming what does not fit."""
        return request_of(MakeModelRequest, raw, "a detector")
