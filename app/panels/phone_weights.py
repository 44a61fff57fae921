"""The ways to keep a detector's weights: size, what each costs, and which may be taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.jobs.job import Job
from app.panels.phone_detectors import megabytes
from app.state.card_words import eta_words
from app.state.phone_verdict import WeightChoice
from app.theme import set_role
from app.tokens import L, M, S

_SIGN = QSize(18, 18)
_SMOOTH = 1000


class PhoneWeights(QFrame):
    """One row for each choice; ``chosen(compress)`` when another one is taken."""

    chosen = Signal(str)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._theme = context.theme
        self._choices: tuple[WeightChoice, ...] = ()
        self._taken = ""
        set_role(self, "card")
        title = QLabel("Size on the iPhone")
        set_role(title, "strong")
        self.try_smaller = QPushButton("Try smaller weights")
        self.try_smaller.setToolTip(context.actions["phone_try_smaller"].toolTip())
        self.try_smaller.clicked.connect(context.actions["phone_try_smaller"].trigger)
        self._about = QLabel("Only what passes the same check can be taken.")
        self._about.setWordWrap(True)
        set_role(self._about, "caption")
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.try_smaller)
        self.progress = _TrialProgress(context)
        self._group = QButtonGroup(self)
        self._inner = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, M, L, M)
        self._column.setSpacing(S)
        self._column.addLayout(top)
        self._column.addWidget(self._about)
        self._column.addWidget(self._inner)
        self._column.addWidget(self.progress)
        context.theme.changed.connect(self._fill)

    def show_choices(
        self, choices: Sequence[WeightChoice], taken: str, try_words: str, job: Job | None
    ) -> None:
        """Show the choices, the ``taken`` one marked; none can be changed while ``job`` runs.

        ``try_words`` stand on the button that tries others, "" where nothing is worth a try.
        """
        if (tuple(choices), taken) != (self._choices, self._taken):
            self._choices, self._taken = tuple(choices), taken
            self._fill()
        if try_words:
            self.try_smaller.setText(try_words)
        self.try_smaller.setVisible(bool(try_words) and job is None)
        self.progress.show_job(job)
        self._inner.setEnabled(job is None)

    def button(self, compress: str) -> QRadioButton:
        """Return the button that takes a choice."""
        found = self.findChild(QRadioButton, compress)
        assert isinstance(found, QRadioButton)
        return found

    def _fill(self) -> None:
        inner, group = QWidget(), QButtonGroup(self)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setColumnStretch(3, 1)
        for row, each in enumerate(self._choices):
            self._add_row(grid, group, row, each)
        self._column.replaceWidget(self._inner, inner)
        inner.setEnabled(self._inner.isEnabled())
        self._inner.setParent(None)
        self._inner.deleteLater()
        self._inner, self._group = inner, group

    def _add_row(
        self, grid: QGridLayout, group: QButtonGroup, row: int, each: WeightChoice
    ) -> None:
        button = QRadioButton(each.title)
        button.setObjectName(each.compress)
        button.setChecked(each.compress == self._taken)
        button.setEnabled(bool(each.passed))
        size = "" if each.n_bytes is None else megabytes(each.n_bytes)
        button.setAccessibleName(f"{each.title}, {size or 'not tried'}, {each.cost}")
        button.clicked.connect(lambda _on, taken=each.compress: self._take(taken))
        group.addButton(button)
        sign = QLabel()
        if each.passed is not None:
            icon, colour = ("check", "good") if each.passed else ("cross", "danger")
            sign.setPixmap(self._theme.icon(icon, colour).pixmap(_SIGN))
        n_bytes, cost = QLabel(size or "–"), QLabel(each.cost)
        cost.setWordWrap(True)
        set_role(cost, "caption")
        grid.addWidget(button, row, 0)
        grid.addWidget(n_bytes, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(sign, row, 2)
        grid.addWidget(cost, row, 3)

    def _take(self, compress: str) -> None:
        if compress != self._taken:
            self.chosen.emit(compress)


class _TrialProgress(QWidget):
    """How far a trial is, with the button that stops it."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._words, self.bar, self._stop = QLabel(), QProgressBar(), QPushButton("Stop")
        set_role(self._words, "caption")
        set_role(self._stop, "link")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of trying other weights")
        self._stop.clicked.connect(context.actions["phone_back"].trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(M)
        row.addWidget(self._words)
        row.addWidget(self.bar, 1)
        row.addWidget(self._stop)
        self.hide()

    def show_job(self, job: Job | None) -> None:
        self.setVisible(job is not None)
        if job is None:
            return
        parts = (job.note or job.name, eta_words(job.eta_s))
        told = "Stopping…" if job.stopping else " · ".join(part for part in parts if part)
        self._words.setText(told)
        self._stop.setEnabled(not job.stopping)
        self.bar.setRange(0, 0 if job.fraction is None else _SMOOTH)
        self.bar.setValue(round(_SMOOTH * (job.fraction or 0.0)))
