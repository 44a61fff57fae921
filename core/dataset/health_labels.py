"""Checks that need the labels alone: boxes that are none, classes out of balance, tiny balls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.dataset.dataset import TRAIN, VAL, Dataset
from core.dataset.finding import Finding, counted, look, stops
from core.dataset.labels import LabelledPicture
from core.detections.preprocess import oriented_input
from core.geometry import iou

OUTSIDE_PX = 1.0
"""So far over the edge a box may reach: rounding, and VOC's counting from 1."""
SAME_BOX_IOU = 0.9
UNBALANCED = 30.0
TINY_PX = 3.0
"""A ball this wide or narrower in the detector's input cannot be found."""
TINY_SHARE = 0.05

Mask = NDArray[np.bool_]
_Say = Callable[[str, str, str, tuple[Path, ...]], Finding]

_REDRAW = "Draw them again or delete them."
_REMOVE = "Delete them, or see whether the labels belong to pictures of another size."
_CUT = "Training cuts them off at the edge."
_DOUBLE = "Delete one of each two: the second one teaches doubles."


def label_findings(dataset: Dataset, input_size: tuple[int, int]) -> Iterator[Finding]:
    """Yield what the labels show; ``input_size`` is the detector's (width, height)."""
    yield from _shape_findings(dataset)
    yield from _split_findings(dataset)
    yield from _class_findings(dataset)
    yield from _tiny_findings(dataset, input_size)


def input_scale(picture: LabelledPicture, input_size: tuple[int, int]) -> float:
    """Return how much a picture is scaled to fit the detector's input."""
    width, height = oriented_input(input_size, (picture.width, picture.height))
    return min(width / picture.width, height / picture.height)


def _shape_findings(dataset: Dataset) -> Iterator[Finding]:
    checks: tuple[tuple[Callable[[LabelledPicture], Mask], _Say, str, str, str, str], ...] = (
        (_empty, stops, "empty box", "has no area", "have no area", _REDRAW),
        (_elsewhere, stops, "box elsewhere", "lies beside it", "lie beside them", _REMOVE),
        (_outside, look, "box outside", "reaches over its edge", "reach over their edge", _CUT),
        (_twice, look, "box twice", "is drawn twice", "are drawn twice", _DOUBLE),
    )
    for test, say, kind, one, more, way in checks:
        n, where = _marked(dataset, test)
        if n:
            text = f"In {counted(len(where), 'picture')} {counted(n, 'box', one, more)}."
            yield say(kind, text, way, where)


def _marked(
    dataset: Dataset, test: Callable[[LabelledPicture], Mask]
) -> tuple[int, tuple[Path, ...]]:
    """Return how many boxes a test marks, and the pictures they are in."""
    counts = [(picture.path, int(test(picture).sum())) for _, picture in dataset.pictures()]
    return sum(n for _, n in counts), tuple(path for path, n in counts if n)


def _empty(picture: LabelledPicture) -> Mask:
    xyxy = picture.labels.all_xyxy
    return np.asarray((xyxy[:, 2:] <= xyxy[:, :2]).any(axis=1))


def _elsewhere(picture: LabelledPicture) -> Mask:
    xyxy = picture.labels.all_xyxy
    past = (xyxy[:, 0] >= picture.width) | (xyxy[:, 1] >= picture.height)
    return np.asarray((past | (xyxy[:, 2:] <= 0).any(axis=1)) & ~_empty(picture))


def _outside(picture: LabelledPicture) -> Mask:
    xyxy = picture.labels.all_xyxy
    far = xyxy[:, 2:] > np.array([picture.width, picture.height]) + OUTSIDE_PX
    over = (xyxy[:, :2] < -OUTSIDE_PX).any(axis=1) | far.any(axis=1)
    return np.asarray(over & ~_elsewhere(picture) & ~_empty(picture))


def _twice(picture: LabelledPicture) -> Mask:
    """Mark each box that nearly equals an earlier one of its class."""
    xyxy, kind = picture.labels.xyxy, picture.labels.class_id
    same = (iou(xyxy, xyxy) > SAME_BOX_IOU) & (kind[:, None] == kind[None, :])
    return np.asarray(np.triu(same, 1).any(axis=0))


def _split_findings(dataset: Dataset) -> Iterator[Finding]:
    if not dataset.split(TRAIN):
        has = ", ".join(dataset.splits) or "no split"
        text = f"There are no pictures to train on (the dataset has {has})."
        yield stops("no training pictures", text, "Name one split “train”.")
    elif not any(len(picture.labels.xyxy) for picture in dataset.split(TRAIN)):
        text = "None of the training pictures has a box."
        yield stops("no boxes", text, "Label some, or see whether the labels were found.")
    if not any(len(picture.labels.xyxy) for picture in dataset.split(VAL)):
        text = "There are no labelled pictures to judge by (no split “val”)."
        way = "Fix frames in one more practice: whole practices are kept apart for judging."
        yield look("no validation pictures", text, way)


def _class_findings(dataset: Dataset) -> Iterator[Finding]:
    for number, name in enumerate(each.replace("_", " ") for each in dataset.classes):
        if _never(dataset, TRAIN, number):
            text = f"No training picture shows a {name}: the detector will not learn it."
            yield look("class without boxes", text, f"Label a {name} in some.")
        elif _never(dataset, VAL, number):
            text = f"No picture to judge by (val) shows a {name}: it cannot be judged."
            yield look("class without boxes", text, f"Label a {name} in some.")
        elif dataset.split(TRAIN) and all(
            number in p.labels.not_exhaustive for p in dataset.split(TRAIN)
        ):
            text = f"There is no training picture in which every {name} is labelled."
            way = f"Accept some frames as complete: nothing tells yet what is no {name}."
            yield look("class never complete", text, way)
    counts = Counter(
        dataset.classes[kind].replace("_", " ")
        for picture in dataset.split(TRAIN)
        for kind in picture.labels.class_id.tolist()
    )
    if len(counts) > 1:
        (most, n_most), (least, n_least) = counts.most_common(1)[0], counts.most_common()[-1]
        if n_most > UNBALANCED * n_least:
            text = f"For each {least} there are {n_most / n_least:.0f} boxes of {most}."
            yield look("classes out of balance", text, f"Fix more frames with a {least}.")


def _never(dataset: Dataset, split: str, number: int) -> bool:
    pictures = dataset.split(split)
    return bool(pictures) and not any((p.labels.class_id == number).any() for p in pictures)


def _tiny_findings(dataset: Dataset, input_size: tuple[int, int]) -> Iterator[Finding]:
    sides: dict[int, list[float]] = {}
    where: dict[int, list[Path]] = {}
    for _, picture in dataset.pictures():
        xyxy, scale = picture.labels.xyxy, input_scale(picture, input_size)
        shorter = (xyxy[:, 2:] - xyxy[:, :2]).min(axis=1) * scale
        for kind, side in zip(picture.labels.class_id.tolist(), shorter.tolist(), strict=True):
            sides.setdefault(kind, []).append(side)
            if side <= TINY_PX:
                where.setdefault(kind, []).append(picture.path)
    for kind, paths in sorted(where.items()):
        share = len(paths) / len(sides[kind])
        if share < TINY_SHARE:
            continue
        name = dataset.classes[kind].replace("_", " ")
        text = (
            f"{share:.0%} of the boxes of {name} ({len(paths)}) are at most {TINY_PX:.0f} pixels"
            f" wide at {input_size[0]}x{input_size[1]}: too small to be found."
        )
        way = "Train at a larger input size, or film from nearer."
        yield look("tiny objects", text, way, tuple(dict.fromkeys(paths)))
