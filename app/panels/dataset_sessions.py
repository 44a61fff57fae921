"""The practices of a dataset as a table: what each teaches, and which of them judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from core.dataset.dataset import VAL
from core.dataset.statistics import SessionFigures

_SESSION = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROLES = {VAL: "judges"}


class DatasetSessions(QTreeWidget):
    """One row for each practice; ``chosen(session)`` when one is activated."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName("Practices in the dataset")
        self.itemActivated.connect(lambda item, _: self.chosen.emit(item.data(0, _SESSION)))

    def show_sessions(
        self,
        sessions: Sequence[SessionFigures],
        classes: Sequence[str],
        titles: Mapping[str, str],
    ) -> None:
        """Show other figures; ``titles`` name the sessions."""
        self.clear()
        names = [name.replace("_", " ").capitalize() for name in classes]
        self.setHeaderLabels(["Practice", "Role", "Frames", "Empty", *names])
        for each in sessions:
            counts = (each.pictures, each.negatives, *each.boxes.values())
            title = titles.get(each.name, each.name)
            row = [title, _ROLES.get(each.split, "teaches"), *map(str, counts)]
            item = QTreeWidgetItem(row)
            item.setData(0, _SESSION, each.name)
            item.setToolTip(0, "Open it with Enter")
            for column in range(2, len(row)):
                item.setTextAlignment(column, _RIGHT)
            self.addTopLevelItem(item)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(2, self.columnCount()):
            self.headerItem().setTextAlignment(column, _RIGHT)
