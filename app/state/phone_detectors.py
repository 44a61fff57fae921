"""The detectors that can go to the phone, each with what its folder says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from core.detections.model_manifest import FILE_NAME, ModelManifest
from core.errors import SweetspotError
from core.models.facts import facts_of
from core.phone.export_request import PACKAGE
from core.sessions.library_folder import slug_of

WEIGHTS = "weights.pt"
NO_WEIGHTS = "Its weights are not here, so it cannot be converted."


class Readiness(StrEnum):
    """How far a detector is on its way to the phone."""

    NOT_YET = "not yet"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True)
class PhoneDetector:
    """One detector. ``folder`` is what is converted, ``phone_folder`` where the result lies.

    The two differ for the detector that ships, whose own folder is never written to.
    ``accuracy`` is the mean AP50, 0 to 1; ``made`` an ISO 8601 time; ``verified`` the device that
    has repeated the check itself; ``problem`` why it cannot be made ready, in words. ``weights``
    is the SHA-256 of its weights, "" without any.
    """

    folder: Path
    phone_folder: Path
    name: str
    n_bytes: int = 0
    accuracy: float | None = None
    made: str = ""
    shipped: bool = False
    adopted: bool = False
    readiness: Readiness = Readiness.NOT_YET
    verified: str = ""
    problem: str = ""
    weights: str = ""


def phone_detectors(
    models: Path,
    shipped: Path,
    adopted: Path,
    readiness_of: Callable[[Path], Readiness],
    verified_on: Callable[[Path], str],
) -> tuple[PhoneDetector, ...]:
    """Return every detector: the one in use first, then the newest.

    ``models`` is the library's folder of detectors. What was made there of the shipped one, or of
    a detector elsewhere that is in use, counts as that one's result and not as another detector.
    """
    outside = [shipped] if adopted.parent == models else list(dict.fromkeys((adopted, shipped)))
    found = [_read(folder) for folder in _inside(models)]
    listed = []
    for folder in outside:
        source = _read(folder)
        copies = [each for each in found if source.weights and each.weights == source.weights]
        found = [each for each in found if each not in copies]
        place = copies[0].folder if copies else models / folder_name_for(source.name, found)
        listed.append(replace(source, phone_folder=place))
    return tuple(
        sorted(
            (
                replace(
                    each,
                    shipped=each.folder == shipped,
                    adopted=adopted in (each.folder, each.phone_folder),
                    readiness=readiness_of(each.phone_folder),
                    verified=verified_on(each.phone_folder),
                )
                for each in (*listed, *found)
            ),
            key=lambda each: (each.adopted, each.made),
            reverse=True,
        )
    )


def folder_name_for(name: str, taken: Sequence[PhoneDetector] = ()) -> str:
    """Return a folder's name for a detector: its own in plain letters, that nobody has yet."""
    plain = slug_of(name)
    names = {each.folder.name for each in taken}
    number, wanted = 1, plain
    while wanted in names:
        number += 1
        wanted = f"{plain}-{number}"
    return wanted


def package_bytes(folder: Path) -> int:
    """Return the size of the Core ML package in a detector's folder, 0 without one."""
    package = folder / PACKAGE
    return sum(path.stat().st_size for path in package.rglob("*") if path.is_file())


def _inside(models: Path) -> list[Path]:
    # A name with a dot in front is a folder that is being written.
    return sorted(path.parent for path in models.glob(f"[!.]*/{FILE_NAME}"))


def _read(folder: Path) -> PhoneDetector:
    try:
        manifest = ModelManifest.load(folder)
        made = datetime.fromtimestamp((folder / FILE_NAME).stat().st_mtime, UTC).isoformat()
        weights = manifest.files.get(WEIGHTS, "")
        kept = folder / WEIGHTS
        problem = "" if kept.is_file() else NO_WEIGHTS
        size = kept.stat().st_size if kept.is_file() else package_bytes(folder)
    except SweetspotError as error:
        return PhoneDetector(folder, folder, folder.name, problem=error.message)
    accuracy = None
    if (folder / manifest.onnx).is_file():
        accuracy = next((each.mean_ap50 for each in facts_of(folder)), None)
    return PhoneDetector(
        folder, folder, manifest.name, size, accuracy, made, problem=problem, weights=weights
    )
