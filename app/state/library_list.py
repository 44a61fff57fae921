"""The library's cards as a list that a view can show."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.jobs.job import JobProgress, Lane
from app.jobs.runner import JobRunner
from app.state.analyses import Analyses
from app.state.card_words import duration_words, hits_words
from app.state.library_order import Card, Order, arranged
from core.errors import SweetspotError
from core.sessions.cards import DamagedSession
from core.sessions.store import SessionStore

AnyIndex = QModelIndex | QPersistentModelIndex


class CardRole(IntEnum):
    """What the list holds of each row beside its words."""

    CARD = Qt.ItemDataRole.UserRole + 1
    PROGRESS = Qt.ItemDataRole.UserRole + 2
    """Share analysed while an analysis runs or waits; None otherwise."""


class LibraryList(QAbstractListModel):
    """Reads the library beside the window; ``loaded`` follows each reading, ``failed`` says why."""

    loaded = Signal()
    failed = Signal(object)

    def __init__(
        self,
        runner: JobRunner,
        store: SessionStore,
        analyses: Analyses,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._store = store
        self._analyses = analyses
        self._all: list[Card] = []
        self._shown: list[Card] = []
        self._words = ""
        self._order = Order.NEWEST
        self._reading = False
        self._again = False
        self.was_read = False
        analyses.started.connect(self._progressed)
        analyses.updated.connect(lambda session_id, _update: self._progressed(session_id))
        for over in (analyses.finished, analyses.failed):
            over.connect(lambda _session_id, _what: self.reload())
        analyses.cancelled.connect(lambda _session_id: self.reload())

    @property
    def total(self) -> int:
        """Number of cards in the library, shown or not."""
        return len(self._all)

    def use_store(self, store: SessionStore) -> None:
        """Show another library."""
        self._store = store
        self.reload()

    def reload(self) -> None:
        """Read the library again; asked twice at once, it is read twice in a row at most."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        store = self._store

        def work(progress: JobProgress) -> list[Card]:
            return list(store.list())

        self._runner.start(
            "Reading the library",
            work,
            lane=Lane.SHORT,
            on_done=self._take,
            on_failed=self._fail,
            quiet=True,
        )

    def arrange(self, words: str, order: Order) -> None:
        """Show the cards that match ``words`` in this order."""
        if (words, order) != (self._words, self._order):
            self._words, self._order = words, order
            self._rearrange()

    def card(self, index: AnyIndex) -> Card | None:
        """Return the card of a row."""
        return self._shown[index.row()] if index.isValid() else None

    def index_of(self, session_id: str) -> QModelIndex:
        """Return where a session is shown, or an invalid index."""
        for row, card in enumerate(self._shown):
            if card.id == session_id:
                return self.index(row)
        return QModelIndex()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of cards shown."""
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Return that a sound card can be edited."""
        flags = super().flags(index)
        card = self.card(index)
        if card is None or isinstance(card, DamagedSession):
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what Qt asks of a row."""
        card = self.card(index)
        if card is None:
            return None
        if role == CardRole.CARD:
            return card
        if role == CardRole.PROGRESS:
            return self._progress_of(card.id)
        if role == Qt.ItemDataRole.DisplayRole:
            return card.id if isinstance(card, DamagedSession) else card.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(card)
        return None

    def _progress_of(self, session_id: str) -> float | None:
        job = self._analyses.job_of(session_id)
        return None if job is None else job.fraction or 0.0

    def _take(self, cards: list[Card]) -> None:
        self._reading = False
        self.was_read = True
        self._all = cards
        self._rearrange()
        self.loaded.emit()
        if self._again:
            self._again = False
            self.reload()

    def _fail(self, error: BaseException) -> None:
        """Keep the cards there are; the library may be on a disk that is pulled out."""
        if isinstance(error, SweetspotError):
            self.failed.emit(error)
        self._take(self._all)

    def _rearrange(self) -> None:
        shown = arranged(self._all, self._words, self._order)
        if [card.id for card in shown] == [card.id for card in self._shown]:
            # The same cards: the selection and the scroll position stay.
            self._shown = shown
            if shown:
                self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))
            return
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def _progressed(self, session_id: str) -> None:
        index = self.index_of(session_id)
        if index.isValid():
            self.dataChanged.emit(index, index, [CardRole.PROGRESS])


def spoken(card: Card) -> str:
    """Return a card in one sentence for a screen reader."""
    if isinstance(card, DamagedSession):
        return f"{card.id}, damaged: {card.reason}"
    parts = [card.title, card.player, card.court, duration_words(card.duration_s)]
    if card.n_hits:
        parts.append(hits_words(card.n_hits))
    if card.mean_score is not None:
        parts.append(f"mean score {card.mean_score:.1f}")
    if card.video_missing:
        parts.append("video not found")
    elif not card.complete:
        parts.append(f"{card.progress:.0%} analysed")
    return ", ".join(part for part in parts if part)
