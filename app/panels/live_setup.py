"""The page before a lesson: where from, with which ears, what is called out; and one big button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.live_call import LiveCallCard
from app.panels.live_sound import LiveSound
from app.panels.live_source_list import LiveSourceList
from app.state.live_desk import LiveDesk
from app.theme import set_role
from app.tokens import XL, L, M, S

TITLE = "Watch a lesson as it happens"
ABOUT = (
    "Stand the laptop on the bench, or a phone on the fence, so that the player is seen from the "
    "side. Every hit is scored the moment it happens."
)
_WIDEST_PX = 980


class LiveSetup(QScrollArea):
    """Everything a coach may choose, chosen already as the last time."""

    def __init__(self, context: AppContext, desk: LiveDesk) -> None:
        super().__init__()
        self._context, self._desk = context, desk
        self.setWidgetResizable(True)
        self.sources = LiveSourceList(context, desk.sources)
        self.sound = LiveSound(context, desk)
        self.call = LiveCallCard(context, desk)
        self.record = QCheckBox("Record the lesson")
        self.record.toggled.connect(context.actions["live_record"].setChecked)
        context.actions["live_record"].toggled.connect(self.record.setChecked)
        self.record_note = QLabel("It is in the library as soon as you stop, hits and all.")
        set_role(self.record_note, "caption")
        self.go = QPushButton()
        self.go.setProperty("role", "primary")
        self.go.setProperty("big", True)
        self.go.setMinimumWidth(260)
        self.go.clicked.connect(context.actions["live_start"].trigger)
        self._lay_out()
        desk.choices_changed.connect(self.refresh)
        desk.sources.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the big button would do."""
        record = self._desk.choices.record
        self.record.setChecked(record)
        self.go.setText("Watch and record" if record else "Watch")
        ready = self._desk.sources.ready
        self.go.setEnabled(ready)
        chosen = self._desk.sources.chosen
        what = f" {chosen.shown}" if ready and chosen is not None else ""
        self.go.setAccessibleName(f"{self.go.text()}{what}")
        self.go.setToolTip("" if ready else "Choose a camera, type an address or open a video")

    def _lay_out(self) -> None:
        title, about = QLabel(TITLE), QLabel(ABOUT)
        set_role(title, "headline")
        set_role(about, "muted")
        about.setWordWrap(True)
        right = QVBoxLayout()
        right.setSpacing(M)
        right.addWidget(self.sound)
        right.addWidget(self.call)
        right.addStretch(1)
        cards = QGridLayout()
        cards.setHorizontalSpacing(M)
        cards.addWidget(self.sources, 0, 0)
        cards.addLayout(right, 0, 1)
        cards.setColumnStretch(0, 1)
        cards.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        foot.setSpacing(L)
        kept = QVBoxLayout()
        kept.setSpacing(2)
        kept.addWidget(self.record)
        kept.addWidget(self.record_note)
        foot.addWidget(self.go)
        foot.addLayout(kept)
        foot.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST_PX)
        column = QVBoxLayout(inner)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(M)
        column.addWidget(title)
        column.addWidget(about)
        column.addSpacing(S)
        column.addLayout(cards)
        column.addSpacing(S)
        column.addLayout(foot)
        column.addStretch(1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        self.setWidget(whole)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
