"""The files of boxes: ``detections.npz`` and ``tracks.npz``, written whole or not at all."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.errors import SessionError
from core.files import write_atomically

SCHEMA = 1

_NONE = np.zeros(0, np.int32)

DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)
"""What reading an ``.npz`` raises when some of its bytes are wrong."""


def save_detections(
    path: Path, detections: Detections, key: str = "", unseen: NDArray[np.int32] | None = None
) -> None:
    """Write detections; raise ``FileError`` when the disk refuses (the old file stays).

    ``key`` says what they were made from, so that a reader can tell whether they still hold.
    ``unseen`` (k,) are the frames among them that the detector has not looked at.
    """
    arrays = {f.name: getattr(detections, f.name) for f in fields(detections)}
    if unseen is not None and len(unseen):
        arrays["unseen"] = np.asarray(unseen, np.int32)
    _save(path, "detections", arrays, key)


def load_detections(path: Path) -> Detections:
    """Read detections; raise ``SessionError`` when the file is absent, damaged or newer."""
    arrays = _load(path, "detections", [f.name for f in fields(Detections)])
    try:
        return Detections(**arrays)
    except ValueError as error:
        raise _damaged(path, error) from error


def load_unseen(path: Path) -> NDArray[np.int32]:
    """Return the frames (k,) that a file of detections says nothing of, though it could.

    Raises ``SessionError`` when the file is absent or damaged.
    """
    return np.asarray(_load(path, "detections", [], {"unseen": _NONE})["unseen"], np.int32)


def key_of(path: Path) -> str | None:
    """Return the ``key`` a file was written with; None when it is absent or damaged."""
    try:
        # Opened here: numpy leaves a damaged file open, and Windows then refuses to replace it.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return str(stored["key"])
    except DAMAGE:
        return None


def save_tracks(path: Path, tracks: Tracks) -> None:
    """Write tracks; raise ``FileError`` when the disk refuses (the old file stays)."""
    _save(path, "tracks", {f.name: getattr(tracks, f.name) for f in fields(tracks)})


def load_tracks(path: Path) -> Tracks:
    """Read tracks; raise ``SessionError`` when the file is absent, damaged or newer."""
    arrays = _load(path, "tracks", [f.name for f in fields(Tracks)])
    try:
        return Tracks(**arrays)
    except ValueError as error:
        raise _damaged(path, error) from error


def _save(path: Path, kind: str, arrays: Mapping[str, NDArray[Any]], key: str = "") -> None:
    def write(file: BinaryIO) -> None:
        labelled: dict[str, Any] = {
            "kind": np.array(kind),
            "schema": np.array(SCHEMA),
            "key": np.array(key),
            **arrays,
        }
        np.savez_compressed(file, **labelled)

    write_atomically(path, write)


def _load(
    path: Path, kind: str, names: list[str], optional: Mapping[str, NDArray[Any]] | None = None
) -> dict[str, NDArray[Any]]:
    try:
        # Opened here: numpy leaves a damaged file open, and Windows then refuses to replace it.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            if str(stored["kind"]) != kind:
                raise ValueError(f"it holds {stored['kind']}, not {kind}")
            if int(stored["schema"]) > SCHEMA:
                raise SessionError(
                    f"“{path.name}” was written by a newer Sweetspot.",
                    "Update Sweetspot to open it.",
                )
            found = {name: stored[name] for name in names}
            for name, default in (optional or {}).items():
                found[name] = stored.get(name, default)
            return found
    except FileNotFoundError:
        raise SessionError(
            f"“{path.name}” is missing.", "Analyse the video again to make it anew."
        ) from None
    except DAMAGE as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> SessionError:
    return SessionError(
        f"“{path.name}” is damaged ({error}).", "Analyse the video again to make it anew."
    )
