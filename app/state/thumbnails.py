"""Pictures of cards, read beside the window and kept up to a number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from app.jobs.job import JobProgress, Lane
from app.jobs.runner import JobRunner

KEPT = 400
LARGEST = QSize(640, 360)


class Thumbnails(QObject):
    """``of(path)`` answers at once with the picture or with None; ``arrived(path)`` follows."""

    arrived = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._kept: OrderedDict[Path, QPixmap] = OrderedDict()
        self._asked: set[Path] = set()

    def of(self, path: Path) -> QPixmap | None:
        """Return the picture if it is here; otherwise ask for it."""
        picture = self._kept.get(path)
        if picture is not None:
            self._kept.move_to_end(path)
            return picture
        if path not in self._asked:
            self._asked.add(path)
            self._runner.start(
                "Reading a picture",
                _reader_of(path),
                lane=Lane.SHORT,
                on_done=lambda image: self._take(path, image),
                quiet=True,
            )
        return None

    def forget(self, path: Path) -> None:
        """Read the picture again when it is next asked for."""
        self._kept.pop(path, None)
        self._asked.discard(path)

    def retry(self) -> None:
        """Ask again for pictures that could not be read: they may have been made meanwhile."""
        self._asked.clear()

    def _take(self, path: Path, image: QImage) -> None:
        if image.isNull():
            return  # Stays asked for: an unreadable picture is not read again and again.
        self._kept[path] = QPixmap.fromImage(image)
        self._asked.discard(path)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(path)


def _reader_of(path: Path) -> Callable[[JobProgress], QImage]:
    def read(progress: JobProgress) -> QImage:
        reader = QImageReader(str(path))
        size = reader.size()
        if size.width() > LARGEST.width() or size.height() > LARGEST.height():
            keep = Qt.AspectRatioMode.KeepAspectRatioByExpanding
            reader.setScaledSize(size.scaled(LARGEST, keep))
        return reader.read()

    return read
