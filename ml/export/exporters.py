"""The formats a net can be exported to, behind one interface; each is one entry in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from core.detections.model_manifest import ModelManifest
from core.phone.export_request import ExportRequest
from ml.nets.centernet import CenterNet

Begin = Callable[[str, str], None]
"""Called with the name and the words of each stage as it begins; raises Cancelled."""


@dataclass(frozen=True)
class Order:
    """What shall be exported. `manifest` tells what goes into the file's own description, its
    input size is the one to export for; `weights_sha256` is of the weights.pt beside it."""

    net: CenterNet
    manifest: ModelManifest
    request: ExportRequest
    weights_sha256: str


class Exporter(Protocol):
    """One format. A newer one (Core AI beside Core ML) is one more class with these."""

    @property
    def file(self) -> str:
        """The file or folder it writes in a model's folder."""

    def is_wanted(self, request: ExportRequest) -> bool:
        """Whether a request asks for this format."""

    def stages(self, request: ExportRequest) -> int:
        """How often `write` will begin a stage."""

    def hindrance(self) -> str:
        """Why it cannot work on this computer, in plain words; "" where it can."""

    def write(self, order: Order, folder: Path, begin: Begin) -> Mapping[str, Any]:
        """Write into `folder`, telling of each stage. Returns fields for the manifest.

        Raises ModelError for a net the format cannot hold, FileError, Cancelled.
        """
