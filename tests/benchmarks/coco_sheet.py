"""A COCO file that is grown picture by picture."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.files import write_atomically

PLAYER, RACKET, BALL, HEAD = 1, 2, 3, 4
Box = Sequence[float] | NDArray[np.floating[Any]]


class CocoSheet:
    """The categories of the labelled pictures, and what is added to them."""

    def __init__(self, coco: dict[str, Any]) -> None:
        self._coco = coco
        self._next_image = 1 + max(image["id"] for image in coco["images"])
        self._next_label = 1 + max(label["id"] for label in coco["annotations"])
        self.counts: Counter[tuple[str, int]] = Counter()

    @property
    def images(self) -> tuple[dict[str, Any], ...]:
        """The pictures so far."""
        return tuple(self._coco["images"])

    def labels_of(self, category: int) -> dict[int, list[dict[str, Any]]]:
        """The labels of a category by picture id."""
        found: dict[int, list[dict[str, Any]]] = {}
        for label in self._coco["annotations"]:
            if label["category_id"] == category:
                found.setdefault(label["image_id"], []).append(label)
        return found

    def add_picture(
        self, path: Path, size: tuple[int, int], partly: Iterable[int], before: Path | None = None
    ) -> dict[str, Any]:
        """Add a picture of (width, height), partly labelled in those categories."""
        image: dict[str, Any] = {"id": self._next_image, "file_name": str(path)}
        image |= {"width": size[0], "height": size[1]}
        image["not_exhaustive_category_ids"] = sorted(partly)
        if before is not None:
            image["previous"] = str(before)
        self._next_image += 1
        self._coco["images"].append(image)
        return image

    def add_box(
        self, image: dict[str, Any], category: int, xyxy: Box, origin: str, *, ignored: bool = False
    ) -> None:
        """Add a box in the picture's pixels, cut to it; boxes under a pixel are left out."""
        limit = [image["width"], image["height"]] * 2
        x0, y0, x1, y1 = (float(v) for v in np.clip(np.asarray(xyxy, float), 0, limit))
        if x1 - x0 < 1 or y1 - y0 < 1:
            return
        label = {"id": self._next_label, "image_id": image["id"], "category_id": category}
        label |= {"bbox": [x0, y0, x1 - x0, y1 - y0], "area": (x1 - x0) * (y1 - y0)}
        label |= {"iscrowd": int(ignored), "origin": origin}
        self._next_label += 1
        self.counts[origin, category] += 1
        self._coco["annotations"].append(label)

    def save(self, path: Path) -> None:
        """Write the file."""
        write_atomically(path, json.dumps(self._coco).encode())
