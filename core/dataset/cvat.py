"""CVAT's XML 1.1: boxes of pictures, and tracks through a video."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from core.box import Box
from core.dataset.class_numbers import ClassNumbers
from core.dataset.dataset import Dataset, assembled, passed_over, split_name
from core.dataset.fields import as_number, parse_xml
from core.dataset.labels import LabelledBox, LabelledPicture, labels_of
from core.dataset.malformed import Complaints
from core.dataset.picture_places import PicturePlaces

FORM = "CVAT"
_SIDES = ("xtl", "ytl", "xbr", "ybr")


def cvat_files_in(folder: Path) -> list[Path]:
    """Return the XML files of a folder that CVAT wrote."""
    return sorted(p for p in folder.glob("*.xml") if b"<annotations" in p.read_bytes()[:2000])


def read_cvat(files: list[Path], root: Path, complaints: Complaints) -> Dataset:
    """Return the dataset of CVAT's files “for images” and “for video”.

    Boxes, polygons and ellipses give their box. Between two keyframes of a track the corners
    go straight, as in CVAT, up to where the track is marked as outside.
    """
    numbers, skipped = ClassNumbers(), Counter[str]()
    splits: dict[str, list[LabelledPicture]] = defaultdict(list)
    for path in files:
        xml = parse_xml(path, complaints)
        if xml is None:
            continue
        for label in xml.iterfind("meta//label/name"):
            numbers.of((label.text or "").strip())
        reader = _Reader(path, numbers, skipped, complaints)
        for name, picture in (*reader.images(xml), *reader.video(xml)):
            splits[name].append(picture)
    done = {name: tuple(pictures) for name, pictures in splits.items()}
    return assembled(FORM, root, numbers.names, done, complaints, passed_over(skipped))


class _Reader:
    """Reads one file."""

    def __init__(
        self, path: Path, numbers: ClassNumbers, skipped: Counter[str], complaints: Complaints
    ) -> None:
        self._path, self._numbers, self._skipped = path, numbers, skipped
        self._complaints = complaints
        self._places = PicturePlaces([path.parent / "images", path.parent])
        self._read = 0

    def images(self, xml: Element) -> Iterator[tuple[str, LabelledPicture]]:
        """Yield (split, picture) of each image element."""
        for place, image in enumerate(xml.findall("image"), 1):
            name, where = image.get("name") or "", f"image {place}"
            size = self._numbers_of(image, ("width", "height"), where)
            if not name:
                self._complaints.add(self._path, where, "it has no name")
            if not name or size is None:
                continue
            boxes = [
                LabelledBox(self._numbers.of(label), corners)
                for shape in image
                if (label := shape.get("label")) and (corners := self._corners(shape, where))
            ]
            self._read += 1
            picture = LabelledPicture(
                self._read,
                self._places.find(name),
                int(size[0]),
                int(size[1]),
                labels_of(boxes),
            )
            subset = (image.get("subset") or "").lower()
            yield split_name(Path(subset or self._path.stem) / "_"), picture

    def video(self, xml: Element) -> Iterator[tuple[str, LabelledPicture]]:
        """Yield (split, picture) of each frame of a video's file."""
        tracks = xml.findall("track")
        size = xml.find("meta//original_size")
        if not tracks or size is None:
            return
        sides = [as_number(size.findtext(side)) or 0 for side in ("width", "height")]
        if not all(sides):
            self._complaints.add(self._path, "original_size", "it is no width and height")
            return
        boxes: dict[int, list[LabelledBox]] = defaultdict(list)
        for place, track in enumerate(tracks, 1):
            kind = self._numbers.of(track.get("label") or "")
            for frame, corners in self._path_of(track, f"track {place}"):
                boxes[frame].append(LabelledBox(kind, corners))
        task = (xml.findtext("meta/task/name") or xml.findtext("meta/job/id") or "").strip()
        last = as_number(xml.findtext("meta//stop_frame")) or 0
        for frame in range(max(int(last), max(boxes, default=0)) + 1):
            found = self._places.find_stem(f"frame_{frame:06d}")
            # Frames without boxes count as empty, but only those that were exported.
            if found is None and frame not in boxes:
                continue
            path = found or self._places.find(f"frame_{frame:06d}.png")
            labels = labels_of(boxes.get(frame, []))
            self._read += 1
            picture = LabelledPicture(
                self._read, path, int(sides[0]), int(sides[1]), labels, task, frame
            )
            yield split_name(self._path), picture

    def _path_of(self, track: Element, where: str) -> Iterator[tuple[int, Box]]:
        """Yield (frame, corners) from the first to the last frame a track is seen in."""
        before: tuple[int, Box] | None = None
        for shape in track:
            corners = self._corners(shape, where)
            frame = as_number(shape.get("frame"))
            if corners is None or frame is None:
                continue
            if before is not None:
                yield from _between(before, (int(frame), corners))
            before = None
            if shape.get("outside") != "1":
                before = int(frame), corners
                yield before

    def _corners(self, shape: Element, where: str) -> Box | None:
        if shape.tag == "box":
            sides = self._numbers_of(shape, _SIDES, f"{where} box")
            return (sides[0], sides[1], sides[2], sides[3]) if sides else None
        if shape.tag == "ellipse":
            sides = self._numbers_of(shape, ("cx", "cy", "rx", "ry"), f"{where} ellipse")
            if sides is None:
                return None
            x, y, rx, ry = sides
            return x - rx, y - ry, x + rx, y + ry
        if shape.tag == "polygon":
            pairs = [pair.split(",") for pair in (shape.get("points") or "").split(";")]
            points = [[as_number(each) for each in pair] for pair in pairs]
            xs = [p[0] for p in points if len(p) == 2 and p[0] is not None]
            ys = [p[1] for p in points if len(p) == 2 and p[1] is not None]
            if xs and len(xs) == len(ys) == len(points):
                return min(xs), min(ys), max(xs), max(ys)
            self._complaints.add(self._path, f"{where} polygon points", "these are no points")
            return None
        if shape.get("label"):
            self._skipped[shape.tag] += 1
        return None

    def _numbers_of(
        self, element: Element, names: tuple[str, ...], where: str
    ) -> list[float] | None:
        found = []
        for name in names:
            number = as_number(element.get(name))
            if number is None:
                self._complaints.add(self._path, f"{where} {name}", "it is no number")
                return None
            found.append(number)
        return found


def _between(before: tuple[int, Box], after: tuple[int, Box]) -> Iterator[tuple[int, Box]]:
    (first, a), (last, b) = before, after
    for frame in range(first + 1, last):
        t = (frame - first) / (last - first)
        x0, y0, x1, y1 = (p + (q - p) * t for p, q in zip(a, b, strict=True))
        yield frame, (x0, y0, x1, y1)
