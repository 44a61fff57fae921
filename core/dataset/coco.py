"""COCO JSON, our native form: reading it, also where only parts of a picture are labelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from core.dataset.dataset import SPLIT_FOLDERS, Dataset, assembled, split_name
from core.dataset.fields import Fields, parse_json
from core.dataset.labels import (
    BoxHistory,
    LabelledBox,
    LabelledPicture,
    history_of,
    labels_of,
    renumbered,
)
from core.dataset.malformed import Complaints
from core.dataset.picture_places import PicturePlaces

FORM = "COCO"


@dataclass(frozen=True)
class CocoFile:
    """What one file says: its class names in order, and its pictures by those numbers."""

    classes: tuple[str, ...]
    pictures: tuple[LabelledPicture, ...]
    notes: tuple[str, ...]


def is_coco(raw: object) -> bool:
    """Return whether parsed JSON has the parts of a COCO file."""
    return isinstance(raw, dict) and {"images", "annotations", "categories"} <= raw.keys()


def coco_files_in(folder: Path) -> list[Path]:
    """Return the COCO files of a folder: in it, in annotations/, or in a folder for each split.

    What they hold tells, not their names; but where some are called “instances…”, as in COCO's
    own archive, the others (keypoints, captions) speak of the same pictures and are left.
    """
    of_splits = sorted(path for path in folder.glob("*/") if path.name in SPLIT_FOLDERS)
    layouts = [[folder], [folder / "annotations"], of_splits]
    for places in layouts:
        found = [path for place in places for path in sorted(place.glob("*.json"))]
        found = [path for path in found if _begins_like_coco(path)]
        instances = [path for path in found if path.stem.startswith("instances")]
        if found:
            return instances or found
    return []


def read_coco(files: list[Path], root: Path, complaints: Complaints) -> Dataset:
    """Return the dataset of one or more COCO files, each a split named in its file's name.

    Honours ``iscrowd`` and ``ignore`` (ignored regions; the latter in VOC's COCO form) and
    ``not_exhaustive_category_ids`` (as in LVIS). Segmentations and keypoints are passed over:
    the box counts.
    """
    read = [(path, _read_file(path, complaints)) for path in files]
    classes = tuple(dict.fromkeys(name for _, each in read for name in each.classes))
    splits: dict[str, tuple[LabelledPicture, ...]] = {}
    for path, each in read:
        number = {old: classes.index(name) for old, name in enumerate(each.classes)}
        name = split_name(path)
        pictures = tuple(renumbered(picture, number) for picture in each.pictures)
        splits[name] = splits.get(name, ()) + pictures
    notes = tuple(dict.fromkeys(note for _, each in read for note in each.notes))
    return assembled(FORM, root, classes, splits, complaints, notes)


def _begins_like_coco(path: Path) -> bool:
    """Look for the three words without parsing: a COCO file can be large."""
    text = path.read_bytes()
    return all(f'"{word}"'.encode() in text for word in ("images", "annotations", "categories"))


def _read_file(path: Path, complaints: Complaints) -> CocoFile:
    raw = parse_json(path, complaints)
    if not isinstance(raw, dict):
        if raw is not None:
            complaints.add(path, "", "it holds no object with images and annotations")
        return CocoFile((), (), ())
    top = Fields(raw, path, "", complaints)
    names, number = _categories(top)
    rows = _image_rows(top)
    boxes, places = _boxes(top, number, rows.keys()), _places(path)
    pictures = (
        _picture(row, place, boxes.get(key, []), number, places)
        for place, (key, row) in enumerate(rows.items(), 1)
    )
    return CocoFile(names, tuple(each for each in pictures if each is not None), _notes(raw))


def _image_rows(top: Fields) -> dict[int | str, Fields]:
    """Return the pictures' rows by their ids."""
    found: dict[int | str, Fields] = {}
    for row in top.rows("images"):
        key = row.key("id")
        if key in found:
            row.complain("id", f"{key} is the id of another picture, too")
        elif key is not None:
            found[key] = row
    return found


def _categories(top: Fields) -> tuple[tuple[str, ...], dict[int | str, int]]:
    """Return the names in order, and their numbers by the file's ids."""
    names: list[str] = []
    number: dict[int | str, int] = {}
    for row in top.rows("categories"):
        key, name = row.key("id"), row.text("name")
        if key is not None and name is not None:
            if name not in names:
                names.append(name)
            number[key] = names.index(name)
    return tuple(names), number


def _boxes(
    top: Fields, number: Mapping[int | str, int], known: Collection[int | str]
) -> dict[int | str, list[LabelledBox]]:
    """Return the boxes by their picture's id."""
    found: dict[int | str, list[LabelledBox]] = defaultdict(list)
    for row in top.rows("annotations"):
        image, box = row.key("image_id"), _box(row, number)
        if image is None or box is None:
            continue
        if image in known:
            found[image].append(box)
        else:
            row.complain("image_id", f"there is no picture with the id {image}")
    return found


def _box(row: Fields, number: Mapping[int | str, int]) -> LabelledBox | None:
    category = row.key("category_id")
    if category is None:
        return None
    if category not in number:
        row.complain("category_id", f"there is no category with the id {category}")
        return None
    xywh = row.numbers("bbox", 4)
    if xywh is None:
        return None
    x, y, w, h = xywh
    history = BoxHistory(
        *(str(row.raw[name]) if row.raw.get(name) else "" for name in BoxHistory.__slots__)
    )
    ignored = bool(row.raw.get("iscrowd")) or bool(row.raw.get("ignore"))
    return LabelledBox(number[category], (x, y, x + w, y + h), ignored, history)


def _picture(
    row: Fields,
    place: int,
    boxes: list[LabelledBox],
    number: Mapping[int | str, int],
    places: PicturePlaces,
) -> LabelledPicture | None:
    name, width, height = row.text("file_name"), row.count("width"), row.count("height")
    if name is None or width is None or height is None:
        return None
    partial = row.raw.get("not_exhaustive_category_ids") or []
    if not isinstance(partial, list):
        row.complain("not_exhaustive_category_ids", "it is not a list")
        partial = []
    frame, key, previous = (row.raw.get(name) for name in ("frame", "id", "previous"))
    return LabelledPicture(
        key if isinstance(key, int) else place,
        places.find(name),
        width,
        height,
        labels_of(boxes, {number[c] for c in partial if _is_key(c) and c in number}),
        str(row.raw.get("session") or ""),
        frame if isinstance(frame, int) else None,
        str(row.raw.get("source") or ""),
        history_of(boxes),
        places.find(previous) if isinstance(previous, str) else None,
    )


def _notes(raw: Mapping[str, Any]) -> tuple[str, ...]:
    listed = raw.get("annotations")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    notes = []
    if any(row.get("segmentation") for row in rows):
        notes.append("Outlines are passed over: boxes count.")
    if any(row.get("keypoints") for row in rows):
        notes.append("Keypoints are passed over: boxes count.")
    return tuple(notes)


def _is_key(value: object) -> TypeGuard[int | str]:
    return isinstance(value, int | str)


def _places(file: Path) -> PicturePlaces:
    """Beside the file, in images/, or in the layout of COCO's own archive."""
    folder, split = file.parent, file.stem.split("_")[-1]
    above = folder.parent
    images = [folder / "images", above, above / "images", above / split]
    return PicturePlaces([folder, *images, above / "images" / split, above / "JPEGImages"])
