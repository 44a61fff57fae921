"""YOLO folders: a line of shares for each box, in a text file for each picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.box import Box
from core.dataset.dataset import Dataset, assembled
from core.dataset.fields import as_number, read_text
from core.dataset.labels import LabelledBox, LabelledPicture, labels_of
from core.dataset.malformed import Complaints
from core.dataset.picture_places import is_there, size_from_file
from core.dataset.yolo_layout import YoloLayout, label_file, layout_of

FORM = "YOLO"


def read_yolo(root: Path, complaints: Complaints) -> Dataset:
    """Return the dataset of a YOLO folder, or of its ``data.yaml``.

    Lines of poses and of outlines give their box. A picture without a text file shows nothing
    that is labelled: that is how the form says so.
    """
    layout = layout_of(root, complaints)
    folder = root.parent if root.is_file() else root
    reader = _Reader(layout, complaints)
    splits = {name: tuple(reader.pictures(paths)) for name, paths in layout.splits.items() if paths}
    names = tuple(reader.names[number] for number in sorted(reader.names))
    return assembled(FORM, folder, names, splits, complaints, reader.notes())


class _Reader:
    """Reads one picture's lines after the other; counts what it passes over."""

    def __init__(self, layout: YoloLayout, complaints: Complaints) -> None:
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
                labels = labels_of(self._boxes(label_file(path), *size))
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
        if not is_there(path):
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

    def _centre(self, numbers: list[float]) -> Box | None:
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


def _in_pixels(shares: Box, width: int, height: int) -> Box:
    """Return corners in pixels; what is under a billionth is noise of the arithmetic."""
    x0, y0, x1, y1 = shares
    return round(x0 * width, 9), round(y0 * height, 9), round(x1 * width, 9), round(y1 * height, 9)
