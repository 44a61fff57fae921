"""Several trainings side by side: curves over one another, what was set differently, figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.panels.curve_plot import CurvePlot, Line
from app.panels.series_ink import ink_of
from app.state.run_comparison import ALIKE, Comparison, compared
from app.state.run_curves import RunCurves
from app.state.run_words import full_title, now_here
from app.theme import Theme, set_role
from app.tokens import XS, M, S
from core.training.run_record import RunRecord

_FIGURES = {"Mean AP50": "", "Error of where": "hmap", "Error of the centre": "reg",
            "Error of the size": "w_h"}  # fmt: skip


class ComparePage(QWidget):
    """Shows two runs or more; each keeps its colour in the chart and in the tables."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._runs: tuple[RunRecord, ...] = ()
        self._curves: tuple[RunCurves, ...] = ()
        self.kind = QComboBox()
        self.kind.addItems(list(_FIGURES))
        self.kind.setAccessibleName("Which curves")
        self.found = CurvePlot("", "Each training's curve over its steps.", theme, 1, True)
        self.error = CurvePlot("", "Each training's curve over its steps.", theme, 3, True)
        self.settings, self.figures = _table("Set up differently"), _table("Figures")
        self._alike = QLabel(ALIKE)
        set_role(self._alike, "muted")
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._draw)
        theme.changed.connect(self._fill)
        for plot in (self.found, self.error):
            plot.pointed.connect(plot.point_at)

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        """Compare these; what has not changed is not drawn anew."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self._curves = tuple(RunCurves(run.progress, run.evaluations) for run in runs)
        self._draw()
        self._fill()

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """The runs on screen."""
        return self._runs

    def _draw(self) -> None:
        loss = _FIGURES[self.kind.currentText()]
        for each in (self.found, self.error):
            each.title.setText(self.kind.currentText())
        self.found.setVisible(not loss)
        self.error.setVisible(bool(loss))
        names = self._names()
        lines = []
        for number, (name, curves) in enumerate(zip(names, self._curves, strict=True)):
            if loss:
                steps, values, faint = curves.steps, curves.smoothed(loss), curves.loss(loss)
                lines.append(Line(name, steps, values, number, faint, dashed=True))
            else:
                steps, values = curves.mean_ap50()
                lines.append(Line(name, steps, values, number, marked=True, dashed=True))
        plot = self.error if loss else self.found
        plot.show_lines(lines)
        plot.show_until(max([1.0, *(curves.last_step for curves in self._curves)]))

    def _fill(self) -> None:
        found: Comparison = compared(self._runs)
        self._fill_table(self.settings, found.settings)
        self._fill_table(self.figures, found.figures)
        self.settings.setVisible(bool(found.settings))
        self._alike.setVisible(not found.settings)

    def _names(self) -> list[str]:
        """A name for each run; where two are called alike their folders tell them apart."""
        now = now_here()
        names = [full_title(run, now) for run in self._runs]
        return [
            name if names.count(name) == 1 else f"{name} ({run.name})"
            for name, run in zip(names, self._runs, strict=True)
        ]

    def _fill_table(self, table: QTableWidget, rows: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        names = self._names()
        table.setRowCount(len(rows))
        table.setColumnCount(1 + len(names))
        table.setHorizontalHeaderLabels(["", *(_signed(n, name) for n, name in enumerate(names))])
        for number in range(len(names)):
            header = table.horizontalHeaderItem(number + 1)
            if header is not None:
                header.setForeground(ink_of(number, self._theme.dark).colour)
                header.setToolTip(names[number])
        for row, (name, values) in enumerate(rows):
            for column, text in enumerate((name, *values)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(row, column, item)
        header_view = table.horizontalHeader()
        header_view.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header_view.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)

    def _lay_out(self) -> None:
        self.found.set_limits(0, 100)
        chart = QFrame()
        chart.setProperty("role", "card")
        inner = QVBoxLayout(chart)
        inner.setContentsMargins(S, S, S, XS)
        inner.addWidget(self.found, 1)
        inner.addWidget(self.error, 1)
        tables = QSplitter(Qt.Orientation.Horizontal)
        tables.setChildrenCollapsible(False)
        tables.addWidget(_titled("Set up differently", self.settings, self._alike))
        tables.addWidget(_titled("Figures", self.figures))
        title = QLabel("Trainings compared")
        set_role(title, "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        top = QHBoxLayout()
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.kind)
        column.addLayout(top)
        column.addWidget(chart, 3)
        column.addWidget(tables, 2)


def _table(name: str) -> QTableWidget:
    table = QTableWidget()
    table.setAccessibleName(name)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    return table


def _titled(title: str, *widgets: QWidget) -> QWidget:
    made, label = QWidget(), QLabel(title)
    set_role(label, "strong")
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(XS)
    column.addWidget(label)
    for widget in widgets:
        column.addWidget(widget, 1 if isinstance(widget, QTableWidget) else 0)
    column.addStretch(0)
    return made


def _signed(number: int, name: str) -> str:
    return f"{ink_of(number, dark=False).sign} {name}"
