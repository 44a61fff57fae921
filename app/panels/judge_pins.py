"""Which practices detectors are compared on: a box to tick for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.context import AppContext
from app.jobs.job import JobProgress, Lane
from app.theme import set_role
from app.tokens import M, S
from core.dataset.finding import counted
from core.errors import SweetspotError

if TYPE_CHECKING:
    from core.before_after.pins import PinChoice, Pins

ABOUT = (
    "Detectors are compared on the practices that are ticked here. Best are those whose hits you "
    "confirmed or put right: they say what is true. To pin a part of a long practice, loop it in "
    "Review (A to B) and choose “Pin for comparing”."
)
SAMPLE = "The sample, in which everything is known"


class JudgePins(QWidget):
    """Every change is written at once; ``changed`` follows it."""

    changed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._pins: Pins | None = None
        self.about, self.list = QLabel(ABOUT), QScrollArea()
        self.boxes: list[QCheckBox] = []
        self.about.setWordWrap(True)
        set_role(self.about, "muted")
        self.list.setAccessibleName("Practices to compare detectors on")
        self.list.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.about)
        column.addWidget(self.list, 1)

    def renew(self) -> None:
        """Read the library's practices and what of them is pinned."""
        store = self._context.store

        def work(_progress: JobProgress) -> tuple[Pins, tuple[PinChoice, ...]]:
            from core.before_after.pins import choices_of, read_pins

            pins = read_pins(store.root)
            return pins, choices_of(store, pins)

        self._context.runner.start(
            "Reading the pinned clips",
            work,
            on_done=lambda found: self._show(*found),
            on_failed=self._fail,
            quiet=True,
        )

    def _show(self, pins: Pins, choices: tuple[PinChoice, ...]) -> None:
        self._pins = pins
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, S, 0, S)
        column.setSpacing(M)
        rows = [(SAMPLE, "", pins.sample)]
        rows += [(_words(each), each.session, each.pin is not None) for each in choices]
        self.boxes = [self._box(*row) for row in rows]
        for box in self.boxes:
            column.addWidget(box)
        column.addStretch(1)
        self.list.setWidget(inner)

    def _box(self, words: str, session: str, ticked: bool) -> QCheckBox:
        box = QCheckBox(words)
        box.setChecked(ticked)
        box.toggled.connect(lambda on: self._toggled(session, on))
        return box

    def _toggled(self, session: str, on: bool) -> None:
        if self._pins is None:
            return
        from core.before_after.pins import Pin, write_pins

        self._pins = self._pins.toggled(Pin(session), on)
        pins, root = self._pins, self._context.store.root
        self._context.runner.start(
            "Keeping the pinned clips",
            lambda _progress: write_pins(root, pins),
            lane=Lane.LIBRARY,
            on_done=lambda _nothing: self.changed.emit(),
            on_failed=self._fail,
            quiet=True,
        )

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self._context.notices.fail(error)


def _words(choice: PinChoice) -> str:
    known = []
    if choice.n_hits:
        known.append(f"{counted(choice.n_hits, 'hit')} confirmed")
    if choice.n_frames:
        known.append(f"{counted(choice.n_frames, 'frame')} fixed")
    part = ""
    if choice.pin is not None and (choice.pin.first_s or choice.pin.last_s is not None):
        end = "the end" if choice.pin.last_s is None else f"{choice.pin.last_s:.0f} s"
        part = f", from {choice.pin.first_s:.0f} s to {end}"
    return f"{choice.title}{part}  –  {', '.join(known) or 'nothing confirmed yet'}"
