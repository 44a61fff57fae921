"""What is known about a picture: boxes, where nothing is known, and who said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.box import Box


@dataclass(frozen=True, eq=False)
class Labels:
    """The labels of one picture, boxes in its pixels.

    ``ignored`` boxes are neither objects nor background for their class. Of classes in
    ``not_exhaustive`` only some objects are labelled: the rest of the picture is unknown.
    """

    xyxy: NDArray[np.float32]  # (n, 4)
    class_id: NDArray[np.int64]  # (n,)
    ignored_xyxy: NDArray[np.float32]  # (m, 4)
    ignored_class_id: NDArray[np.int64]  # (m,)
    not_exhaustive: frozenset[int]

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same, in the same order."""
        if not isinstance(other, Labels):
            return NotImplemented
        return self.not_exhaustive == other.not_exhaustive and all(
            np.array_equal(mine, its)
            for mine, its in (
                (self.xyxy, other.xyxy),
                (self.class_id, other.class_id),
                (self.ignored_xyxy, other.ignored_xyxy),
                (self.ignored_class_id, other.ignored_class_id),
            )
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def all_xyxy(self) -> NDArray[np.float32]:
        """Every box, ignored ones last: the order of ``LabelledPicture.history``; (n + m, 4)."""
        return np.concatenate([self.xyxy, self.ignored_xyxy])

    @property
    def all_class_id(self) -> NDArray[np.int64]:
        """The classes of ``all_xyxy``."""
        return np.concatenate([self.class_id, self.ignored_class_id])


@dataclass(frozen=True, slots=True)
class BoxHistory:
    """Who said a box, when (ISO 8601) and how it came about; empty where nobody wrote it down."""

    author: str = ""
    made_at: str = ""
    origin: str = ""


UNWRITTEN = BoxHistory()


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """One box while a file is read or written; four numbers ``xyxy`` in pixels."""

    class_id: int
    xyxy: Box
    ignored: bool = False
    history: BoxHistory = UNWRITTEN


@dataclass(frozen=True)
class LabelledPicture:
    """One picture on disk and what is known about it; boxes in its own upright pixels.

    ``session`` names the recording it was taken from, ``frame`` the frame there: pictures of
    one session must not part into two splits. ``source`` is free text about where it is from.
    ``previous`` is the picture of the frame before, where it was kept, for nets with a memory.
    ``history`` is empty or as long as ``labels.all_xyxy``.
    """

    image_id: int
    path: Path
    width: int
    height: int
    labels: Labels
    session: str = ""
    frame: int | None = None
    source: str = ""
    history: tuple[BoxHistory, ...] = ()
    previous: Path | None = None

    def boxes(self) -> list[LabelledBox]:
        """Return its boxes one by one, in the order of ``labels.all_xyxy``."""
        labels, n = self.labels, len(self.labels.xyxy)
        history = self.history or (UNWRITTEN,) * len(labels.all_xyxy)
        rows = zip(labels.all_class_id.tolist(), labels.all_xyxy.tolist(), history, strict=True)
        return [
            LabelledBox(kind, (x0, y0, x1, y1), row >= n, words)
            for row, (kind, (x0, y0, x1, y1), words) in enumerate(rows)
        ]


def labels_of(boxes: Iterable[LabelledBox], not_exhaustive: Iterable[int] = ()) -> Labels:
    """Return boxes as arrays, ignored ones apart."""
    listed = list(boxes)
    seen = [box for box in listed if not box.ignored]
    ignored = [box for box in listed if box.ignored]
    return Labels(
        _corners(seen), _kinds(seen), _corners(ignored), _kinds(ignored), frozenset(not_exhaustive)
    )


def history_of(boxes: Iterable[LabelledBox]) -> tuple[BoxHistory, ...]:
    """Return what ``LabelledPicture.history`` holds of these boxes; empty if nobody said a word."""
    ordered = sorted(boxes, key=lambda box: box.ignored)
    words = tuple(box.history for box in ordered)
    return words if any(each != UNWRITTEN for each in words) else ()


def renumbered(
    picture: LabelledPicture, number: Mapping[int, int], unknown: Iterable[int] = ()
) -> LabelledPicture:
    """Return the picture with other class ids; boxes of classes not in ``number`` are left out.

    Of the (new) classes ``unknown`` nothing is known here: they become not exhaustive.
    """
    boxes = [
        replace(box, class_id=number[box.class_id])
        for box in picture.boxes()
        if box.class_id in number
    ]
    partial = {number[kind] for kind in picture.labels.not_exhaustive if kind in number}
    labels = labels_of(boxes, partial | set(unknown))
    return replace(picture, labels=labels, history=history_of(boxes))


def _corners(boxes: list[LabelledBox]) -> NDArray[np.float32]:
    return np.array([box.xyxy for box in boxes], np.float32).reshape(-1, 4)


def _kinds(boxes: list[LabelledBox]) -> NDArray[np.int64]:
    return np.array([box.class_id for box in boxes], np.int64)
