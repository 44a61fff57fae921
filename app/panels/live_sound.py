"""Which microphone listens, and how loud it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.context import AppContext
from app.live_choices import NO_MICROPHONE
from app.panels.level_meter import LevelMeter
from app.state.live_desk import LiveDesk
from app.theme import set_role
from app.tokens import L, M, S
from core.capture.source_spec import SourceKind

_WHY = "The sound of the strings tells the moment of a hit, and goes into the recording."
_OWN = "The sound comes with the picture."
_NONE_FOUND = "No microphone was found. Hits are found by sight alone."


class LiveSound(QFrame):
    """Follows the desk's devices and choices."""

    def __init__(self, context: AppContext, desk: LiveDesk) -> None:
        super().__init__()
        self._desk = desk
        set_role(self, "card")
        title = QLabel("Microphone")
        set_role(title, "strong")
        self.devices = QComboBox()
        self.devices.setAccessibleName("Microphone")
        self.devices.activated.connect(self._choose)
        self.meter = LevelMeter(context.theme, 100)
        self.meter.setFixedWidth(100)
        self.note = QLabel(_WHY)
        self.note.setWordWrap(True)
        set_role(self.note, "caption")
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(self.devices, 1)
        row.addWidget(self.meter)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(S)
        column.addWidget(title)
        column.addLayout(row)
        column.addWidget(self.note)
        desk.sources.changed.connect(self.refresh)
        desk.listening.changed.connect(self._show_level)
        self.refresh()

    def refresh(self) -> None:
        """Show the microphones there are."""
        there = self._desk.sources.devices.microphones
        self.devices.clear()
        usual = next((each.name for each in there if each.is_default), "")
        if there:
            self.devices.addItem(f"{usual} (usual)" if usual else "The usual one", "")
        for each in (one for one in there if not one.is_default):
            self.devices.addItem(each.name, each.id)
        self.devices.addItem("Without sound", NO_MICROPHONE)
        at = self.devices.findData(self._desk.choices.microphone)
        self.devices.setCurrentIndex(max(at, 0))
        self._show_level()

    def _choose(self, row: int) -> None:
        chosen = self.devices.itemData(row)
        self._desk.choose(replace(self._desk.choices, microphone=chosen))

    def _show_level(self) -> None:
        listening, sources = self._desk.listening, self._desk.sources
        self.meter.show_level(listening.level_db)
        chosen = sources.chosen
        own = chosen is not None and chosen.kind is not SourceKind.CAMERA
        self.devices.setEnabled(not own)
        nothing = sources.was_read and not sources.devices.microphones
        usual = _OWN if own else _NONE_FOUND if nothing else _WHY
        self.note.setText(listening.problem or usual)
