"""Writing a dataset in another form: its pictures, its labels, and what is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.dataset.coco_writer import write_coco
from core.dataset.dataset import Dataset
from core.dataset.picture_files import place_pictures
from core.dataset.voc_writer import write_voc
from core.dataset.yolo_writer import write_yolo
from core.errors import DatasetError
from core.progress import NoProgress, Progress


class Form(StrEnum):
    """Forms that are written."""

    COCO = "coco"
    YOLO = "yolo"
    VOC = "voc"


@dataclass(frozen=True)
class Written:
    """What was written, and in words what of the dataset is not in it."""

    folder: Path
    n_pictures: int
    lost: tuple[str, ...]


_WRITERS: Mapping[Form, tuple[str, Callable[[Dataset, Path], tuple[str, ...]]]] = {
    Form.COCO: ("images", write_coco),
    Form.YOLO: ("images/{split}", write_yolo),
    Form.VOC: ("JPEGImages", write_voc),
}


def write_dataset(
    dataset: Dataset, folder: Path, form: Form, progress: Progress | None = None
) -> Written:
    """Write pictures and labels into ``folder``, new or empty.

    Labels are written last: what an interruption leaves is pictures, not half a dataset.
    Raises ``DatasetError`` for a folder that holds something else, ``FileError``, ``Cancelled``.
    """
    parent, write = _WRITERS[form]
    begun = {parent.split("/")[0]}  # what an interrupted conversion leaves may be there
    if folder.exists() and not (folder.is_dir() and {p.name for p in folder.iterdir()} <= begun):
        raise DatasetError(
            f"“{folder}” is not an empty folder.", "Name a new one: nothing is overwritten."
        )
    placed, placing = place_pictures(
        dataset, folder, parent, progress or NoProgress(), keeps_previous=form is Form.COCO
    )
    lost = (*placing.sentences(), *write(placed, folder), *_frames_before(dataset, form))
    return Written(folder, len(placed), lost)


def _frames_before(dataset: Dataset, form: Form) -> tuple[str, ...]:
    n = sum(picture.previous is not None for _, picture in dataset.pictures())
    if not n or form is Form.COCO:
        return ()
    return (f"Pictures with the frame before them ({n}): that frame is left out.",)
