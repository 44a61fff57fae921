"""The table of keys in the preferences: choose an action, press its new key."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.action_spec import ActionSpec
from app.actions import ACTIONS, BY_ID, conflict, keys_of
from app.context import AppContext
from app.key_names import native
from app.tokens import M, S

ID = Qt.ItemDataRole.UserRole


class KeyTable(QWidget):
    """Changes ``preferences.keys``. A key that is taken is offered to be moved, never doubled."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._wanted = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search an action or a key")
        self.search.setAccessibleName("Search an action or a key")
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["Action", "Keys"])
        self.tree.setAccessibleName("Actions and their keys")
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.tree.setColumnWidth(1, 200)
        self.editor = QKeySequenceEdit()
        self.editor.setMaximumSequenceLength(1)
        self.editor.setAccessibleName("New key")
        self.use = QPushButton("Use this key")
        self.more = QPushButton("Add this key")
        self.none = QPushButton("No key")
        self.usual = QPushButton("Usual key")
        self.all_usual = QPushButton("All keys as usual")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "muted")
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.editor, 1)
        for button in (self.use, self.more, self.none, self.usual):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.all_usual.setAutoDefault(False)
        self.all_usual.setProperty("role", "link")
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.all_usual)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, M, 0, 0)
        column.setSpacing(S)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        column.addWidget(self.words)
        column.addLayout(row)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(lambda *_: self._selected())
        self.editor.keySequenceChanged.connect(lambda _keys: self._explain())
        self.use.clicked.connect(lambda: self.assign(self._key(), keep=False))
        self.more.clicked.connect(lambda: self.assign(self._key(), keep=True))
        self.none.clicked.connect(lambda: self._store(self.current(), ()))
        self.usual.clicked.connect(self._back_to_usual)
        self.all_usual.clicked.connect(lambda: self._change({}))

    def current(self) -> str:
        """Return the id of the chosen action, empty if none."""
        item = self.tree.currentItem()
        return str(item.data(0, ID) or "") if item else ""

    def select(self, action: str) -> None:
        """Choose an action."""
        for item in self._items():
            if item.data(0, ID) == action:
                self.tree.setCurrentItem(item)

    def assign(self, key: str, keep: bool) -> None:
        """Give the chosen action a key; another action that had it loses it."""
        action = self.current()
        if not action or not key:
            return
        changed = dict(self._changed())
        taken = conflict(action, key, changed)
        while taken is not None:
            changed[taken] = tuple(each for each in keys_of(taken, changed) if each != key)
            taken = conflict(action, key, changed)
        before = keys_of(action, changed) if keep else ()
        changed[action] = tuple(dict.fromkeys((*before, key)))
        self._change(changed)
        self.editor.clear()

    def refresh(self) -> None:
        """Show the keys as they are now."""
        chosen, changed = self.current(), self._changed()
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for spec in ACTIONS:
            if spec.group not in groups:
                groups[spec.group] = _group(self.tree, spec.group)
            _row(groups[spec.group], spec, keys_of(spec.id, changed), spec.id in changed)
        self.tree.expandAll()
        self.all_usual.setEnabled(bool(changed))
        self._filter()
        if chosen:
            self.select(chosen)
        self._selected()

    def _changed(self) -> dict[str, tuple[str, ...]]:
        return dict(self._context.preferences.value.keys)

    def _key(self) -> str:
        portable = QKeySequence.SequenceFormat.PortableText
        return self.editor.keySequence().toString(portable)

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for group in self._groups() for item in _children(group)]

    def _groups(self) -> list[QTreeWidgetItem]:
        return _children(self.tree.invisibleRootItem())

    def _filter(self) -> None:
        words = self.search.text().casefold()
        for item in self._items():
            item.setHidden(words not in f"{item.text(0)} {item.text(1)}".casefold())
        for group in self._groups():
            group.setHidden(all(item.isHidden() for item in _children(group)))

    def _selected(self) -> None:
        action = self.current()
        for widget in (self.editor, self.none):
            widget.setEnabled(bool(action))
        self.usual.setEnabled(action in self._changed())
        self.editor.clear()
        self._explain()

    def _explain(self) -> None:
        action, key = self.current(), self._key()
        self.use.setEnabled(bool(action and key))
        self.more.setEnabled(bool(action and key))
        if not action:
            self.words.setText("Choose an action, then press its new key below.")
            return
        taken = conflict(action, key, self._changed()) if key else None
        if taken is not None:
            self.words.setText(
                f"{native(key)} is the key of “{BY_ID[taken].text}”, which will lose it."
            )
        else:
            self.words.setText(f"Press the new key for “{BY_ID[action].text}” below.")

    def _back_to_usual(self) -> None:
        changed = self._changed()
        changed.pop(self.current(), None)
        self._change(changed)

    def _store(self, action: str, keys: tuple[str, ...]) -> None:
        if action:
            self._change({**self._changed(), action: keys})

    def _change(self, changed: dict[str, tuple[str, ...]]) -> None:
        kept = {action: keys for action, keys in changed.items() if keys != BY_ID[action].keys}
        preferences = self._context.preferences
        preferences.change(replace(preferences.value, keys=kept))
        self.refresh()


def _children(parent: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    items = (parent.child(row) for row in range(parent.childCount()))
    return [item for item in items if item is not None]


def _group(tree: QTreeWidget, name: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(tree, [name])
    font = item.font(0)
    font.setBold(True)
    item.setFont(0, font)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    return item


def _row(
    parent: QTreeWidgetItem, spec: ActionSpec, keys: tuple[str, ...], changed: bool
) -> QTreeWidgetItem:
    words = ",  ".join(native(key) for key in keys)
    item = QTreeWidgetItem(parent, [spec.text, words])
    item.setData(0, ID, spec.id)
    font = item.font(1)
    font.setBold(changed)
    item.setFont(1, font)
    return item
