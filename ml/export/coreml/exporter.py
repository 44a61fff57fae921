"""The exporter to Core ML: package, metadata, and what the manifest shall know of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import ModelError
from core.phone.export_request import PACKAGE, ExportRequest
from core.phone.package_words import words_of
from core.phone.phone_model import PhoneModel
from ml.export.coreml import tools
from ml.export.coreml.container import write_package
from ml.export.coreml.program import Converted, converted, to_program
from ml.export.exporters import Begin, Order
from ml.export.model_files import CHECK, clear
from ml.versions import versions_of

_PROGRAMS = ("sweetspot", "coremltools", "torch", "numpy")
_ABSENT = (
    "The part that writes files for the iPhone (coremltools) is not installed on this computer, so "
    "the Core ML file was left out; the ONNX file is complete. “pip install coremltools” brings it."
)
_ABSENT_ON_WINDOWS = (
    " On Windows pip has to build it from its source, which is Python only; that is enough for us, "
    "but has been proved on Linux and not yet on Windows."
)


class CoreMLExporter:
    """The net as an ML program in an `.mlpackage`."""

    file = PACKAGE

    def is_wanted(self, request: ExportRequest) -> bool:
        """Unless the request leaves it out."""
        return request.coreml

    def stages(self, request: ExportRequest) -> int:
        """Conversion, compression unless there is none, writing."""
        return 2 if request.compress == "none" else 3

    def hindrance(self) -> str:
        """Why not: coremltools has no wheels for Windows and may be left out elsewhere."""
        if tools.is_installed():
            return ""
        return _ABSENT + (_ABSENT_ON_WINDOWS if sys.platform == "win32" else "")

    def write(self, order: Order, folder: Path, begin: Begin) -> Mapping[str, Any]:
        """Write the package, in the place of an older one; the manifest's `phone` tells of it."""
        request, manifest = order.request, order.manifest
        size = (
            request.input_width or manifest.input_width,
            request.input_height or manifest.input_height,
        )
        try:
            made = _converted(order, size, begin)
        except (RuntimeError, ValueError, TypeError, KeyError) as error:
            raise ModelError(
                f"The file for the iPhone could not be made: coremltools says “{error}”.",
                "The detector is as it was. “sweetspot export --no-coreml” writes its ONNX file.",
            ) from error
        begin("package", "Writing the file for the iPhone")
        clear(folder, (PACKAGE, CHECK))
        package = PhoneModel(
            input_width=size[0],
            input_height=size[1],
            precision=request.precision,
            compress=request.compress,
            target=request.target,
            weights_sha256=order.weights_sha256,
            n_bytes=0,
            n_bytes_plain=0,
            versions=versions_of(_PROGRAMS),
        )
        about = f"{manifest.name}: finds {', '.join(manifest.classes)} on the tennis court."
        model = made.described(about, words_of(manifest, package))
        write_package(folder / PACKAGE, model, made.weights)
        files = (path for path in (folder / PACKAGE).rglob("*") if path.is_file())
        n_bytes = sum(path.stat().st_size for path in files)
        plain = n_bytes - len(made.weights) + made.n_bytes_plain
        sized = package.to_mapping() | {"n_bytes": n_bytes, "n_bytes_plain": plain}
        return {"phone": sized}


def _converted(order: Order, size: tuple[int, int], begin: Begin) -> Converted:
    request = order.request
    begin("convert", "Converting it for the iPhone")
    program = to_program(order.net, size, request.precision, request.target)
    if request.compress != "none":
        begin("compress", "Making it smaller")
    return converted(program, request.compress, request.target)
