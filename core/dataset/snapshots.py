"""Frozen datasets: pictures and labels under a name that is a hash of their content."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.dataset.coco_writer import coco_bytes
from core.dataset.dataset import Dataset
from core.dataset.picture_files import moved
from core.errors import DatasetError, FileError
from core.files import PART, sha256_of, write_atomically
from core.progress import NoProgress, Progress

SNAPSHOTS = "snapshots"
MANIFEST = "snapshot.json"
_DIGITS = 16
_STALE_S = 3600.0


@dataclass(frozen=True)
class Snapshot:
    """A frozen dataset: its folder, and the whole hash of its content (64 digits)."""

    folder: Path
    content: str


def take_snapshot(dataset: Dataset, snapshots: Path, progress: Progress | None = None) -> Snapshot:
    """Freeze a dataset below ``snapshots``; one of equal content is found again, not made.

    Pictures are hard links where the disk can, so that a snapshot takes hardly any room.
    It appears whole or not at all. Raises ``DatasetError`` where a picture is missing,
    ``FileError`` and ``Cancelled``.
    """
    watch = progress or NoProgress()
    digests = _digests(dataset, watch)
    content = _content_hash(dataset, digests)
    target = snapshots / content[:_DIGITS]
    if (target / MANIFEST).is_file():
        return Snapshot(target, content)
    part = snapshots / f".{content[:_DIGITS]}.{os.getpid()}{PART}"
    try:
        _fill(part, dataset, digests, content, watch)
        part.rename(target)
    except OSError as error:
        if (target / MANIFEST).is_file():  # another program was quicker
            return Snapshot(target, content)
        raise FileError(
            f"The snapshot could not be written ({error.strerror or error}).",
            "Nothing is lost. Free some space and try again.",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        _sweep(snapshots)
    return Snapshot(target, content)


def changed_since(snapshot: Path, progress: Progress | None = None) -> tuple[str, ...]:
    """Return in words what is not as it was frozen; nothing for a snapshot that is whole.

    Raises ``DatasetError`` for a folder that is no snapshot.
    """
    try:
        raw = json.loads((snapshot / MANIFEST).read_bytes())
        files = {str(name): str(digest) for name, digest in raw["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"“{snapshot.name}” is no snapshot.", "Take a new one.") from error
    watch, changed = progress or NoProgress(), []
    for done, (name, digest) in enumerate(files.items()):
        watch.step(done, len(files), name)
        path = snapshot / name
        if not path.is_file():
            changed.append(f"{name} is missing.")
        elif sha256_of(path) != digest:
            changed.append(f"{name} is not what it was.")
    return tuple(changed)


def _digests(dataset: Dataset, progress: Progress) -> Mapping[Path, str]:
    paths = list(dict.fromkeys(dataset.files()))
    digests: dict[Path, str] = {}
    with ThreadPoolExecutor(4) as pool:
        for start in range(0, len(paths), 64):
            progress.step(start, len(paths), "pictures")
            portion = paths[start : start + 64]
            try:
                digests.update(zip(portion, pool.map(sha256_of, portion), strict=True))
            except OSError as error:
                raise DatasetError(
                    f"A picture of “{dataset.name}” cannot be read ({error}).",
                    "Check the dataset, put the picture back or take it out.",
                ) from error
    return digests


def _content_hash(dataset: Dataset, digests: Mapping[Path, str]) -> str:
    """Hash labels and pictures, not where they lie."""
    digest = hashlib.sha256(b"sweetspot dataset 1\n")
    bare = _placed(dataset, Path())
    for split in bare.splits:
        digest.update(f"{split}\n".encode() + coco_bytes(bare, split, Path()))
    for source, target in zip(dataset.files(), bare.files(), strict=True):
        digest.update(f"{target.name} {digests[source]}\n".encode())
    return digest.hexdigest()


def _placed(dataset: Dataset, folder: Path) -> Dataset:
    return moved(dataset, lambda _, name: folder / "images" / name)


def _fill(
    part: Path,
    dataset: Dataset,
    digests: Mapping[Path, str],
    content: str,
    progress: Progress,
) -> None:
    (part / "images").mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    placed = _placed(dataset, part)
    for done, (source, target) in enumerate(zip(dataset.files(), placed.files(), strict=True)):
        progress.step(done, len(dataset), target.name)
        _link(source, target)
        files[f"images/{target.name}"] = digests[source]
    for split in placed.splits:
        text = coco_bytes(placed, split, part)
        write_atomically(part / f"instances_{split}.json", text)
        files[f"instances_{split}.json"] = hashlib.sha256(text).hexdigest()
    manifest = {
        "version": 1,
        "content": content,
        "name": dataset.name,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "pictures": {split: len(each) for split, each in dataset.splits.items()},
        "files": files,
    }
    write_atomically(part / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        # Another disk, or one that knows no links.
        write_atomically(target, source.read_bytes())


def _sweep(snapshots: Path) -> None:
    """Remove what a killed program left half made."""
    for path in snapshots.glob(f".*{PART}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE_S:
                shutil.rmtree(path, ignore_errors=True)
