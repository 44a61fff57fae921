"""Placing a dataset's pictures in a new folder: a name of its own for each, upright, copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from core.dataset.dataset import Dataset
from core.dataset.labels import LabelledPicture
from core.errors import FileError
from core.files import write_atomically
from core.progress import Progress
from core.video.jpeg import to_jpeg
from core.video.still import decode_still, read_bytes, size_in

JPEG_QUALITY = 95
"""High enough that a ball of a few pixels keeps its shape."""


@dataclass
class Placing:
    """What happened on the way: pictures that could not be read, and those turned upright."""

    unread: list[str] = field(default_factory=list)
    turned: int = 0

    def sentences(self) -> tuple[str, ...]:
        """It in words; nothing where every picture was copied as it was."""
        said = []
        if self.unread:
            named = ", ".join(self.unread[:3]) + (" …" if len(self.unread) > 3 else "")
            said.append(f"Pictures that cannot be read ({len(self.unread)}): left out, as {named}.")
        if self.turned:
            said.append(
                f"Pictures lying on their side ({self.turned}): turned upright, encoded again."
            )
        return tuple(said)


@dataclass(frozen=True)
class FileNames:
    """A name of its own for each picture, in the order of ``Dataset.pictures``, and for each
    frame before, by its path: that of the picture where it is one of them."""

    pictures: tuple[str, ...]
    before: Mapping[Path, str]


def file_names(dataset: Dataset) -> FileNames:
    """Return names for all files of a dataset; their stems are unique in the whole dataset."""
    paths = [picture.path for _, picture in dataset.pictures()]
    before = {p.previous: None for _, p in dataset.pictures() if p.previous is not None}
    every = [*paths, *(path for path in before if path not in set(paths))]
    names = unique_names(every)
    first: dict[Path, str] = {}
    for path, name in zip(every, names, strict=True):
        first.setdefault(path, name)
    return FileNames(tuple(names[: len(paths)]), {path: first[path] for path in before})


def moved(dataset: Dataset, place: Callable[[str, str], Path]) -> Dataset:
    """Return the dataset with every file at ``place(split, name)``; nothing is copied."""
    names = file_names(dataset)
    left = iter(names.pictures)

    def there(split: str, picture: LabelledPicture) -> LabelledPicture:
        before = picture.previous and place(split, names.before[picture.previous])
        return replace(picture, path=place(split, next(left)), previous=before)

    splits = {
        split: tuple(there(split, each) for each in pictures)
        for split, pictures in dataset.splits.items()
    }
    return replace(dataset, splits=splits)


def place_pictures(
    dataset: Dataset, folder: Path, parent: str, progress: Progress, *, keeps_previous: bool
) -> tuple[Dataset, Placing]:
    """Copy the pictures below ``folder``; return the dataset with their new places.

    ``parent`` is where they go, with “{split}” for the split's name; frames before them go
    there only if the form ``keeps_previous``. Raises ``FileError`` when a picture cannot be
    written, and ``Cancelled``.
    """
    placing, total = Placing(), len(dataset)
    there = moved(dataset, lambda split, name: folder / parent.format(split=split) / name)
    pairs = zip(dataset.pictures(), there.pictures(), strict=True)
    splits: dict[str, list[LabelledPicture]] = {split: [] for split in dataset.splits}
    for done, ((split, source), (_, target)) in enumerate(pairs):
        progress.step(done, total, source.path.name)
        if not _copied_upright(source.path, target.path, placing):
            continue
        if source.previous is not None and target.previous is not None:
            kept = keeps_previous and _copied_upright(source.previous, target.previous, placing)
            target = target if kept else replace(target, previous=None)
        splits[split].append(target)
    progress.step(total, total)
    done_splits = {split: tuple(pictures) for split, pictures in splits.items()}
    return replace(dataset, splits=done_splits), placing


def below(path: Path, folder: Path) -> str:
    """Return a path relative to ``folder``, with slashes, as the files have it."""
    return str(PurePosixPath(*path.relative_to(folder).parts))


def unique_names(paths: Iterable[Path]) -> list[str]:
    """Return a file name for each path; a stem that was there before gets a number."""
    taken: set[str] = set()
    names = []
    for path in paths:
        stem, number = path.stem, 1
        # Some systems take a.jpg and A.jpg for one file.
        while stem.casefold() in taken:
            number += 1
            stem = f"{path.stem}_{number}"
        taken.add(stem.casefold())
        names.append(f"{stem}{path.suffix}")
    return names


def _copied_upright(source: Path, target: Path, placing: Placing) -> bool:
    try:
        content = read_bytes(source)
        size = size_in(content)
        if size is not None and size.orientation != 1:
            upright = decode_still(content, source)
            content = to_jpeg(upright, (upright.shape[1], upright.shape[0]), JPEG_QUALITY)
            placing.turned += 1
    except FileError:
        placing.unread.append(source.name)
        return False
    if not (target.is_file() and target.read_bytes() == content):
        write_atomically(target, content)
    return True
