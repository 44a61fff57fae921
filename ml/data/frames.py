"""Labelled pictures from COCO JSON, and their pixels."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.dataset.class_names import with_classes
from core.dataset.labels import LabelledPicture, Labels
from core.dataset.reading import read_dataset
from core.errors import FileError
from core.video.still import read_still


def read_coco(json_path: Path, classes: tuple[str, ...]) -> list[LabelledPicture]:
    """The pictures of a COCO file, boxes mapped to `classes` by name, others dropped.

    Synonyms (`core.dataset.class_names`) count as the class. Of a class that the file does not
    name, nothing is known in any of its pictures. Raises DatasetError for a file that is not one.
    """
    dataset, _ = with_classes(read_dataset(json_path), classes)
    return [picture for _, picture in dataset.pictures()]


def read_rgb(path: Path, max_width: int | None = None) -> NDArray[np.uint8]:
    """A picture as (H, W, 3) RGB, shrunk to `max_width` if wider. Raises OSError if unreadable."""
    try:
        return read_still(path, max_width)
    except FileError as error:
        raise OSError(str(error)) from error


def scale_labels(labels: Labels, scale: float) -> Labels:
    """The labels of a picture resized by `scale`."""
    return dataclasses.replace(
        labels,
        xyxy=labels.xyxy * np.float32(scale),
        ignored_xyxy=labels.ignored_xyxy * np.float32(scale),
    )


def repeat_factors(
    frames: list[LabelledPicture], n_classes: int, threshold: float
) -> NDArray[np.float64]:
    """How often to draw each frame, >= 1: sqrt(threshold / share) of its rarest class (LVIS)."""
    has = np.array([[(f.labels.class_id == k).any() for k in range(n_classes)] for f in frames])
    share = np.maximum(has.mean(axis=0), 1e-9)
    per_class = np.maximum(1.0, np.sqrt(threshold / share))
    return np.where(has, per_class, 1.0).max(axis=1)
