"""What is known about a picture: boxes, and where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class LabelledPicture:
    """One picture on disk and what is known about it; boxes in its own pixels."""

    image_id: int
    path: Path
    width: int
    height: int
    labels: Labels
