"""The dataset of a library: all that the coach has put right, built anew from the sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.dataset.builder import BuildRequest, build_dataset
from core.dataset.class_names import OUR_CLASSES
from core.dataset.dataset import Dataset, Provenance
from core.progress import NoProgress, Progress
from core.sessions.cards import SessionCard
from core.sessions.labelled_frames import frames_of_sessions
from core.sessions.store import SessionStore

DATASETS = "datasets"
NAME = "practices"


@dataclass(frozen=True)
class FixedDataset:
    """The dataset, the titles of its sessions by id, and in words what could not be taken.

    Without a single fixed frame the dataset is empty, and nothing was written.
    """

    dataset: Dataset
    titles: Mapping[str, str]
    left_out: tuple[str, ...] = ()


def folder_of(store: SessionStore) -> Path:
    """Return where the dataset of a library lies."""
    return store.root / DATASETS / NAME


def renew_dataset(
    store: SessionStore, progress: Progress | None = None, *, frames_before: bool = True
) -> FixedDataset:
    """Build the dataset of every fixed frame of a library; only new pictures are decoded.

    ``frames_before`` keeps the frame before each, too, for a detector with a memory.
    Raises ``DatasetError``, ``FileError`` and ``Cancelled``; the former dataset then stays.
    """
    watch, folder = progress or NoProgress(), folder_of(store)
    titles = {card.id: card.title for card in store.list() if isinstance(card, SessionCard)}
    found = frames_of_sessions(store, titles, watch)
    if not any(each.fix.annotations or each.fix.accepted for each in found.frames):
        nothing = Dataset(NAME, OUR_CLASSES, {}, Provenance("", folder))
        return FixedDataset(nothing, titles, found.left_out)
    built = build_dataset(folder, BuildRequest(found.frames, frames_before=frames_before), watch)
    named = (replace_ids(words, titles) for words in built.left_out)
    return FixedDataset(built.dataset, titles, (*found.left_out, *named))


def replace_ids(words: str, titles: Mapping[str, str]) -> str:
    """Return a sentence with the titles of sessions in the place of their ids."""
    for session, title in titles.items():
        words = words.replace(f"“{session}”", f"“{title}”")
    return words
