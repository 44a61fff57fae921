"""Starting a training: what it learns from, how long, what that will take, and go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.choice_card import ChoiceCard
from app.panels.preflight_lines import PreflightLines
from app.panels.tinker_options import TinkerOptions
from app.state.data_options import DataOption
from app.theme import set_role
from app.tokens import XL, L, M, S
from core.training.choice import DataChoice, TrainChoice
from core.training.preflight import Preflight
from core.training.presets import PRESETS

ABOUT = (
    "The detector learns from the frames you fixed, in the background. Review keeps the present "
    "one until you adopt the new one."
)
GO, WAITING = "Start the training", "Starts as soon as that is known …"
BEGINNING = "Getting the pictures ready …"
BASE_SHARE = 0.06
"""Of what it sees; what the shipped detector learned with (its model card)."""
BASE = "Mix in practices drawn by Sweetspot"
BASE_ABOUT = (
    f"{BASE_SHARE:.0%} of what it sees; meant to keep it from forgetting what your frames do not "
    "show. Whether that helps on your court, before and after will tell. Drawing them takes some "
    "minutes, once."
)


class TrainStart(QScrollArea):
    """``changed`` after every choice; ``start_wanted`` from the button or Enter.

    ``way_out_wanted`` asks for what a refusal proposes.
    """

    changed = Signal()
    start_wanted = Signal()
    way_out_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._narrower: tuple[DataOption, ...] = ()
        self._everything: DataOption | None = None
        self.all_card = ChoiceCard("Everything I fixed")
        self.one_card = ChoiceCard("Only one court or practice")
        self.which = QComboBox()
        self.base = QCheckBox(BASE)
        self.presets = {each.name: ChoiceCard(each.title, "", each.about) for each in PRESETS}
        self.tinker = TinkerOptions()
        self.found = PreflightLines(context.theme)
        self.go = QPushButton(GO)
        self._lay_out()
        self._connect()
        self.all_card.setChecked(True)
        self.presets[PRESETS[0].name].setChecked(True)
        self.base.setChecked(self._usual_share() > 0)
        self.set_ready(False)

    @property
    def choice(self) -> TrainChoice:
        """What is chosen now."""
        return TrainChoice(self._data(), self._preset(), settings=self.tinker.settings())

    @property
    def option(self) -> DataOption | None:
        """The data chosen, None before they are known."""
        place = self.which.currentIndex()
        if self.one_card.isChecked() and 0 <= place < len(self._narrower):
            return self._narrower[place]
        return self._everything

    def show_options(self, everything: DataOption, narrower: Sequence[DataOption]) -> None:
        """Show what there is to learn from; a choice that is still there stays."""
        former = self.which.currentText()
        self._everything, self._narrower = everything, tuple(narrower)
        self.all_card.say(everything.about, everything.boxes_in_words)
        with QSignalBlocker(self.which):
            self.which.clear()
            self.which.addItems([f"{each.title}: {each.about}" for each in narrower])
            self.which.setCurrentIndex(max(0, self.which.findText(former)))
        self.one_card.setEnabled(bool(narrower))
        self._say_one()

    def show_found(self, found: Preflight, way_out: str = "") -> None:
        """Show what the training will take, or why it may not begin."""
        self.found.show_found(found, way_out)
        self.set_ready(found.may_begin)

    def show_looking(self) -> None:
        """Say that the computer is being looked at."""
        self.found.show_looking()
        self.set_ready(True)

    def show_waiting(self) -> None:
        """Say that it begins by itself once the computer was looked at."""
        self.set_ready(False)
        self.go.setText(WAITING)

    def show_problem(self, message: str, hint: str) -> None:
        """Say why nothing is known; starting stays possible and will say more."""
        self.found.show_problem(message, hint)
        self.set_ready(True)

    def show_beginning(self) -> None:
        """Say that it was begun and its data are being made ready."""
        self.set_ready(False)
        self.go.setText(BEGINNING)

    def set_ready(self, ready: bool) -> None:
        """Let it be started, or not."""
        self.go.setText(GO)
        self.go.setEnabled(ready)
        self._context.actions.set_enabled("start_training", ready)

    def _data(self) -> DataChoice:
        option = self.option
        pick = option.pick if option is not None else DataChoice()
        return DataChoice(pick.pick, pick.court, pick.sessions, self._base_share())

    def _base_share(self) -> float | None:
        """None leaves it to the preset, as long as the coach has not said otherwise."""
        usual = self._usual_share()
        if self.base.isChecked() == (usual > 0):
            return None
        return BASE_SHARE if self.base.isChecked() else 0.0

    def _usual_share(self) -> float:
        return TrainChoice(preset=self._preset()).base_share

    def _preset(self) -> str:
        return next(name for name, card in self.presets.items() if card.isChecked())

    def _say_one(self) -> None:
        chosen = self._narrower and self._narrower[max(0, self.which.currentIndex())]
        self.one_card.say("", chosen.boxes_in_words if chosen else "No frame is fixed yet.")

    def _connect(self) -> None:
        for card in (self.all_card, self.one_card, *self.presets.values()):
            card.clicked.connect(lambda _on: self.changed.emit())
        self.which.currentIndexChanged.connect(self._choose_one)
        self.base.toggled.connect(lambda _on: self.changed.emit())
        self.tinker.changed.connect(self.changed)
        self.found.way_out_wanted.connect(self.way_out_wanted)
        self.go.clicked.connect(self.start_wanted)
        self.go.setToolTip(self._context.actions["start_training"].toolTip())

    def _choose_one(self) -> None:
        self.one_card.setChecked(True)
        self._say_one()
        self.changed.emit()

    def _lay_out(self) -> None:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.which.setAccessibleName("Which court or practice")
        self.one_card.hold(self.which)
        self.base.setToolTip(BASE_ABOUT)
        about, honest = QLabel(ABOUT), QLabel(BASE_ABOUT)
        for label in (about, honest):
            label.setWordWrap(True)
        set_role(about, "muted")
        set_role(honest, "caption")
        set_role(self.go, "primary")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, M, 0)
        column.setSpacing(S)
        title = QLabel("New training")
        set_role(title, "title")
        column.addWidget(title)
        column.addWidget(about)
        column.addSpacing(S)
        column.addWidget(_heading("What it learns from"))
        column.addLayout(self._row((self.all_card, self.one_card)))
        column.addWidget(self.base)
        column.addWidget(honest)
        column.addSpacing(S)
        column.addWidget(_heading("How long"))
        column.addLayout(self._row(tuple(self.presets.values())))
        column.addWidget(self.tinker)
        column.addSpacing(S)
        column.addWidget(self.found)
        end = QHBoxLayout()
        end.setContentsMargins(0, S, 0, L)
        end.addWidget(self.go)
        end.addStretch(1)
        column.addLayout(end)
        column.addStretch(1)
        inner.setMaximumWidth(1100)
        self.setWidget(inner)

    def _row(self, cards: Sequence[ChoiceCard]) -> QHBoxLayout:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(M)
        for card in cards:
            group.addButton(card)
            row.addWidget(card, 1)
        return row


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    set_role(label, "strong")
    label.setContentsMargins(0, 0, XL, 0)
    return label
