"""Where to watch from: the cameras by name, an address, a file; and what belongs to the choice."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.state.live_sources import LiveSources
from app.theme import set_role
from app.tokens import L, M, S
from core.capture.address import parsed_address
from core.capture.phone_apps import PHONE_APPS
from core.capture.source_spec import CameraFormat, SourceKind, SourceSpec
from core.errors import CaptureError

_KIND = Qt.ItemDataRole.UserRole
_ID = Qt.ItemDataRole.UserRole + 1
_ROW_PX = 46
_LEAST_ROWS, _MOST_ROWS = 3, 5
ADDRESS_HELP = (
    "Start the camera app on the phone, in the same Wi-Fi, and type the address it shows. "
    + "  ".join(f"{app.name}: {app.address}" for app in PHONE_APPS[:1])
)
FILE_HELP = "It runs as if it were happening now: for trying things out, or a lesson filmed before."


class LiveSourceList(QFrame):
    """Follows ``LiveSources``; ``file_wanted`` asks for a video, ``sample_wanted`` for ours."""

    file_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, context: AppContext, sources: LiveSources) -> None:
        super().__init__()
        self._context, self._sources = context, sources
        self._filling = self._had_cameras = False
        set_role(self, "card")
        self.list = QListWidget()
        self.list.setAccessibleName("Where to watch from")
        self.list.setIconSize(QSize(22, 22))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setProperty("role", "bare")
        self.list.currentItemChanged.connect(lambda now, _before: self._choose(now))
        self.list.itemActivated.connect(self._activate)
        self.note = QLabel()
        self.note.setWordWrap(True)
        set_role(self.note, "caption")
        self.formats = QComboBox()
        self.formats.setAccessibleName("Size and speed of the picture")
        self.formats.activated.connect(self._choose_format)
        self.address = QLineEdit()
        self.address.setPlaceholderText("http://192.168.1.20:8080/video")
        self.address.setAccessibleName("Address of the camera")
        self.address.textEdited.connect(self._edit_address)
        self.address.editingFinished.connect(sources.keep)
        self.address_note = _caption(ADDRESS_HELP)
        self.file = QLabel()
        self.file.setWordWrap(True)
        self.browse = QPushButton("Choose a video…")
        self.browse.clicked.connect(self.file_wanted)
        self.sample = QPushButton("Try it with the sample")
        set_role(self.sample, "link")
        self.sample.clicked.connect(self.sample_wanted)
        self._details = QWidget()
        self._pages = QStackedLayout(self._details)
        self._lay_out()
        sources.changed.connect(self.refresh)
        context.theme.changed.connect(self._paint_icons)
        self.refresh()

    def choose_kind(self, kind: SourceKind) -> None:
        """Go to the row of an address or a file."""
        for row in range(self.list.count()):
            if _kind_of(self.list.item(row)) is kind:
                self.list.setCurrentRow(row)
                if kind is SourceKind.ADDRESS:
                    self.address.setFocus()
                return

    def refresh(self) -> None:
        """Show what there is, and what is chosen."""
        sources, chosen = self._sources, self._sources.chosen
        first, self._had_cameras = not self._had_cameras, bool(sources.devices.cameras)
        self._filling = True
        if first and self._had_cameras and (chosen is None or not chosen.address):
            # The first camera that is plugged in is what was waited for.
            self.list.setCurrentRow(-1)
            sources.choose(sources.devices.cameras[0].spec(), keep=False)
            return
        kept = self._row_wanted(chosen)
        self.list.clear()
        for camera in sources.devices.cameras:
            self._add(camera.name, SourceKind.CAMERA, camera.id)
        self._add("Network camera or phone app…", SourceKind.ADDRESS)
        self._add("A video as if live…", SourceKind.FILE)
        self._paint_icons()
        rows = min(max(self.list.count(), _LEAST_ROWS), _MOST_ROWS)
        self.list.setFixedHeight(rows * _ROW_PX + 4)
        for row in range(self.list.count()):
            item = self.list.item(row)
            if (_kind_of(item), item.data(_ID)) == kept:
                self.list.setCurrentRow(row)
        self._filling = False
        self._say_note()
        self._show_details(chosen)

    def _row_wanted(self, chosen: SourceSpec | None) -> tuple[SourceKind, str] | None:
        """Return kind and id of the row to be current: what a coach stands on, he stays on."""
        item = self.list.currentItem()
        if item is not None and _kind_of(item) is not SourceKind.CAMERA:
            return _kind_of(item), ""
        if chosen is None:
            return None
        return chosen.kind, chosen.address if chosen.kind is SourceKind.CAMERA else ""

    def _add(self, words: str, kind: SourceKind, camera_id: str = "") -> None:
        item = QListWidgetItem(words)
        item.setData(_KIND, kind)
        item.setData(_ID, camera_id)
        item.setSizeHint(QSize(0, _ROW_PX))
        self.list.addItem(item)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if self._filling or item is None:
            return
        kind = _kind_of(item)
        cameras = {camera.id: camera for camera in self._sources.devices.cameras}
        if kind is SourceKind.CAMERA and item.data(_ID) in cameras:
            self._sources.choose(cameras[item.data(_ID)].spec())
        else:
            # What was typed or opened last time is offered again.
            chosen = self._sources.last_of(kind)
            if chosen is not None:
                self._sources.choose(chosen)
            else:
                self._sources.choose(SourceSpec(kind, ""))

    def _activate(self, item: QListWidgetItem) -> None:
        if _kind_of(item) is SourceKind.FILE:
            self.file_wanted.emit()
        elif _kind_of(item) is SourceKind.ADDRESS:
            self.address.setFocus()

    def _choose_format(self, row: int) -> None:
        self._sources.choose_format(self.formats.itemData(row))

    def _edit_address(self, text: str) -> None:
        # Kept at the end of typing, not at every key.
        self._sources.choose(SourceSpec(SourceKind.ADDRESS, text.strip()), keep=False)

    def _say_note(self) -> None:
        sources = self._sources
        if sources.reading and not sources.devices.cameras:
            words = "Looking for cameras …"
        elif sources.problem:
            words = sources.problem
        elif not sources.devices.cameras and sources.was_read:
            words = "No camera is plugged in. Plug one in and look again, or use a phone as camera."
        else:
            words = ""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def _show_details(self, chosen: SourceSpec | None) -> None:
        none = self.list.currentRow() < 0
        self._details.setVisible(not none)
        if none:
            return
        kind = _kind_of(self.list.currentItem())
        order = (SourceKind.CAMERA, SourceKind.ADDRESS, SourceKind.FILE)
        self._pages.setCurrentIndex(order.index(kind))
        if kind is SourceKind.CAMERA:
            self._show_formats(chosen)
        elif kind is SourceKind.ADDRESS:
            typed = chosen.address if chosen is not None and chosen.kind is kind else ""
            if self.address.text().strip() != typed:
                self.address.setText(typed)
            self.address_note.setText(address_note(typed))
        else:
            path = chosen.address if chosen is not None and chosen.kind is kind else ""
            named = chosen.shown if chosen is not None and path else "No video chosen yet."
            self.file.setText(named)
            self.file.setToolTip(path)

    def _show_formats(self, chosen: SourceSpec | None) -> None:
        cameras = self._sources.devices.cameras
        formats: tuple[CameraFormat, ...] = next(
            (each.formats for each in cameras if chosen and each.id == chosen.address), ()
        )
        self.formats.clear()
        for each in formats:
            self.formats.addItem(each.words, each)
        if not formats:
            self.formats.addItem("As the camera likes", None)
        self.formats.setEnabled(len(formats) > 1)
        if chosen is not None and chosen.format in formats:
            self.formats.setCurrentIndex(formats.index(chosen.format))

    def _paint_icons(self) -> None:
        icons = {
            SourceKind.CAMERA: "camera",
            SourceKind.ADDRESS: "network",
            SourceKind.FILE: "film",
        }
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setIcon(self._context.theme.icon(icons[_kind_of(item)], "text_muted"))

    def _lay_out(self) -> None:
        title = QLabel("Camera")
        set_role(title, "strong")
        again = QToolButton()
        again.setDefaultAction(self._context.actions["live_look"])
        again.setAccessibleName("Look for cameras again")
        again.setIconSize(QSize(16, 16))
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(again)
        for page in (
            _page(_caption("Size and speed"), self.formats),
            _page(self.address, self.address_note),
            _page(self.file, _row(self.browse, self.sample), _caption(FILE_HELP)),
        ):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        column.addLayout(top)
        column.addWidget(self.list)
        column.addWidget(self.note)
        column.addWidget(self._details)
        column.addStretch(1)


def _kind_of(item: QListWidgetItem) -> SourceKind:
    """Return the kind of a row: Qt hands an enum of words back as a plain word."""
    return SourceKind(item.data(_KIND))


def address_note(typed: str) -> str:
    """Return what helps with an address: what is wrong with it, else what to type at all."""
    if not typed:
        return ADDRESS_HELP
    try:
        parsed_address(typed)
    except CaptureError as error:
        return f"{error.message} {error.hint}"
    return "Start the camera app on the phone first; phone and laptop must be in the same Wi-Fi."


def _caption(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    set_role(label, "caption")
    return label


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    inside = QHBoxLayout(row)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(S)
    for widget in widgets:
        inside.addWidget(widget)
    inside.addStretch(1)
    return row


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, S, 0, 0)
    column.setSpacing(S)
    for widget in widgets:
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
    column.addStretch(1)
    return page
