"""Sample pictures of the latest evaluation, truth and prediction drawn in, as a row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from app.jobs.job import Job, JobProgress
from app.jobs.runner import JobRunner

LOW_PX, HIGH_PX = 108, 176
LEGEND = "Dashed green: as you fixed it. In colour: what the detector finds now."
_NAME = re.compile(r"(\d+)-(\d+)\.jpg")


def by_epoch(samples: Sequence[Path]) -> Mapping[int, tuple[Path, ...]]:
    """Return sample pictures by the epoch they were drawn after, both ascending."""
    found: dict[int, list[Path]] = defaultdict(list)
    for path in sorted(samples):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            found[int(match[1])].append(path)
    return {epoch: tuple(found[epoch]) for epoch in sorted(found)}


class SampleStrip(QListWidget):
    """``chosen`` carries the path of an activated picture. Pictures are read in the background."""

    chosen = Signal(object)

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        self._runner = runner
        self._shown: tuple[Path, ...] = ()
        self._images: tuple[tuple[Path, QImage], ...] = ()
        self._height = 0
        self._job: Job | None = None
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setSpacing(4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("role", "bare")
        self.setAccessibleName("Sample pictures")
        self.setAccessibleDescription(LEGEND)
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)
        self.set_height(LOW_PX)

    @property
    def shown(self) -> tuple[Path, ...]:
        """The pictures on screen, or on their way there."""
        return self._shown

    def set_height(self, height: int) -> None:
        """Show the pictures at this height, in pixels."""
        if height != self._height:
            self._height = height
            self.setIconSize(QSize(height * 2, height))
            self.setFixedHeight(height + 26)
            self._fill()

    def show_samples(self, paths: Sequence[Path]) -> None:
        """Show other pictures; those of before stay until they are read."""
        wanted = tuple(paths)
        if wanted == self._shown:
            return
        self._shown = wanted
        if self._job is not None:
            self._job.cancel()

        def work(progress: JobProgress) -> list[QImage]:
            images = []
            for number, path in enumerate(wanted):
                progress.step(number, len(wanted))
                images.append(QImage(str(path)))
            return images

        self._job = self._runner.start(
            "Reading sample pictures",
            work,
            on_done=lambda images: self._take(wanted, images),
            quiet=True,
        )

    def _take(self, paths: tuple[Path, ...], images: list[QImage]) -> None:
        if paths == self._shown:
            pairs = zip(paths, images, strict=True)
            self._images = tuple((path, image) for path, image in pairs if not image.isNull())
            self._fill()

    def _fill(self) -> None:
        row = self.currentRow()
        self.clear()
        ratio = self.devicePixelRatioF()
        for number, (path, image) in enumerate(self._images, 1):
            smooth = Qt.TransformationMode.SmoothTransformation
            picture = QPixmap.fromImage(image.scaledToHeight(round(self._height * ratio), smooth))
            picture.setDevicePixelRatio(ratio)
            icon = QIcon(picture)
            icon.addPixmap(picture, QIcon.Mode.Selected)  # Qt would tint it
            item = QListWidgetItem(icon, "")
            item.setToolTip("Click to look closer")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"Sample picture {number}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setSizeHint(picture.deviceIndependentSize().toSize() + QSize(8, 8))
            self.addItem(item)
        self.setCurrentRow(min(max(row, 0), self.count() - 1))

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
