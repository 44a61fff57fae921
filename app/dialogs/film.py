"""What a film of the practice shall show: its hits, what is drawn and how time runs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.theme import set_role
from app.tokens import XL, L, M, S
from core.film.choices import FilmChoices, FilmPreset, FilmSize, fitted_size
from core.film.plan import film_plan
from core.sessions.scored_hits import ScoredHit
from core.sessions.session import Session
from core.timebase import Timebase

PRESETS = {
    FilmPreset.HITS: "All hits",
    FilmPreset.BEST: "Best hits (the fives)",
    FilmPreset.WHOLE: "The whole practice",
    FilmPreset.CHOSEN: "The hits I choose",
}
OPTIONS = {
    "overlays": "Boxes, ball trail and strings",
    "badge": "Scores with their reason",
    "slow_motion": "Slow motion at contact",
    "pause": "A pause at contact",
    "end_card": "Hit map at the end",
}
NOTHING = "There is no hit to show. Choose other hits, or the whole practice."


class FilmDialog(QDialog):
    """``chosen`` carries ``FilmChoices`` when the coach wants the film."""

    chosen = Signal(object)

    def __init__(
        self,
        session: Session,
        hits: tuple[ScoredHit, ...],
        timebase: Timebase,
        real_factor: float,
        current: str | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export video – Sweetspot")
        self._hits = tuple(each for each in hits if not each.rejected)
        self._timebase, self._factor = timebase, real_factor
        self._video = session.video.width, session.video.height
        self.presets = {preset: QRadioButton(words) for preset, words in PRESETS.items()}
        self.options = {name: QCheckBox(words) for name, words in OPTIONS.items()}
        self.list, self.size_, self.estimate = QListWidget(), QComboBox(), QLabel()
        self.save = QPushButton("Choose where…")
        self._current = current
        self._fill()
        self._lay_out(session)
        self._connect()
        first = FilmPreset.HITS if self._hits else FilmPreset.WHOLE
        self.presets[first].setChecked(True)
        for box in self.options.values():
            box.setChecked(box.isEnabled())
        self._take_usual(first)
        self.presets[first].setFocus()

    @property
    def choices(self) -> FilmChoices:
        """What is chosen now."""
        preset = next(one for one, button in self.presets.items() if button.isChecked())
        rows = [self.list.item(row) for row in range(self.list.count())]
        ids = [
            str(row.data(Qt.ItemDataRole.UserRole))
            for row in rows
            if row.checkState() is Qt.CheckState.Checked
        ]
        on = {name: box.isChecked() for name, box in self.options.items()}
        return FilmChoices(
            preset=preset,
            hit_ids=frozenset(ids),
            overlays=on["overlays"],
            badge=on["badge"],
            slow_motion=on["slow_motion"],
            pause=on["pause"],
            end_card=on["end_card"],
            size=FilmSize(self.size_.currentData()),
        )

    def _fill(self) -> None:
        for each in self._hits:
            seconds = int(each.hit.time_s)
            score = "no score" if each.score.value is None else f"score {each.score.value}"
            words = f"{each.title}   {seconds // 60}:{seconds % 60:02d}   {score}"
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, each.hit.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setSizeHint(QSize(0, 28))
        for size in FilmSize:
            width, height = fitted_size(*self._video, size)
            if size is FilmSize.SOURCE or (width, height) != fitted_size(
                *self._video, FilmSize.SOURCE
            ):
                name = "As filmed" if size is FilmSize.SOURCE else size.value
                self.size_.addItem(f"{name}  ({width} × {height})", size.value)

    def _lay_out(self, session: Session) -> None:
        title = QLabel("Export video")
        set_role(title, "headline")
        about = QLabel(f"A film of “{session.title}” that plays anywhere (MP4).")
        set_role(about, "muted")
        about.setWordWrap(True)
        shown, drawn = QVBoxLayout(), QVBoxLayout()
        shown.setSpacing(S)
        drawn.setSpacing(S)
        shown.addWidget(_caption("What to show"))
        group = QButtonGroup(self)
        for button in self.presets.values():
            group.addButton(button)
            shown.addWidget(button)
        self.list.setAccessibleName("Hits to show")
        self.list.setMinimumSize(280, 120)
        self.list.setVisible(bool(self._hits))
        shown.addWidget(self.list, 1)
        if not self._hits:
            shown.addStretch(1)
            self.options["end_card"].setEnabled(False)
        drawn.addWidget(_caption("How to show it"))
        for box in self.options.values():
            drawn.addWidget(box)
        self.size_.setAccessibleName("Size of the pictures")
        form = QFormLayout()
        form.addRow("Size", self.size_)
        drawn.addSpacing(S)
        drawn.addLayout(form)
        drawn.addStretch(1)
        columns = QGridLayout()
        columns.setHorizontalSpacing(XL)
        columns.addLayout(shown, 0, 0)
        columns.addLayout(drawn, 0, 1)
        columns.setColumnStretch(0, 1)
        self.estimate.setWordWrap(True)
        set_role(self.save, "primary")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addWidget(title)
        column.addWidget(about)
        column.addLayout(columns, 1)
        column.addWidget(self.estimate)
        column.addWidget(buttons)
        self.resize(680, 500)

    def _connect(self) -> None:
        n_best = len(FilmChoices(FilmPreset.BEST).wanted(self._hits))
        for preset, n in ((FilmPreset.HITS, len(self._hits)), (FilmPreset.BEST, n_best)):
            self.presets[preset].setText(f"{PRESETS[preset]}: {n}")
            self.presets[preset].setEnabled(n > 0)
        self.presets[FilmPreset.CHOSEN].setEnabled(bool(self._hits))
        for preset, button in self.presets.items():
            button.clicked.connect(lambda _on, to=preset: self._take_usual(to))
        for box in self.options.values():
            box.toggled.connect(self._say)
        self.list.itemChanged.connect(lambda _item: self._choose_by_hand())

    def _take_usual(self, preset: FilmPreset) -> None:
        """Begin with what suits the preset: the whole practice keeps its own times."""
        usual = FilmChoices.usual(preset)
        self.options["slow_motion"].setChecked(usual.slow_motion)
        self.options["pause"].setChecked(usual.pause)
        if preset is not FilmPreset.CHOSEN:
            self._check({each.hit.id for each in usual.wanted(self._hits)})
        elif self._current is not None:
            self._check({self._current})
        self._say()

    def _check(self, ids: set[str]) -> None:
        """Show which hits are in the film."""
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            there = item.data(Qt.ItemDataRole.UserRole) in ids
            item.setCheckState(Qt.CheckState.Checked if there else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def _choose_by_hand(self) -> None:
        """Take the hits as they are checked now."""
        chosen = self.presets[FilmPreset.CHOSEN]
        if not chosen.isChecked():
            whole = self.presets[FilmPreset.WHOLE].isChecked()
            chosen.setChecked(True)
            if whole:
                self.options["slow_motion"].setChecked(True)
                self.options["pause"].setChecked(True)
        self._say()

    def _say(self) -> None:
        """Say how long the film will be; without a picture there is none to save."""
        plan = film_plan(self._timebase, self._hits, self.choices, self._factor)
        filled = len(plan.frame) > 0
        self.save.setEnabled(filled)
        if not filled:
            self.estimate.setText(NOTHING)
            return
        seconds = round(plan.length_s)
        n = len(plan.contacts)
        noun = "hit" if n == 1 else "hits"
        self.estimate.setText(
            f"The film will be {seconds // 60}:{seconds % 60:02d} long, {n} {noun}."
        )

    def _accept(self) -> None:
        self.chosen.emit(self.choices)
        self.accept()


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    set_role(label, "strong")
    return label
