"""Where a YOLO dataset has its pictures, its names and its text files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.dataset.class_numbers import listed_names
from core.dataset.fields import read_text
from core.dataset.malformed import Complaints
from core.dataset.picture_places import is_there, pictures_in

_SPLIT_FOLDERS = {"train": "train", "val": "val", "valid": "val", "test": "test"}
_HEADS = ("data.yaml", "data.yml", "dataset.yaml")


@dataclass(frozen=True)
class YoloLayout:
    """The pictures of each split, the names by number, and how many numbers a pose's line has.

    ``pose`` is 0 for boxes.
    """

    splits: Mapping[str, list[Path]]
    names: Mapping[int, str]
    pose: int


def is_yolo(root: Path) -> bool:
    """Return whether a folder is laid out for YOLO."""
    return _head_of(root) is not None or bool(list(_label_folders(root)))


def layout_of(root: Path, complaints: Complaints) -> YoloLayout:
    """Return the layout of a folder, or of its ``data.yaml``."""
    head = root if root.is_file() else _head_of(root)
    return _told_by(head, complaints) if head else _plain_layout(root, complaints)


def label_file(picture: Path) -> Path:
    """Return the text file of a picture: labels/ in the place of the last images/, or beside it."""
    parts = list(picture.parts)
    for place in range(len(parts) - 2, -1, -1):
        if parts[place] == "images":
            parts[place] = "labels"
            return Path(*parts).with_suffix(".txt")
    return picture.with_suffix(".txt")


def _head_of(root: Path) -> Path | None:
    return next((root / name for name in _HEADS if (root / name).is_file()), None)


def _label_folders(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (split, folder of pictures): images/train, train/images, images, each with labels."""
    if (root / "labels").is_dir():
        split = [p for p in sorted(root.glob("images/*/")) if p.name in _SPLIT_FOLDERS]
        for folder in split:
            yield _SPLIT_FOLDERS[folder.name], folder
        if not split and (root / "images").is_dir():
            yield "train", root / "images"
    for name, split_name in _SPLIT_FOLDERS.items():
        if (root / name / "images").is_dir() and (root / name / "labels").is_dir():
            yield split_name, root / name / "images"


def _plain_layout(root: Path, complaints: Complaints) -> YoloLayout:
    splits: dict[str, list[Path]] = {}
    for name, folder in _label_folders(root):
        splits.setdefault(name, []).extend(pictures_in(folder))
    names = dict(enumerate(listed_names(root, complaints)))
    return YoloLayout(splits, names or _numbers_used(splits, complaints), 0)


def _numbers_used(splits: Mapping[str, list[Path]], complaints: Complaints) -> dict[int, str]:
    """Without names the classes are called by their numbers."""
    used = set()
    for path in (each for paths in splits.values() for each in paths):
        label = label_file(path)
        for line in (read_text(label, complaints) or "").splitlines() if is_there(label) else ():
            first = line.split()[0] if line.strip() else ""
            if first.isdecimal():
                used.add(int(first))
    return {number: str(number) for number in sorted(used)}


def _told_by(head: Path, complaints: Complaints) -> YoloLayout:
    raw = _parsed(head, complaints)
    root = head.parent / str(raw.get("path") or "")
    splits: dict[str, list[Path]] = {}
    for key, name in _SPLIT_FOLDERS.items():
        said = raw.get(key) or []
        for entry in said if isinstance(said, list) else [said]:
            splits.setdefault(name, []).extend(_paths(str(entry), root, head, complaints))
    shape = raw.get("kpt_shape")
    pose = 5 + shape[0] * shape[1] if isinstance(shape, list) and len(shape) == 2 else 0
    return YoloLayout(splits, _names(raw.get("names"), head, complaints), pose)


def _parsed(head: Path, complaints: Complaints) -> dict[str, Any]:
    text = read_text(head, complaints)
    if text is None:
        return {}
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        complaints.add(head, f"line {mark.line + 1}" if mark else "", "it is not YAML")
        return {}
    if not isinstance(raw, dict):
        complaints.add(head, "", "it names no pictures and no classes")
        return {}
    return raw


def _names(raw: object, head: Path, complaints: Complaints) -> dict[int, str]:
    if isinstance(raw, list):
        return {number: str(name) for number, name in enumerate(raw)}
    if isinstance(raw, dict) and all(isinstance(number, int) for number in raw):
        return {int(number): str(name) for number, name in raw.items()}
    complaints.add(head, "names", "it is neither a list of names nor numbers with names")
    return {}


def _paths(entry: str, root: Path, head: Path, complaints: Complaints) -> list[Path]:
    """Return a split's pictures: of a folder, or of a text file that lists them."""
    # Roboflow writes ../train/images into a file that lies beside train/.
    tries = [root / entry, head.parent / entry, head.parent / entry.removeprefix("../")]
    place = next((path for path in tries if is_there(path)), None)
    if place is None:
        complaints.add(head, "", f"there is no “{entry}”")
        return []
    if place.is_dir():
        return pictures_in(place)
    lines = (read_text(place, complaints) or "").splitlines()
    return [_listed(line.strip(), root, place) for line in lines if line.strip()]


def _listed(line: str, root: Path, file: Path) -> Path:
    tries = [root / line, file.parent / line]
    return next((path for path in tries if is_there(path)), tries[0])
