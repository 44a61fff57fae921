"""A training's four charts: how much it finds, and the three errors it learns from."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from app.panels.curve_plot import CurvePlot, Line
from app.state.run_curves import LOSSES, RunCurves
from app.theme import Theme
from app.tokens import XS, S

_FOUND = (
    "How much it finds",
    "AP50 for each class on pictures it does not learn from: 100 is all found, nothing wrong.",
)
_ERRORS = {
    "hmap": ("Error of where", "hmap: how far from saying where things are. Lower is better."),
    "reg": ("Error of the centre", "reg: how far off the centres are, in cells of 4 pixels."),
    "w_h": ("Error of the size", "w_h: how far off the sizes are, in cells of 4 pixels."),
}


class TrainCurves(QFrame):
    """Shows ``RunCurves``; the crosshair of one chart is that of all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.found = CurvePlot(*_FOUND, theme, decimals=1, legend_below=True)
        self.found.set_limits(0, 100)
        self.errors = {name: CurvePlot(*words, theme) for name, words in _ERRORS.items()}
        self.plots = (self.found, *self.errors.values())
        self._zoomed, self._last_step = False, 1.0
        grid = QGridLayout()
        grid.setContentsMargins(S, S, S, XS)
        grid.setSpacing(S)
        for number, plot in enumerate(self.plots):
            grid.addWidget(plot, number // 2, number % 2)
            plot.pointed.connect(self.point_at)
            plot.zoomed.connect(self._zoom)
            if plot is not self.found:
                plot.share_steps_with(self.found)
        for part in (0, 1):
            grid.setColumnStretch(part, 1)
            grid.setRowStretch(part, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)

    def show_curves(self, curves: RunCurves) -> None:
        """Draw what is known so far."""
        by_class = curves.ap50().items()
        self.found.show_lines(
            [
                Line(name.replace("_", " "), x, y, number, marked=True)
                for number, (name, (x, y)) in enumerate(by_class)
            ]
        )
        for number, name in enumerate(LOSSES):
            line = Line("", curves.steps, curves.smoothed(name), number, curves.loss(name))
            self.errors[name].show_lines([line])
        self._last_step = max(curves.last_step, 1.0)
        if not self._zoomed:
            self.found.show_until(self._last_step)

    def set_log(self, on: bool) -> None:
        """Show the errors on a log scale, or not."""
        for plot in self.errors.values():
            plot.set_log(on)

    def point_at(self, step: float | None) -> None:
        """Put every crosshair at a step, or take them away."""
        for plot in self.plots:
            plot.point_at(step)

    def _zoom(self, by_hand: bool) -> None:
        self._zoomed = by_hand
        if not by_hand:
            self.found.show_until(self._last_step)
