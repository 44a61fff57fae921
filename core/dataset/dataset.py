"""A dataset as a value: pictures of named splits, their classes, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.dataset.labels import LabelledPicture
from core.dataset.malformed import Complaints, Malformed

TRAIN, VAL, TEST = "train", "val", "test"
SPLIT_ORDER = (TRAIN, VAL, TEST)
_SPLIT = re.compile(r"(?:^|[^a-z])(train|val|valid|validation|test)(?![a-z])")
_AS_SPLIT = {"valid": "val", "validation": "val"}
SPLIT_FOLDERS = frozenset({*SPLIT_ORDER, *_AS_SPLIT})
"""Names of folders that tell a split."""


@dataclass(frozen=True)
class Provenance:
    """What was read: a format's name, the folder or file, and what had to be assumed."""

    form: str
    root: Path
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """Labelled pictures in splits; ``classes[class_id]`` is a class's name.

    ``malformed`` lists what could not be read (only when asked to read on, see
    ``core.dataset.reading``).
    """

    name: str
    classes: tuple[str, ...]
    splits: Mapping[str, tuple[LabelledPicture, ...]]
    provenance: Provenance
    malformed: tuple[Malformed, ...] = field(default=())

    def __len__(self) -> int:
        return sum(len(pictures) for pictures in self.splits.values())

    def split(self, name: str) -> tuple[LabelledPicture, ...]:
        """Return the pictures of a split, none where there is no such split."""
        return self.splits.get(name, ())

    def pictures(self) -> Iterator[tuple[str, LabelledPicture]]:
        """Yield every picture with its split's name."""
        for name, pictures in self.splits.items():
            for picture in pictures:
                yield name, picture

    def files(self) -> Iterator[Path]:
        """Yield every picture's path and those of the frames before them; some come twice."""
        for _, picture in self.pictures():
            yield picture.path
            if picture.previous is not None:
                yield picture.previous

    def with_notes(self, *notes: str) -> Dataset:
        """Return the dataset with more said about how it was read."""
        provenance = replace(self.provenance, notes=(*self.provenance.notes, *notes))
        return replace(self, provenance=provenance)


def in_order(
    splits: Mapping[str, tuple[LabelledPicture, ...]],
) -> dict[str, tuple[LabelledPicture, ...]]:
    """Return the splits with train, val and test first, others by name."""
    rank = {name: place for place, name in enumerate(SPLIT_ORDER)}
    return {
        name: splits[name] for name in sorted(splits, key=lambda each: (rank.get(each, 9), each))
    }


def assembled(
    form: str,
    root: Path,
    classes: tuple[str, ...],
    splits: Mapping[str, tuple[LabelledPicture, ...]],
    complaints: Complaints,
    notes: tuple[str, ...] = (),
) -> Dataset:
    """Return what a reader has read of ``root``, named after it."""
    name = root.resolve().stem if root.is_file() else root.resolve().name
    provenance = Provenance(form, root, notes)
    return Dataset(name, classes, in_order(splits), provenance, tuple(complaints.found))


def passed_over(skipped: Mapping[str, int]) -> tuple[str, ...]:
    """Return the notes about shapes that a reader left, by kind."""
    return tuple(f"Shapes of the kind “{kind}” ({n}): passed over." for kind, n in skipped.items())


def split_name(path: Path) -> str:
    """Return the split that a file's name tells, or its folder's; “train” where neither does."""
    words = [str(each) for each in _SPLIT.findall(path.stem.lower())]
    folder = path.parent.name.lower()
    if not words and folder in SPLIT_FOLDERS:
        words = [folder]
    return _AS_SPLIT.get(words[-1], words[-1]) if words else TRAIN
