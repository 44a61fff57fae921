"""Placing a dataset's pictures in a new folder: a name of its own for each, upright, copied."""

from __future__ import annotations

from collections.abc import Iterable
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


def place_pictures(
    dataset: Dataset, folder: Path, parent: str, progress: Progress
) -> tuple[Dataset, Placing]:
    """Copy the pictures below ``folder``; return the dataset with their new places.

    ``parent`` is where they go, with “{split}” for the split's name. Stems are unique in the
    whole dataset. Raises ``FileError`` when a picture cannot be written, and ``Cancelled``.
    """
    placing, done, total = Placing(), 0, len(dataset)
    names = iter(unique_names(picture.path for _, picture in dataset.pictures()))
    splits: dict[str, tuple[LabelledPicture, ...]] = {}
    for split, pictures in dataset.splits.items():
        placed = []
        for picture in pictures:
            progress.step(done, total, picture.path.name)
            name, done = next(names), done + 1
            target = folder / parent.format(split=split) / name
            if _copied_upright(picture, target, placing):
                placed.append(replace(picture, path=target))
        splits[split] = tuple(placed)
    progress.step(total, total)
    return replace(dataset, splits=splits), placing


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


def _copied_upright(picture: LabelledPicture, target: Path, placing: Placing) -> bool:
    try:
        content = read_bytes(picture.path)
        size = size_in(content)
        if size is not None and size.orientation != 1:
            upright = decode_still(content, picture.path)
            content = to_jpeg(upright, (upright.shape[1], upright.shape[0]), JPEG_QUALITY)
            placing.turned += 1
    except FileError:
        placing.unread.append(picture.path.name)
        return False
    if not (target.is_file() and target.read_bytes() == content):
        write_atomically(target, content)
    return True
