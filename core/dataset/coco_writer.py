"""Writing COCO JSON: all that a dataset says, in fields that other readers pass over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.dataset.dataset import Dataset
from core.dataset.decimals import as_json, decimal_of
from core.dataset.labels import LabelledBox, LabelledPicture
from core.dataset.picture_files import below
from core.files import write_atomically


def write_coco(dataset: Dataset, folder: Path) -> tuple[str, ...]:
    """Write ``instances_<split>.json`` into ``folder``, where the pictures lie already.

    Returns what the form cannot hold: nothing. Raises ``FileError``.
    """
    for split in dataset.splits:
        write_atomically(folder / f"instances_{split}.json", coco_bytes(dataset, split, folder))
    return ()


def coco_bytes(dataset: Dataset, split: str, folder: Path) -> bytes:
    """Return the file of one split; pictures are named relative to ``folder``.

    The same dataset gives the same bytes: there is no time of writing in them.
    """
    pictures = dataset.split(split)
    annotations: list[dict[str, Any]] = []
    images = []
    for key, picture in zip(_ids(pictures), pictures, strict=True):
        images.append(_image(key, picture, folder))
        for box in picture.boxes():
            annotations.append(_annotation(len(annotations) + 1, key, box))
    categories = [{"id": n, "name": name} for n, name in enumerate(dataset.classes, 1)]
    rows = {"images": images, "annotations": annotations, "categories": categories}
    # One object on a line: a file that can be compared and mended by hand.
    parts = [f'"{name}": [\n' + ",\n".join(map(_line, each)) + "\n]" for name, each in rows.items()]
    return ("{" + ",\n".join(parts) + "}\n").encode()


def _ids(pictures: Sequence[LabelledPicture]) -> list[int]:
    """Return the ids the pictures came with, or new ones where two are equal."""
    ids = [picture.image_id for picture in pictures]
    return ids if len(set(ids)) == len(ids) else list(range(1, len(ids) + 1))


def _image(key: int, picture: LabelledPicture, folder: Path) -> dict[str, Any]:
    image: dict[str, Any] = {
        "id": key,
        "file_name": below(picture.path, folder),
        "width": picture.width,
        "height": picture.height,
    }
    if picture.labels.not_exhaustive:
        partial = sorted(kind + 1 for kind in picture.labels.not_exhaustive)
        image["not_exhaustive_category_ids"] = partial
    if picture.previous is not None:
        image["previous"] = below(picture.previous, folder)
    if picture.session:
        image["session"] = picture.session
    if picture.frame is not None:
        image["frame"] = picture.frame
    if picture.source:
        image["source"] = picture.source
    return image


def _annotation(key: int, image: int, box: LabelledBox) -> dict[str, Any]:
    x0, y0, x1, y1 = (decimal_of(each) for each in box.xyxy)
    words = {name: getattr(box.history, name) for name in box.history.__slots__}
    return {
        "id": key,
        "image_id": image,
        "category_id": box.class_id + 1,
        "bbox": [as_json(each) for each in (x0, y0, x1 - x0, y1 - y0)],
        "area": as_json((x1 - x0) * (y1 - y0)),
        "iscrowd": int(box.ignored),
        **{name: word for name, word in words.items() if word},
    }


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": "))
