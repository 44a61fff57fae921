"""Pascal VOC: an XML file for each picture, splits as lists of names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from core.dataset.class_numbers import ClassNumbers, listed_names
from core.dataset.dataset import SPLIT_ORDER, Dataset, assembled, split_name
from core.dataset.fields import as_number, parse_xml, read_text
from core.dataset.labels import LabelledBox, LabelledPicture, labels_of
from core.dataset.malformed import Complaints
from core.dataset.picture_places import PicturePlaces, is_there, size_from_file

FORM = "Pascal VOC"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")


def is_voc(root: Path) -> bool:
    """Return whether a folder holds VOC's XML files."""
    first = next(_xml_files(root), None)
    return first is not None and b"<annotation" in first.read_bytes()[:2000].replace(
        b"<annotations", b""
    )


def read_voc(root: Path, complaints: Complaints) -> Dataset:
    """Return the dataset of VOC's folders, or of any folder with such XML files.

    Difficult objects become ignored regions, truncated ones stay. VOC counts pixels from 1 and
    means the last one too (VOC development kit, 3.2): xmin 1, xmax 10 are the corners 0 and 10.
    """
    numbers = ClassNumbers(listed_names(root, complaints))
    splits: dict[str, tuple[LabelledPicture, ...]] = {}
    for name, paths in _splits(root, complaints).items():
        pictures = (
            _picture(number, path, root, numbers, complaints)
            for number, path in enumerate(paths, 1)
        )
        splits[name] = tuple(picture for picture in pictures if picture is not None)
    return assembled(FORM, root, numbers.names, splits, complaints)


def _xml_files(root: Path) -> Iterator[Path]:
    places = [root / "Annotations", root, *sorted(root.glob("*/"))]
    for place in places:
        yield from sorted(place.glob("*.xml"))
        if place.name == "Annotations" and place.is_dir():
            return


def _splits(root: Path, complaints: Complaints) -> dict[str, list[Path]]:
    """Return the XML files of each split: as the lists in ImageSets say, else by folder."""
    lists = root / "ImageSets" / "Main"
    listed = [name for name in SPLIT_ORDER if (lists / f"{name}.txt").is_file()]
    if not listed and (lists / "trainval.txt").is_file():
        listed = ["trainval"]
    splits: dict[str, list[Path]] = {}
    for name in listed:
        lines = (read_text(lists / f"{name}.txt", complaints) or "").splitlines()
        stems = [line.split()[0] for line in lines if line.strip()]
        paths = [root / "Annotations" / f"{stem}.xml" for stem in stems]
        splits["train" if name == "trainval" else name] = paths
    if not splits:
        for path in _xml_files(root):
            splits.setdefault(split_name(path.parent / "_"), []).append(path)
    return splits


def _picture(
    number: int, path: Path, root: Path, numbers: ClassNumbers, complaints: Complaints
) -> LabelledPicture | None:
    xml = parse_xml(path, complaints)
    if xml is None:
        return None
    places = PicturePlaces([root / "JPEGImages", path.parent, root, root / "images"])
    named = (xml.findtext("filename") or "").strip()
    # A file that was renamed with its picture still holds the old name.
    picture = places.find(named) if named else None
    if picture is None or not is_there(picture):
        picture = places.find_stem(path.stem) or picture or places.find(f"{path.stem}.jpg")
    size = _size(xml) or size_from_file(picture, complaints)
    if size is None:
        return None
    boxes = [
        box
        for place, element in enumerate(xml.findall("object"), 1)
        if (box := _box(element, f"object {place}", path, numbers, complaints)) is not None
    ]
    session = (xml.findtext("source/session") or "").strip()
    return LabelledPicture(number, picture, *size, labels_of(boxes), session)


def _size(xml: Element) -> tuple[int, int] | None:
    width, height = (as_number(xml.findtext(f"size/{side}")) for side in ("width", "height"))
    return (int(width), int(height)) if width and height else None


def _box(
    element: Element, place: str, path: Path, numbers: ClassNumbers, complaints: Complaints
) -> LabelledBox | None:
    name = (element.findtext("name") or "").strip()
    if not name:
        complaints.add(path, place, "it has no name")
        return None
    corners = []
    for side in _CORNERS:
        value = as_number((element.findtext(f"bndbox/{side}") or "").strip())
        if value is None:
            complaints.add(path, f"{place} ({name}) bndbox/{side}", "it is no number")
            return None
        corners.append(value)
    ignored = (element.findtext("difficult") or "0").strip() not in ("0", "")
    x0, y0, x1, y1 = corners
    return LabelledBox(numbers.of(name), (x0 - 1, y0 - 1, x1, y1), ignored)
