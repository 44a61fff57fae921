"""Putting several files in place as one: after a crash all of them are the old or the new ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from core.errors import DatasetError
from core.files import write_atomically

PENDING = "pending.json"


def commit_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files into ``folder`` by name; the moment their journal is written they are in place.

    Raises ``FileError``; what was there before is then untouched, or ``finish_commit`` puts the
    new files in place.
    """
    write_atomically(folder / PENDING, json.dumps({"files": dict(texts)}).encode())
    _put(folder, texts)


def finish_commit(folder: Path) -> None:
    """Put files in place that a crash kept from it; to be called before they are read."""
    journal = folder / PENDING
    if not journal.is_file():
        return
    try:
        texts = json.loads(journal.read_bytes())["files"]
        _put(folder, {str(name): str(text) for name, text in texts.items()})
    except FileNotFoundError:
        return  # another process was quicker
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"“{PENDING}” in “{folder.name}” is damaged.", "Delete it and build the dataset again."
        ) from error


def _put(folder: Path, texts: Mapping[str, str]) -> None:
    if any(Path(name).name != name for name in texts):
        raise ValueError("a journal names files of its own folder only")
    for name, text in texts.items():
        write_atomically(folder / name, text.encode())
    (folder / PENDING).unlink(missing_ok=True)
