"""The labelled pictures of a run: for training, drawn by our own code, and for judging."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from core.dataset.class_names import with_classes
from core.dataset.dataset import TRAIN, VAL, Dataset
from core.dataset.labels import LabelledPicture
from core.dataset.reading import read_dataset
from ml.config import TrainConfig


@dataclass(frozen=True)
class TrainingData:
    """The dataset of a run in the run's classes, and the rendered one on top of it, if any."""

    real: Dataset
    drawn: Dataset | None = None

    @property
    def train(self) -> list[LabelledPicture]:
        """What to learn from; drawn pictures come after these."""
        return list(self.real.split(TRAIN))

    @property
    def rendered(self) -> list[LabelledPicture]:
        """Pictures drawn by our own code."""
        return list(self.drawn.split(TRAIN)) if self.drawn else []

    @property
    def val(self) -> list[LabelledPicture]:
        """What to judge by; may be empty."""
        return list(self.real.split(VAL))

    def label_counts(self) -> dict[str, int]:
        """Training boxes of each class."""
        pictures = self.train + self.rendered
        return {
            name: sum(int((p.labels.class_id == k).sum()) for p in pictures)
            for k, name in enumerate(self.real.classes)
        }

    def snapshot(self) -> str:
        """SHA-256 of every label, and of the names and sizes of the pictures' files."""
        digest = hashlib.sha256(repr(self.real.classes).encode())
        for dataset in (self.real, self.drawn):
            for split, picture in dataset.pictures() if dataset else ():
                size = picture.path.stat().st_size if picture.path.is_file() else -1
                about = (split, picture.path.name, size, picture.width, picture.height)
                digest.update(repr(about).encode())
                digest.update(repr(sorted(picture.labels.not_exhaustive)).encode())
                digest.update(picture.labels.all_xyxy.tobytes())
                digest.update(picture.labels.all_class_id.tobytes())
                digest.update(f"{len(picture.labels.xyxy)}".encode())
        return digest.hexdigest()


def read_data(config: TrainConfig, strict: bool) -> TrainingData:
    """Read all labels. Raises DatasetError for what is no dataset or has none of the classes.

    If not `strict`, labels that do not fit are listed in the datasets' `malformed`.
    """

    def read(folder: str) -> Dataset:
        return with_classes(read_dataset(Path(folder), strict), config.classes)[0]

    return TrainingData(read(config.dataset), read(config.rendered) if config.rendered else None)


def classes_of(dataset: str) -> tuple[str, ...]:
    """The classes that a dataset names, in their order. Raises DatasetError."""
    return read_dataset(Path(dataset), strict=False).classes
