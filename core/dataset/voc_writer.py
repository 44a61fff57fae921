"""Writing Pascal VOC: an XML file for each picture, and the splits as lists."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from core.dataset.class_numbers import CLASSES_FILE
from core.dataset.dataset import Dataset
from core.dataset.decimals import decimal_of
from core.dataset.labels import LabelledBox, LabelledPicture
from core.dataset.losses import lost_in
from core.files import write_atomically


def write_voc(dataset: Dataset, folder: Path) -> tuple[str, ...]:
    """Write annotations and lists; the pictures lie in ``folder``/JPEGImages already.

    Ignored regions become difficult objects. Corners count from 1, as VOC's do, with decimals
    where they have some. Returns what VOC cannot hold, in words. Raises ``FileError``.
    """
    for split, pictures in dataset.splits.items():
        for picture in pictures:
            xml = _annotation(picture, dataset.classes)
            ElementTree.indent(xml)
            target = folder / "Annotations" / f"{picture.path.stem}.xml"
            write_atomically(target, ElementTree.tostring(xml, encoding="utf-8"))
        names = "".join(f"{picture.path.stem}\n" for picture in pictures)
        write_atomically(folder / "ImageSets" / "Main" / f"{split}.txt", names.encode())
    classes = "".join(f"{name}\n" for name in dataset.classes)
    write_atomically(folder / CLASSES_FILE, classes.encode())
    return lost_in(dataset, ignored=True, session=True)


def _annotation(picture: LabelledPicture, classes: tuple[str, ...]) -> Element:
    root = Element("annotation")
    _child(root, "folder", "JPEGImages")
    _child(root, "filename", picture.path.name)
    if picture.session:
        _child(SubElement(root, "source"), "session", picture.session)
    size = SubElement(root, "size")
    for name, value in (("width", picture.width), ("height", picture.height), ("depth", 3)):
        _child(size, name, str(value))
    _child(root, "segmented", "0")
    for box in picture.boxes():
        root.append(_object(box, classes[box.class_id]))
    return root


def _object(box: LabelledBox, name: str) -> Element:
    element = Element("object")
    _child(element, "name", name)
    _child(element, "pose", "Unspecified")
    _child(element, "truncated", "0")
    _child(element, "difficult", str(int(box.ignored)))
    bounds = SubElement(element, "bndbox")
    x0, y0, x1, y1 = (decimal_of(each) for each in box.xyxy)
    corners = (("xmin", x0 + 1), ("ymin", y0 + 1), ("xmax", x1), ("ymax", y1))
    for side, value in corners:
        _child(bounds, side, f"{value:f}")
    return element


def _child(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
