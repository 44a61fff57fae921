"""A dataset at a glance: boxes by size, practices, examples, health, what to fix next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.panels.advice_list import AdviceList
from app.panels.class_bars import ClassBars
from app.panels.dataset_sessions import DatasetSessions
from app.panels.example_strip import ExampleStrip
from app.panels.finding_list import FindingList
from app.state.dataset_desk import DeskContents
from app.theme import Theme, set_role
from app.tokens import XL, S
from core.dataset.finding import look
from core.detections.detections import ObjectClass

SOUND = "Nothing is wrong with it."


class DatasetView(QWidget):
    """Shows ``DeskContents``; ``session_chosen(id)`` when a practice is to be opened."""

    session_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.bars, self.sessions = ClassBars(), DatasetSessions()
        self.kinds, self.strip = QComboBox(), ExampleStrip()
        self.findings, self.advice = FindingList(theme), AdviceList()
        self._contents: DeskContents | None = None
        self._lay_out()
        self.kinds.currentIndexChanged.connect(self._show_examples)
        self.sessions.chosen.connect(self.session_chosen)
        self.advice.chosen.connect(self.session_chosen)
        self.strip.chosen.connect(lambda session, _frame: self.session_chosen.emit(session))

    def show_contents(self, contents: DeskContents) -> None:
        """Show another dataset, or the same one renewed."""
        self._contents = contents
        figures, titles = contents.statistics, contents.fixed.titles
        self.bars.show_classes(figures.classes)
        self.sessions.show_sessions(figures.sessions, contents.dataset.classes, titles)
        left = tuple(look("left out", words, "") for words in contents.fixed.left_out)
        self.findings.show_findings((*contents.health.findings, *left), SOUND)
        if not self.kinds.count():
            for name in contents.dataset.classes:
                self.kinds.addItem(name.replace("_", " ").capitalize(), name)
            self.kinds.setCurrentIndex(int(ObjectClass.BALL))
        self.advice.show_advice(contents.advice)
        self._show_examples()

    def _show_examples(self) -> None:
        contents, name = self._contents, self.kinds.currentData()
        if contents is not None and name is not None:
            kind = ObjectClass[str(name).upper()]
            self.strip.show_examples(contents.examples[name], kind, contents.fixed.titles)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(S)
        left.addWidget(_heading("Boxes, by their size for the detector"))
        left.addWidget(self.bars)
        left.addSpacing(S)
        left.addWidget(_heading("Practices"))
        left.addWidget(self.sessions, 1)
        left.addSpacing(S)
        examples = QHBoxLayout()
        examples.addWidget(_heading("Examples, from small to large"))
        examples.addStretch(1)
        self.kinds.setAccessibleName("Class of the examples")
        examples.addWidget(self.kinds)
        left.addLayout(examples)
        left.addWidget(self.strip)
        right = QVBoxLayout()
        right.setSpacing(S)
        right.addWidget(_heading("Health"))
        right.addWidget(self.findings, 3)
        right.addSpacing(S)
        right.addWidget(_heading("What to fix next"))
        right.addWidget(self.advice, 3)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XL)
        row.addLayout(left, 5)
        row.addLayout(right, 3)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    set_role(label, "strong")
    return label
