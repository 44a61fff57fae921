"""Examples of one class, from the smallest box to the largest, with the box drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from core.dataset.example_pictures import ExamplePicture
from core.detections.detections import ObjectClass
from core.drawing.palette import OBJECT_COLOURS

SIDE = 96
_SESSION = Qt.ItemDataRole.UserRole
_FRAME = Qt.ItemDataRole.UserRole + 1


class ExampleStrip(QListWidget):
    """A row of pictures; ``chosen(session, frame)`` when one is activated."""

    chosen = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setSpacing(4)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(SIDE + 44)
        self.setProperty("role", "bare")
        self.setAccessibleName("Examples")
        self.itemActivated.connect(self._choose)

    def show_examples(
        self, examples: Sequence[ExamplePicture], kind: ObjectClass, titles: Mapping[str, str]
    ) -> None:
        """Show other examples; ``titles`` name their sessions."""
        self.clear()
        for each in examples:
            picture = each.example.picture
            item = QListWidgetItem(QIcon(_drawn(each, kind)), f"{each.example.side_px:.0f} px")
            title = titles.get(picture.session, picture.session)
            about = f"{title}, frame {picture.frame}" if picture.frame is not None else title
            item.setToolTip(about)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {about}")
            item.setData(_SESSION, picture.session)
            item.setData(_FRAME, picture.frame)
            self.addItem(item)

    def _choose(self, item: QListWidgetItem) -> None:
        session, frame = item.data(_SESSION), item.data(_FRAME)
        if session:
            self.chosen.emit(session, -1 if frame is None else frame)


def _drawn(each: ExamplePicture, kind: ObjectClass) -> QPixmap:
    rgb = each.rgb
    side = rgb.shape[0]
    image = QImage(rgb.data, side, side, rgb.strides[0], QImage.Format.Format_RGB888)
    pixmap = QPixmap.fromImage(image.copy())
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x0, y0, x1, y1 = each.box
    room = QRectF(x0, y0, x1 - x0, y1 - y0)
    for colour, width in ((QColor(0, 0, 0, 150), 5.0), (QColor(OBJECT_COLOURS[kind]), 2.5)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(room)
    painter.end()
    return pixmap
