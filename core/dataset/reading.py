"""Reading a dataset of any form: which one it is shows itself."""

from __future__ import annotations

from pathlib import Path

from core.dataset.coco import coco_files_in, is_coco, read_coco
from core.dataset.commit import finish_commit
from core.dataset.cvat import cvat_files_in, read_cvat
from core.dataset.dataset import Dataset
from core.dataset.fields import parse_json
from core.dataset.labelme import is_labelme, labelme_files_in, read_labelme
from core.dataset.malformed import Complaints
from core.dataset.voc import is_voc, read_voc
from core.dataset.yolo import read_yolo
from core.dataset.yolo_layout import is_yolo
from core.errors import DatasetError

FORMS = "COCO JSON, YOLO, Pascal VOC, labelme or X-AnyLabeling JSON, CVAT XML"


def read_dataset(path: Path, strict: bool = True) -> Dataset:
    """Return the dataset at ``path``, a folder or its main file, in whatever form it is.

    Forms: COCO JSON (native; also VOC in COCO form), YOLO, Pascal VOC, labelme and
    X-AnyLabeling JSON, CVAT XML. Class names stay as they are there; ``class_names`` maps them.
    Raises ``DatasetError`` for a path that holds none of them and, if ``strict``, for the first
    thing that does not fit; otherwise that is in the value's ``malformed`` and the rest is read.
    """
    complaints = Complaints(strict)
    if not path.exists():
        raise DatasetError(f"There is no “{path}”.", "Name a dataset's folder or its main file.")
    dataset = _of_file(path, complaints) if path.is_file() else _of_folder(path, complaints)
    if dataset is None:
        raise DatasetError(
            f"“{path.name}” is no dataset that can be read.", f"Known forms: {FORMS}."
        )
    return dataset


def _of_file(path: Path, complaints: Complaints) -> Dataset | None:
    match path.suffix.lower():
        case ".json":
            raw = parse_json(path, complaints)
            if is_labelme(raw):
                return read_labelme([path], path, complaints)
            return read_coco([path], path, complaints) if is_coco(raw) else None
        case ".yaml" | ".yml":
            return read_yolo(path, complaints)
        case ".xml":
            return read_cvat([path], path, complaints)
    return None


def _of_folder(path: Path, complaints: Complaints) -> Dataset | None:
    finish_commit(path)
    if files := coco_files_in(path):
        return read_coco(files, path, complaints)
    if is_yolo(path):
        return read_yolo(path, complaints)
    if files := cvat_files_in(path):
        return read_cvat(files, path, complaints)
    if is_voc(path):
        return read_voc(path, complaints)
    if files := labelme_files_in(path):
        return read_labelme(files, path, complaints)
    return None
