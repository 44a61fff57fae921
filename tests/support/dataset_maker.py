"""Small datasets with real pictures, drawn at random by hypothesis or spelled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from hypothesis import strategies as st

from core.dataset.dataset import Dataset, Provenance, in_order
from core.dataset.labels import BoxHistory, LabelledBox, LabelledPicture, history_of, labels_of

CLASSES = ("player", "racket", "ball", "racket_head")
SIZE = (64, 48)


def write_picture(path: Path, seed: int = 0, size: tuple[int, int] = SIZE) -> Path:
    """Write a picture of smooth random colours (its seed's), JPEG or PNG by its ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3)).astype(np.uint8)
    picture = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
    return path


def picture_of(
    path: Path,
    boxes: Sequence[LabelledBox] = (),
    not_exhaustive: Sequence[int] = (),
    size: tuple[int, int] = SIZE,
) -> LabelledPicture:
    """Return the value of a picture with these boxes."""
    return LabelledPicture(
        1, path, *size, labels_of(boxes, not_exhaustive), history=history_of(boxes)
    )


def dataset_of(splits: dict[str, Sequence[LabelledPicture]], name: str = "made") -> Dataset:
    """Return a dataset of our four classes; the pictures of a split are numbered from 1."""
    numbered = {
        split: tuple(replace(picture, image_id=n) for n, picture in enumerate(pictures, 1))
        for split, pictures in splits.items()
    }
    return Dataset(name, CLASSES, in_order(numbered), Provenance("made", Path(name)))


def said(dataset: Dataset) -> list[tuple[str, LabelledPicture]]:
    """Return what a dataset says of each picture, apart from where its file lies."""
    return [
        (
            split,
            replace(
                picture,
                path=Path(picture.path.name),
                previous=picture.previous and Path(picture.previous.name),
            ),
        )
        for split, picture in dataset.pictures()
    ]


_within = st.tuples(*(st.integers(0, side * 100) for side in (*SIZE, *SIZE)))
_words = st.builds(
    BoxHistory,
    st.sampled_from(["", "coach", "machine-accepted"]),
    st.sampled_from(["", "2026-05-04T10:00:00+00:00"]),
    st.sampled_from(["", "drawn", "moved"]),
)


@st.composite
def labelled_boxes(draw: st.DrawFn) -> LabelledBox:
    """A box inside the picture, to a hundredth of a pixel."""
    a, b, c, d = (value / 100 for value in draw(_within))
    corners = min(a, c), min(b, d), max(a, c), max(b, d)
    kind = draw(st.integers(0, len(CLASSES) - 1))
    return LabelledBox(kind, corners, draw(st.booleans()), draw(_words))


@st.composite
def labelled_pictures(draw: st.DrawFn) -> LabelledPicture:
    """A picture with all that can be said about one; its file is to be named and written."""
    boxes = draw(st.lists(labelled_boxes(), max_size=5))
    return LabelledPicture(
        1,
        Path("unnamed"),
        *SIZE,
        labels_of(boxes, draw(st.frozensets(st.integers(0, 3), max_size=2))),
        draw(st.sampled_from(["", "monday", "tuesday “serve” & <volley>"])),
        draw(st.none() | st.integers(0, 9999)),
        draw(st.sampled_from(["", "phone"])),
        history_of(boxes),
        draw(st.sampled_from([None, Path("before")])),
    )


def _before(path: Path) -> Path:
    """Return a frame before a picture, with a file."""
    before = path.with_stem(f"{path.stem}-before")
    before.write_bytes(path.read_bytes())
    return before


def named(
    pictures: dict[str, list[LabelledPicture]], folder: Path
) -> dict[str, Sequence[LabelledPicture]]:
    """Return the pictures with files in ``folder``; equal files are enough here."""
    content = write_picture(folder / "all.png").read_bytes()
    splits: dict[str, Sequence[LabelledPicture]] = {}
    for split, each in pictures.items():
        paths = [folder / f"{split}-{number:03d}.png" for number in range(len(each))]
        for path in paths:
            path.write_bytes(content)
        splits[split] = [
            replace(picture, path=path, previous=picture.previous and _before(path))
            for picture, path in zip(each, paths, strict=True)
        ]
    return splits
