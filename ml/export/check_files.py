"""What can be told of an export without running it: files, hashes, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.detections.model_manifest import ModelManifest
from core.files import sha256_of
from core.phone.check_report import Fault, Reason
from ml.export.check_hypotheses import AGAIN
from ml.export.source import Source


def file_reasons(folder: Path, manifest: ModelManifest, source: Source) -> Iterator[Reason]:
    """Yield what is wrong with the folder's files, and with the manifest's word on the net."""
    yield from _hashes(folder, manifest)
    yield from _net(manifest, source)


def _hashes(folder: Path, manifest: ModelManifest) -> Iterator[Reason]:
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield Reason(Fault.FILE_MISSING, f"The file “{name}” is missing.", AGAIN, name)
        elif sha256_of(path) != digest:
            words = f"The file “{name}” is not the one that was exported: it was changed since."
            yield Reason(Fault.FILE_CHANGED, words, AGAIN, name)


def _net(manifest: ModelManifest, source: Source) -> Iterator[Reason]:
    if tuple(source.classes) != tuple(manifest.classes):
        yield Reason(
            Fault.CLASS_ORDER,
            f"The description lists the classes as {', '.join(manifest.classes)}; the net has "
            f"{', '.join(source.classes)}.",
            AGAIN,
            "manifest.json",
        )
    normalise = source.net.normalise
    if (tuple(manifest.mean), tuple(manifest.std)) != (normalise.mean, normalise.std):
        yield Reason(
            Fault.NORMALISATION,
            "The description names another mean or deviation than the net was trained with.",
            AGAIN,
            "manifest.json",
        )
    if manifest.memory != source.arch.memory:
        yield Reason(
            Fault.OTHER_DESCRIPTION,
            "The description is wrong about whether the net is shown the frame before.",
            AGAIN,
            "manifest.json",
        )
