"""labelme's and X-AnyLabeling's JSON: one file beside each picture, shapes with points."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

from core.box import Box
from core.dataset.class_numbers import ClassNumbers, listed_names
from core.dataset.dataset import Dataset, assembled, passed_over, split_name
from core.dataset.fields import Fields, as_number, parse_json
from core.dataset.labels import LabelledBox, LabelledPicture, labels_of
from core.dataset.malformed import Complaints
from core.dataset.picture_places import PicturePlaces, is_there, size_from_file

FORM = "labelme"
_ENCLOSED = frozenset({"rectangle", "polygon", "rotation"})
_WITHOUT_AREA = frozenset({"point", "points", "line", "linestrip", "mask"})


def is_labelme(raw: object) -> bool:
    """Return whether parsed JSON is one picture's file."""
    return isinstance(raw, dict) and "shapes" in raw and "imagePath" in raw


def labelme_files_in(folder: Path) -> list[Path]:
    """Return the JSON files of a folder and of those in it that hold shapes."""
    found = sorted((*folder.glob("*.json"), *folder.glob("*/*.json")))
    return [path for path in found if b'"shapes"' in path.read_bytes()]


def read_labelme(files: list[Path], root: Path, complaints: Complaints) -> Dataset:
    """Return the dataset of such files; a folder named train, val or test is a split.

    Rectangles, polygons and circles give their box; what X-AnyLabeling calls difficult becomes
    an ignored region.
    """
    numbers = ClassNumbers(listed_names(root if root.is_dir() else root.parent, complaints))
    skipped: Counter[str] = Counter()
    splits: dict[str, tuple[LabelledPicture, ...]] = {}
    for path in files:
        name = split_name(path.parent / "_")
        known = splits.get(name, ())
        picture = _picture(len(known) + 1, path, numbers, skipped, complaints)
        if picture is not None:
            splits[name] = (*known, picture)
    return assembled(FORM, root, numbers.names, splits, complaints, passed_over(skipped))


def _picture(
    number: int, path: Path, numbers: ClassNumbers, skipped: Counter[str], complaints: Complaints
) -> LabelledPicture | None:
    raw = parse_json(path, complaints)
    if raw is None:
        return None
    if not is_labelme(raw):
        complaints.add(path, "", "it holds no shapes of a picture")
        return None
    top = Fields(raw, path, "", complaints)
    name = str(raw["imagePath"] or "").replace("\\", "/")
    places = PicturePlaces([path.parent])
    picture = places.find(name)
    if not is_there(picture):
        # Written on another computer: the picture beside the file is meant.
        picture = places.find_stem(path.stem) or places.find(Path(name).name)
    width, height = as_number(raw.get("imageWidth")), as_number(raw.get("imageHeight"))
    size = (int(width), int(height)) if width and height else size_from_file(picture, complaints)
    if size is None:
        return None
    boxes = []
    for row in top.rows("shapes"):
        kind = str(row.raw.get("shape_type") or "polygon")
        if kind in _WITHOUT_AREA:
            skipped[kind] += 1
            continue
        corners, label = _corners(row, kind), row.text("label")
        if corners is not None and label is not None:
            ignored = row.raw.get("difficult") is True
            boxes.append(LabelledBox(numbers.of(label), corners, ignored))
    return LabelledPicture(number, picture, *size, labels_of(boxes))


def _corners(row: Fields, kind: str) -> Box | None:
    raw = row.raw.get("points")
    points = [
        (x, y)
        for point in (raw if isinstance(raw, list) else [])
        if isinstance(point, list)
        and len(point) >= 2
        and (x := as_number(point[0])) is not None
        and (y := as_number(point[1])) is not None
    ]
    if not isinstance(raw, list) or len(points) < len(raw) or len(points) < 2:
        row.complain("points", "these are not two or more points of two numbers")
        return None
    if kind == "circle":
        (x, y), rim = points[0], points[1]
        radius = math.dist((x, y), rim)
        return x - radius, y - radius, x + radius, y + radius
    if kind not in _ENCLOSED:
        row.complain("shape_type", f"“{kind}” is not known")
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
