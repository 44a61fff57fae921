"""The home of the window: every practice as a card."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFocusEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.notices import Tone
from app.panels.card_cache import CardCache
from app.panels.card_delegate import CardDelegate, CardField
from app.panels.card_view import CardView
from app.panels.welcome import WelcomePanel
from app.state.library_list import LibraryList
from app.state.library_order import Card, Order
from app.state.thumbnails import Thumbnails
from app.tokens import L, M, S
from core.sessions.cards import DamagedSession, SessionCard

_TOP = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
VIDEO_FILES = "Videos (*.mp4 *.mov *.m4v *.mkv *.avi *.webm *.mts *.m2ts *.3gp);;All files (*)"


class LibraryPlace(QWidget):
    """Finds a practice, opens it, names it, deletes it."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._thumbnails = Thumbnails(context.runner, self)
        self.cards = LibraryList(context.runner, context.store, context.analyses, self)
        self.view = CardView()
        self._delegate = CardDelegate(CardCache(context.theme, self._thumbnails), self.view)
        self.view.use_delegate(self._delegate)
        self.view.setModel(self.cards)
        self.welcome = WelcomePanel(context)
        self.search = QLineEdit()
        self.order = QComboBox()
        self._count = QLabel()
        self._nothing = QLabel("No practice matches. Clear the search to see them all.")
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        self._bind_actions()
        self.cards.reload()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the cards."""
        super().focusInEvent(event)
        shown = self.view if self.cards.total else self.welcome.open_button
        shown.setFocus(event.reason())

    def current(self) -> Card | None:
        """Return the selected card."""
        return self.cards.card(self.view.currentIndex())

    def _lay_out(self) -> None:
        title = QLabel("Library")
        title.setProperty("role", "headline")
        self._count.setProperty("role", "muted")
        self._count.setMinimumWidth(64)
        self.search.setPlaceholderText("Search title, player or court")
        self.search.setAccessibleName("Search title, player or court")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(240)
        self.order.addItems([order.value for order in Order])
        self.order.setAccessibleName("Sort by")
        self._open = QPushButton("Open video…")
        self._open.setProperty("role", "primary")
        self._open.setToolTip(self._context.actions["open_video"].toolTip())
        self._dataset = QPushButton("Dataset…")
        self._dataset.setToolTip(self._context.actions["dataset"].toolTip())
        self._top = QWidget()
        row = QHBoxLayout(self._top)
        row.setContentsMargins(L + S, L, L + M, S)
        row.setSpacing(M)
        row.addWidget(title)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.order)
        row.addWidget(self._dataset)
        row.addWidget(self._open)
        self._nothing.setProperty("role", "muted")
        self._nothing.setMargin(L + S)
        self._nothing.setAlignment(_TOP)
        for widget in (QWidget(), self.welcome, self.view, self._nothing):
            self._body.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._body, 1)
        self.view.setProperty("role", "bare")

    def _connect(self) -> None:
        changes = self._context.library
        self._dataset.clicked.connect(self._context.actions["dataset"].trigger)
        self._open.clicked.connect(self._context.actions["open_video"].trigger)
        self.search.textChanged.connect(self._arrange)
        self.order.currentTextChanged.connect(self._arrange)
        self.view.opened.connect(self.open_card)
        self.view.menu_wanted.connect(self._show_menu)
        self.view.mended.connect(self._mend)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._refresh_actions())
        self.cards.modelReset.connect(self._refresh)
        self.cards.loaded.connect(self._refresh)
        self.cards.failed.connect(self._context.notices.fail)
        self._thumbnails.arrived.connect(lambda _path: self.view.viewport().update())
        self._delegate.renamed.connect(changes.rename)
        self._delegate.player_given.connect(changes.set_player)
        self._delegate.court_given.connect(changes.set_court)
        changes.changed.connect(self.cards.reload)
        changes.failed.connect(self._context.notices.fail)
        changes.deleted.connect(self._say_deleted)
        changes.moved.connect(self._use_library)
        self._context.theme.changed.connect(self.view.viewport().update)
        self._context.opener.opened.connect(lambda _session, _first: self.cards.reload())
        self._context.opener.pictured.connect(self._forget_picture)
        analyses = self._context.analyses
        analyses.finished.connect(lambda session_id, _session: self._forget_picture(session_id))
        # The first pictures of an analysis make its card's thumbnail.
        self._soon = QTimer(self, interval=3000, singleShot=True)
        self._soon.timeout.connect(self.cards.reload)
        analyses.updated.connect(lambda *_: self._soon.isActive() or self._soon.start())

    def _bind_actions(self) -> None:
        bind = self._context.actions.bind
        bind("search", lambda: self.search.setFocus())
        bind("open_practice", lambda: self.open_card(self.view.currentIndex()))
        bind("rename_practice", lambda: self.view.edit_field(CardField.TITLE))
        bind("set_player", lambda: self.view.edit_field(CardField.PLAYER))
        bind("set_court", lambda: self.view.edit_field(CardField.COURT))
        bind("delete_practice", self._delete)
        bind("undo_delete", self._context.library.restore)
        bind("find_video", self._find_video)
        bind("show_folder", self._show_folder)
        self._refresh_actions()

    def open_card(self, index: QModelIndex) -> None:
        """Open a card's session; of a damaged one or one without video, say what can be done."""
        card = self.cards.card(index)
        if isinstance(card, DamagedSession):
            self._context.notices.say(
                f"“{card.id}” cannot be opened: {card.reason}",
                "Its files are untouched. You can look at them, or delete the practice.",
                Tone.PROBLEM,
                "Show the folder",
                self._show_folder,
            )
        elif card is not None and card.video_missing:
            self._context.notices.say(
                f"The video of “{card.title}” is no longer at {card.video_path}.",
                "Hits and scores are kept. Tell Sweetspot where the video is now.",
                Tone.PROBLEM,
                "Find the video…",
                self._find_video,
            )
        elif card is not None:
            self._context.navigation.session_wanted.emit(card.id)

    def _arrange(self) -> None:
        self.cards.arrange(self.search.text(), Order(self.order.currentText()))

    def _refresh(self) -> None:
        total, shown = self.cards.total, self.cards.rowCount()
        empty = self.cards.was_read and total == 0
        self._top.setVisible(total > 0)
        self._count.setText(str(total) if shown == total else f"{shown} of {total}")
        page = 0 if not self.cards.was_read else 1 if empty else 2 if shown else 3
        self._body.setCurrentIndex(page)
        if shown and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.cards.index(0))
        if self.isVisible() and self.window().focusWidget() in (None, self):
            (self.welcome.open_button if empty else self.view).setFocus()
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        card, actions = self.current(), self._context.actions
        sound = isinstance(card, SessionCard)
        for name in ("open_practice", "rename_practice", "set_player", "set_court"):
            actions.set_enabled(name, sound)
        missing = isinstance(card, SessionCard) and card.video_missing
        actions.set_enabled("find_video", missing)
        for name in ("delete_practice", "show_folder"):
            actions.set_enabled(name, card is not None)
        actions.set_enabled("undo_delete", self._context.library.can_restore)

    def _show_menu(self, index: QModelIndex, point: QPoint) -> None:
        self.view.setCurrentIndex(index)
        menu = self._context.actions.fill(
            QMenu(self),
            [
                "open_practice",
                "rename_practice",
                "set_player",
                "set_court",
                "",
                "find_video",
                "show_folder",
                "",
                "delete_practice",
            ],
        )
        menu.popup(point)

    def _mend(self, index: QModelIndex) -> None:
        card = self.cards.card(index)
        if isinstance(card, DamagedSession):
            self._show_folder()
        elif card is not None and card.video_missing:
            self._find_video()

    def _delete(self) -> None:
        card = self.current()
        if card is not None:
            title = card.id if isinstance(card, DamagedSession) else card.title
            self._context.library.delete(card.id, title)

    def _say_deleted(self, _session_id: str, title: str) -> None:
        self._context.notices.say(
            f"“{title}” is in the trash.",
            "The video itself was not touched.",
            Tone.INFO,
            "Undo",
            self._context.library.restore,
        )

    def _find_video(self) -> None:
        card = self.current()
        if isinstance(card, SessionCard):
            name, _ = QFileDialog.getOpenFileName(self, "Find the video", "", VIDEO_FILES)
            if name:
                self._context.library.relocate(card.id, Path(name))

    def _show_folder(self) -> None:
        card = self.current()
        if card is not None:
            folder = self._context.store.folder(card.id)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _forget_picture(self, session_id: str) -> None:
        """Read a card's picture again: the analysis has chosen a better one."""
        self._thumbnails.forget(self._context.store.thumbnail_path(session_id))

    def _use_library(self) -> None:
        self.cards.use_store(self._context.store)
