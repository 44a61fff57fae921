"""Writing a YOLO folder: data.yaml, and a text file for each picture."""

from __future__ import annotations

from pathlib import Path

import yaml

from core.dataset.dataset import Dataset
from core.dataset.labels import LabelledPicture
from core.dataset.losses import lost_in
from core.files import write_atomically


def write_yolo(dataset: Dataset, folder: Path) -> tuple[str, ...]:
    """Write labels beside the pictures, which lie in ``folder``/images/<split> already.

    A picture without objects gets an empty file. Returns what YOLO cannot hold, in words;
    ignored regions are left out. Raises ``FileError``.
    """
    for split, pictures in dataset.splits.items():
        for picture in pictures:
            target = folder / "labels" / split / f"{picture.path.stem}.txt"
            write_atomically(target, _lines(picture).encode())
    head = {split: f"images/{split}" for split, pictures in dataset.splits.items() if pictures}
    names = {"names": dict(enumerate(dataset.classes))}
    text = yaml.safe_dump(head, sort_keys=False) + yaml.safe_dump(names, allow_unicode=True)
    write_atomically(folder / "data.yaml", text.encode())
    return lost_in(dataset)


def _lines(picture: LabelledPicture) -> str:
    w, h = picture.width, picture.height
    lines = []
    for box in picture.boxes():
        if not box.ignored:
            x0, y0, x1, y1 = box.xyxy
            shares = (x0 + x1) / 2 / w, (y0 + y1) / 2 / h, (x1 - x0) / w, (y1 - y0) / h
            # Enough digits to come back to the same float32 in pixels.
            lines.append(f"{box.class_id} " + " ".join(f"{share:.15g}" for share in shares) + "\n")
    return "".join(lines)
