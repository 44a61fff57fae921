"""YOLO folders: a line of shares for each box, in a text file for each picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.dataset.class_numbers import listed_names
from core.dataset.dataset import Dataset, assembled
from core.dataset.fields import as_number, read_text
from core.dataset.labels import LabelledBox, LabelledPicture, labels_of
from core.dataset.malformed import Complaints
from core.dataset.picture_places import is_there, pictures_in, size_from_file

Corners = tuple[float, float, float, float]

FORM = "YOLO"
_SPLIT_FOLDERS = {"train": "train", "val": "val", "valid": "val", "test": "test"}
_HEADS = ("data.yaml", "data.yml", "dataset.yaml")


@dataclass(frozen=True)
class _Layout:
    """Where the pictures of each split are, the names by number, and the numbers in a pose."""

    splits: Mapping[str, list[Path]]
    names: Mapping[int, str]
    pose: int  # numbers on a line with keypoints, 0 for boxes


def is_yolo(root: Path) -> bool:
    """Return whether a folder is laid out for YOLO."""
    return _head_of(root) is not None or bool(list(_label_folders(root)))


def read_yolo(root: Path, complaints: Complaints) -> Dataset:
    """Return the dataset of a YOLO folder, or of its ``data.yaml``.

    Lines of poses and of outlines give their box. A picture without a text file shows nothing
    that is labelled: that is how the form says so.
    """
    head = root if root.is_file() else _head_of(root)
    folder = root.parent if root.is_file() else root
    layout = _layout(head, complaints) if head else _plain_layout(folder, complaints)
    reader = _Reader(layout, complaints)
    splits = {name: tuple(reader.pictures(paths)) for name, paths in layout.splits.items() if paths}
    names = tuple(reader.names[number] for number in sorted(reader.names))
    return assembled(FORM, folder, names, splits, complaints, reader.notes())


class _Reader:
    """Reads one picture's lines after the other; counts what it passes over."""

    def __init__(self, layout: _Layout, complaints: Complaints) -> None:
        self.names = dict(layout.names)
        self._pose = layout.pose
        self._place = {number: place for place, number in enumerate(sorted(self.names))}
        self._complaints = complaints
        self._poses = self._outlines = self._bare = 0

    def pictures(self, paths: list[Path]) -> Iterator[LabelledPicture]:
        """Yield the pictures that can be read, numbered from 1."""
        for number, path in enumerate(paths, 1):
            size = size_from_file(path, self._complaints)
            if size is not None:
                labels = labels_of(self._boxes(_label_file(path), *size))
                yield LabelledPicture(number, path, *size, labels)

    def notes(self) -> tuple[str, ...]:
        """What was assumed, in words."""
        said = (
            ("Poses", self._poses, "read as their boxes"),
            ("Outlines", self._outlines, "read as their boxes"),
            ("Pictures without a text file", self._bare, "nothing is in them"),
        )
        return tuple(f"{what} ({n}): {how}." for what, n, how in said if n)

    def _boxes(self, path: Path, width: int, height: int) -> Iterator[LabelledBox]:
        if not path.is_file():
            self._bare += 1
            return
        for number, line in enumerate((read_text(path, self._complaints) or "").splitlines(), 1):
            if not line.strip():
                continue
            values = [as_number(word) for word in line.split()]
            numbers = [value for value in values if value is not None]
            if len(numbers) < len(values):
                self._complaints.add(path, f"line {number}", "there is something but numbers")
                continue
            centre = self._centre(numbers)
            if centre is None:
                self._complaints.add(path, f"line {number}", f"{len(numbers)} numbers are no box")
                continue
            if numbers[0] not in self._place:
                what = f"there is no class with the number {numbers[0]:g}"
                self._complaints.add(path, f"line {number}", what)
                continue
            x, y, w, h = centre
            shares = x - w / 2, y - h / 2, x + w / 2, y + h / 2
            yield LabelledBox(self._place[int(numbers[0])], _in_pixels(shares, width, height))

    def _centre(self, numbers: list[float]) -> Corners | None:
        """Return centre and size in shares; a sixth number is a score."""
        n = len(numbers)
        if n in (5, 6) or (self._pose and n == self._pose):
            self._poses += n > 6
            return numbers[1], numbers[2], numbers[3], numbers[4]
        if not self._pose and n >= 7 and n % 2:
            self._outlines += 1
            xs, ys = numbers[1::2], numbers[2::2]
            x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
            return (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0
        return None


def _in_pixels(shares: Corners, width: int, height: int) -> Corners:
    """Return corners in pixels; what is under a billionth is noise of the arithmetic."""
    x0, y0, x1, y1 = shares
    return round(x0 * width, 9), round(y0 * height, 9), round(x1 * width, 9), round(y1 * height, 9)


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


def _plain_layout(root: Path, complaints: Complaints) -> _Layout:
    splits: dict[str, list[Path]] = {}
    for name, folder in _label_folders(root):
        splits.setdefault(name, []).extend(pictures_in(folder))
    names = dict(enumerate(listed_names(root, complaints)))
    return _Layout(splits, names or _numbers_used(splits, complaints), 0)


def _numbers_used(splits: Mapping[str, list[Path]], complaints: Complaints) -> dict[int, str]:
    """Without names the classes are called by their numbers."""
    used = set()
    for path in (each for paths in splits.values() for each in paths):
        label = _label_file(path)
        for line in (read_text(label, complaints) or "").splitlines() if label.is_file() else ():
            first = line.split()[0] if line.strip() else ""
            if first.isdecimal():
                used.add(int(first))
    return {number: str(number) for number in sorted(used)}


def _layout(head: Path, complaints: Complaints) -> _Layout:
    raw = _parsed(head, complaints)
    root = head.parent / str(raw.get("path") or "")
    splits: dict[str, list[Path]] = {}
    for key, name in _SPLIT_FOLDERS.items():
        said = raw.get(key) or []
        for entry in said if isinstance(said, list) else [said]:
            splits.setdefault(name, []).extend(_paths(str(entry), root, head, complaints))
    shape = raw.get("kpt_shape")
    pose = 5 + shape[0] * shape[1] if isinstance(shape, list) and len(shape) == 2 else 0
    return _Layout(splits, _names(raw.get("names"), head, complaints), pose)


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


def _label_file(picture: Path) -> Path:
    """Return the text file of a picture: labels/ in the place of the last images/, or beside it."""
    parts = list(picture.parts)
    for place in range(len(parts) - 2, -1, -1):
        if parts[place] == "images":
            parts[place] = "labels"
            return Path(*parts).with_suffix(".txt")
    return picture.with_suffix(".txt")
