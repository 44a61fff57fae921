"""A dataset in figures, for the dataset page: per class, per session, per size, and examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core.box import Box
from core.dataset.dataset import Dataset
from core.dataset.health_labels import input_scale
from core.dataset.labels import LabelledPicture

SIZE_EDGES_PX = (3.0, 8.0, 16.0, 32.0, 96.0)
SIZE_NAMES = ("up to 3 px", "3 to 8", "8 to 16", "16 to 32", "32 to 96", "over 96")
"""A box's shorter side in the detector's input."""


@dataclass(frozen=True)
class ClassFigures:
    """One class: its boxes, the pictures that show it, and those in which all of it is labelled.

    ``sizes`` counts its boxes in the bins of ``SIZE_NAMES``; ``ignored`` counts regions.
    """

    name: str
    boxes: int
    ignored: int
    pictures: int
    complete_pictures: int
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class SessionFigures:
    """One session (or source, where no session is named) within one split.

    ``boxes`` counts by class name; ``negatives`` are pictures in which nothing is to be found.
    """

    name: str
    split: str
    pictures: int
    negatives: int
    boxes: Mapping[str, int]


@dataclass(frozen=True)
class Example:
    """A box to show: where it is, and its shorter side in the detector's input, in pixels."""

    picture: LabelledPicture
    xyxy: Box
    side_px: float


@dataclass(frozen=True)
class Statistics:
    """All figures of a dataset."""

    pictures: int
    splits: Mapping[str, int]
    classes: tuple[ClassFigures, ...]
    sessions: tuple[SessionFigures, ...]


def statistics_of(dataset: Dataset, input_size: tuple[int, int]) -> Statistics:
    """Count a dataset; ``input_size`` is the detector's (width, height). No file is opened."""
    classes = tuple(
        _class_figures(dataset, number, input_size) for number in range(len(dataset.classes))
    )
    splits = {name: len(pictures) for name, pictures in dataset.splits.items()}
    return Statistics(len(dataset), splits, classes, tuple(_session_figures(dataset)))


def examples_of(
    dataset: Dataset, class_name: str, input_size: tuple[int, int], n: int = 12
) -> tuple[Example, ...]:
    """Return ``n`` boxes of a class from the smallest to the largest, evenly spread.

    From each session come about as many, as long as it has some.
    """
    number = dataset.classes.index(class_name)
    by_session: dict[str, list[Example]] = defaultdict(list)
    for _, picture in dataset.pictures():
        scale = input_scale(picture, input_size)
        for box in picture.boxes():
            if box.class_id == number and not box.ignored:
                side = min(box.xyxy[2] - box.xyxy[0], box.xyxy[3] - box.xyxy[1]) * scale
                by_session[place_of(picture)].append(Example(picture, box.xyxy, side))
    if not by_session:
        return ()
    share = -(-n // len(by_session))
    chosen = [each for found in by_session.values() for each in _spread(found, share)]
    return tuple(_spread(chosen, n))


def place_of(picture: LabelledPicture) -> str:
    """Return the session a picture is from, or what else is known of that."""
    return picture.session or picture.source or "unknown"


def _spread(examples: list[Example], n: int) -> list[Example]:
    ordered = sorted(examples, key=lambda each: each.side_px)
    places = np.linspace(0, len(ordered) - 1, min(n, len(ordered))).round().astype(int)
    return [ordered[place] for place in places.tolist()]


def _class_figures(dataset: Dataset, number: int, input_size: tuple[int, int]) -> ClassFigures:
    sides: list[float] = []
    ignored = shown = complete = 0
    for _, picture in dataset.pictures():
        labels = picture.labels
        rows = labels.class_id == number
        wide = labels.xyxy[rows, 2:] - labels.xyxy[rows, :2]
        sides += (wide.min(axis=1) * input_scale(picture, input_size)).tolist()
        ignored += int((labels.ignored_class_id == number).sum())
        shown += bool(rows.any())
        complete += number not in labels.not_exhaustive
    bins = np.searchsorted(np.array(SIZE_EDGES_PX), np.array(sides), side="left")
    sizes = np.bincount(bins, minlength=len(SIZE_NAMES))
    return ClassFigures(
        dataset.classes[number], len(sides), ignored, shown, complete, tuple(sizes.tolist())
    )


def _session_figures(dataset: Dataset) -> Iterator[SessionFigures]:
    grouped: dict[tuple[str, str], list[LabelledPicture]] = defaultdict(list)
    for split, picture in dataset.pictures():
        grouped[split, place_of(picture)].append(picture)
    for (split, name), pictures in grouped.items():
        kinds = np.concatenate([picture.labels.class_id for picture in pictures])
        counts = np.bincount(kinds, minlength=len(dataset.classes)).tolist()
        negatives = sum(
            not len(picture.labels.all_xyxy) and not picture.labels.not_exhaustive
            for picture in pictures
        )
        boxes = dict(zip(dataset.classes, counts, strict=True))
        yield SessionFigures(name, split, len(pictures), negatives, boxes)
