"""From what was chosen to a source that can be read."""

from __future__ import annotations

from pathlib import Path

from core.capture.camera import camera_plan
from core.capture.file_source import FileSource
from core.capture.live_source import LiveSource
from core.capture.network import network_plan
from core.capture.source_spec import SourceKind, SourceSpec
from core.capture.stream_source import StreamSource


def open_source(spec: SourceSpec, comes_back: bool = True) -> LiveSource:
    """Return the source that ``spec`` names; it is opened by ``with``.

    With ``comes_back`` a camera or address that is lost while it is read is looked for until it
    is there again; the tap hears of it. Raises ``CaptureError`` for an address that is none.
    """
    if spec.kind is SourceKind.FILE:
        return FileSource(Path(spec.address))
    if spec.kind is SourceKind.ADDRESS:
        return StreamSource(network_plan(spec.address, spec.name, comes_back))
    return StreamSource(camera_plan(spec, comes_back))
