"""PhoneModel: what a detector's manifest says of its files for the phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.detections.model_manifest import ModelManifest
from core.errors import ModelError
from core.json_value import value_of
from core.phone.export_request import PACKAGE


@dataclass(frozen=True)
class PhoneModel:
    """The Core ML package beside a manifest, as it was exported.

    Its inputs are RGB images of ``input_width`` x ``input_height``, named as ONNX's; its outputs
    are ONNX's. ``weights_sha256`` is of the ``weights.pt`` it was made from: another one beside
    it means that the package is stale. ``n_bytes_plain`` is what it would be without compression.
    ``versions`` are the programs that made it, by name.
    """

    input_width: int
    input_height: int
    precision: str
    compress: str
    target: str
    weights_sha256: str
    n_bytes: int
    n_bytes_plain: int
    versions: Mapping[str, str] = field(default_factory=dict)
    package: str = PACKAGE

    def to_mapping(self) -> dict[str, Any]:
        """Return it in plain containers, for ``ModelManifest.phone``."""
        return asdict(self)


def phone_model_of(manifest: ModelManifest) -> PhoneModel | None:
    """Return what a manifest says of its package; None where nothing was exported for the phone.

    Raises ``ModelError`` if it says something else.
    """
    if not manifest.phone:
        return None
    try:
        return value_of(PhoneModel, dict(manifest.phone), "phone")
    except ValueError as error:
        raise ModelError(
            f"What “{manifest.name}” says of its files for the phone is damaged ({error}).",
            "Export it for the phone again; the detector itself is untouched.",
        ) from error
