"""The sample pictures of a training, large: arrows go through them and through the epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.panels.sample_strip import LEGEND, by_epoch
from app.theme import Theme, set_role
from app.tokens import M, S

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class SamplePictures(QDialog):
    """Left and Right: another picture. Up and Down: the same one, an evaluation earlier or later.

    New pictures may be given while it is open; what is on screen stays.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sample pictures")
        self.setModal(False)
        self._epochs: Mapping[int, tuple[Path, ...]] = {}
        self._epoch = self._number = 0
        self._image = QImage()
        self._picture, self.caption, legend = QLabel(), QLabel(), QLabel(LEGEND)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setMinimumSize(320, 180)
        self._picture.setAccessibleName("Sample picture")
        set_role(self.caption, "strong")
        set_role(legend, "caption")
        legend.setWordWrap(True)
        self.buttons = {
            "Picture before": self._button(theme, "back", "Picture before", (-1, 0)),
            "Next picture": self._button(theme, "forward", "Next picture", (1, 0)),
            "Earlier": self._button(theme, "undo", "An evaluation earlier", (0, -1)),
            "Later": self._button(theme, "redo", "An evaluation later", (0, 1)),
        }
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.caption, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, M, M, M)
        column.setSpacing(S)
        column.addLayout(row)
        column.addWidget(self._picture, 1)
        column.addWidget(legend)
        self.resize(960, 660)

    @property
    def place(self) -> tuple[int, int]:
        """The epoch and the number of the picture on screen."""
        return self._epoch, self._number

    def show_samples(self, samples: Sequence[Path], chosen: Path | None = None) -> None:
        """Show ``chosen`` of these, else stay where it is."""
        self._epochs = by_epoch(samples)
        if not self._epochs:
            return
        if chosen is not None:
            for epoch, paths in self._epochs.items():
                if chosen in paths:
                    self._epoch, self._number = epoch, paths.index(chosen)
        if self._epoch not in self._epochs:
            self._epoch = list(self._epochs)[-1]
        self._read()

    def go(self, pictures: int, evaluations: int) -> None:
        """Go on by so many pictures and so many evaluations; pictures go round."""
        if not self._epochs:
            return
        epochs = list(self._epochs)
        place = epochs.index(self._epoch) + evaluations
        self._epoch = epochs[min(max(place, 0), len(epochs) - 1)]
        self._number = (self._number + pictures) % len(self._epochs[self._epoch])
        self._read()

    def event(self, event: QEvent) -> bool:
        """Take the arrow keys before a button does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            way = _WAYS.get(Qt.Key(event.key()))
            if way is not None:
                self.go(*way)
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _read(self) -> None:
        paths = self._epochs[self._epoch]
        self._number = min(self._number, len(paths) - 1)
        # One small JPEG: some milliseconds, and an arrow key held down must not queue them.
        self._image = QImage(str(paths[self._number]))
        words = f"Picture {self._number + 1} of {len(paths)}, after epoch {self._epoch}"
        self.caption.setText(words)
        self._picture.setAccessibleDescription(f"{words}. {LEGEND}")
        epochs = list(self._epochs)
        self.buttons["Earlier"].setEnabled(self._epoch != epochs[0])
        self.buttons["Later"].setEnabled(self._epoch != epochs[-1])
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        picture = QPixmap.fromImage(self._image.scaled(self._room() * ratio, keep, smooth))
        picture.setDevicePixelRatio(ratio)
        self._picture.setPixmap(picture)

    def _room(self) -> QSize:
        room = self._picture.size()
        return room if room.width() > 1 else QSize(640, 360)

    def _button(self, theme: Theme, icon: str, words: str, way: tuple[int, int]) -> QToolButton:
        button = QToolButton()
        button.setIcon(theme.icon(icon))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self.go(*way))
        return button
