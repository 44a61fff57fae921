"""One chart of lines over the steps of a training, with a crosshair that says the values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.panels.series_ink import Ink, ink_of
from app.state.run_curves import Numbers
from app.theme import Theme, set_role
from app.tokens import XS, S
from app.viewer.ink import mixed

_WIDTH_PX, _FAINT = 2.0, 0.38
_MARK_PX = 7
_LEAST = 1e-6
_SOLID = Qt.PenStyle.SolidLine
_KEY_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True)
class Line:
    """One line: ``x`` ascending, ``y`` as long. ``faint`` is drawn thin behind, as noise is.

    ``number`` decides its look; ``marked`` puts a sign at every point, ``dashed`` a dash by number.
    """

    name: str
    x: Numbers
    y: Numbers
    number: int = 0
    faint: Numbers | None = None
    marked: bool = False
    dashed: bool = False

    def at(self, x: float) -> float | None:
        """The value at the point nearest to ``x``, None without points."""
        if not len(self.x):
            return None
        return float(self.y[nearest(self.x, x)])


def nearest(values: Numbers, wanted: float) -> int:
    """Return the place of the value nearest to ``wanted`` in ascending ``values``."""
    place = int(np.searchsorted(values, wanted))
    before = max(0, place - 1)
    place = min(place, len(values) - 1)
    return before if wanted - values[before] <= values[place] - wanted else place


class CurvePlot(QWidget):
    """Lines under a title; ``pointed`` carries the step under the crosshair, None when it leaves.

    With the focus, Left and Right move the crosshair from point to point. Wheel and drag zoom and
    pan (``zoomed(True)``), a double click shows everything again (``zoomed(False)``).
    """

    pointed = Signal(object)
    zoomed = Signal(bool)

    def __init__(
        self, title: str, about: str, theme: Theme, decimals: int = 3, legend_below: bool = False
    ) -> None:
        """``legend_below`` gives the values a row of their own: there are several."""
        super().__init__()
        self._theme, self._decimals = theme, decimals
        self._lines: tuple[Line, ...] = ()
        self._drawn: dict[str, tuple[Any, Any]] = {}
        self._log = False
        self._at: float | None = None
        self.title, self._step, self.values = QLabel(title), QLabel(), QLabel()
        set_role(self._step, "caption")
        set_role(self.title, "strong")
        self.title.setToolTip(about)
        self.values.setTextFormat(Qt.TextFormat.RichText)
        self.plot: Any = pg.PlotWidget(enableMenu=False)
        self.plot.hideButtons()
        self.plot.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self.plot.setMouseEnabled(x=True, y=False)
        self.plot.setAccessibleName(title)
        self.plot.setAccessibleDescription(about)
        self.plot.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.plot.setMinimumHeight(96)
        self.plot.getPlotItem().getAxis("left").setWidth(44)
        self.plot.getPlotItem().showGrid(x=False, y=True, alpha=0.16)
        self._cross: Any = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        self.plot.addItem(self._cross, ignoreBounds=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._lay_out(legend_below)
        self.plot.scene().sigMouseMoved.connect(self._mouse_moved)
        self.plot.getPlotItem().getViewBox().sigRangeChangedManually.connect(self._moved_by_hand)
        self.plot.viewport().installEventFilter(self)
        self.plot.installEventFilter(self)
        theme.changed.connect(self._paint)
        self._paint()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines, or the same ones grown."""
        names = [line.name for line in lines]
        for gone in [name for name in self._drawn if name not in names]:
            for item in self._drawn.pop(gone):
                self.plot.removeItem(item)
        self._lines = tuple(lines)
        for line in lines:
            if line.name not in self._drawn:
                self._drawn[line.name] = self._make()
                self._dress(line)
            noise, curve = self._drawn[line.name]
            curve.setData(line.x, self._lifted(line.y))
            if line.faint is not None:
                noise.setData(line.x, self._lifted(line.faint))
            else:
                noise.setData([], [])
        self._say_values()

    def set_log(self, on: bool) -> None:
        """Show the values on a log scale, or not."""
        if on != self._log:
            self._log = on
            self.plot.setLogMode(x=False, y=on)
            self.show_lines(self._lines)

    def set_limits(self, low: float, high: float) -> None:
        """Always show the values from ``low`` to ``high``."""
        self.plot.setYRange(low, high, padding=0.04)

    def show_until(self, last: float) -> None:
        """Show the steps from 0 to ``last``."""
        self.plot.setXRange(0.0, last, padding=0.01)

    def share_steps_with(self, other: CurvePlot) -> None:
        """Always show the same steps as another chart."""
        self.plot.setXLink(other.plot)

    def point_at(self, x: float | None) -> None:
        """Put the crosshair at a step, or take it away."""
        self._at = x
        self._cross.setVisible(x is not None)
        if x is not None:
            self._cross.setPos(x)
        self._say_values()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:  # noqa: ANN401 - Qt's own type
        """Take the mouse leaving, a double click, and the arrow keys."""
        kind = event.type()
        if kind == QEvent.Type.Leave:
            self.pointed.emit(None)
        elif kind == QEvent.Type.MouseButtonDblClick:
            self.zoomed.emit(False)
        elif kind == QEvent.Type.FocusIn and watched is self.plot:
            self._point_near(np.inf)  # the crosshair shows where the arrow keys begin
        elif kind == QEvent.Type.FocusOut and watched is self.plot:
            self.pointed.emit(None)
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _lay_out(self, legend_below: bool) -> None:
        top, below = QHBoxLayout(), QHBoxLayout()
        for row in (top, below):
            row.setContentsMargins(S, 0, S, 0)
            row.setSpacing(S)
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self._step)
        (below if legend_below else top).addWidget(self.values)
        if legend_below:
            below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, XS, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.plot, 1)

    def _make(self) -> tuple[Any, Any]:
        # No more points than there are pixels: of noise its bounds, of the rest one in so many.
        made = (pg.PlotDataItem(), pg.PlotDataItem())
        for item, method in zip(made, ("peak", "subsample"), strict=True):
            self.plot.addItem(item)  # it gives the item settings of its own, so it comes first
            item.setLogMode(False, self._log)
            item.setDownsampling(auto=True, method=method)
            item.opts["autoDownsampleFactor"] = 1.0
            item.opts["antialias"] = method == "subsample"
            item.setClipToView(True)
        return made

    def _dress(self, line: Line) -> None:
        ink, (noise, curve) = self._ink(line), self._drawn[line.name]
        ground = self._theme.colour("surface")
        noise.setPen(pg.mkPen(mixed(ground, ink.colour, _FAINT), width=1))
        dash = ink.dash if line.dashed else _SOLID
        curve.setPen(pg.mkPen(ink.colour, width=_WIDTH_PX, style=dash))
        curve.setSymbol(ink.mark if line.marked else None)
        curve.setSymbolSize(_MARK_PX)
        curve.setSymbolBrush(pg.mkBrush(ink.colour))
        curve.setSymbolPen(None)

    def _paint(self) -> None:
        theme = self._theme
        self.plot.setBackground(theme.colour("surface"))
        quiet, strong = theme.colour("text_muted"), theme.colour("border_strong")
        for side in ("left", "bottom"):
            axis = self.plot.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(strong))
            axis.setTextPen(pg.mkPen(quiet))
            axis.setStyle(tickFont=theme.font(0.8), tickLength=-4)
        self._cross.setPen(pg.mkPen(theme.colour("text_muted"), width=1))
        for line in self._lines:
            self._dress(line)
        self._say_values()

    def _ink(self, line: Line) -> Ink:
        return ink_of(line.number, self._theme.dark)

    def _lifted(self, values: Numbers) -> Numbers:
        """On a log scale nothing lies at 0."""
        return np.maximum(values, _LEAST) if self._log else values

    def _say_values(self) -> None:
        """Say each line's value at the crosshair, else its last one."""
        at = np.inf if self._at is None else self._at
        told = [(line, line.at(at)) for line in self._lines]
        known = [(line, value) for line, value in told if value is not None]
        parts = [_coloured(self._ink(line), line, self._number(value)) for line, value in known]
        self._step.setText("" if self._at is None else f"step {self._at:,.0f}")
        self.values.setText("&nbsp; ".join(parts))
        plain = ", ".join(f"{line.name} {self._number(value)}" for line, value in known)
        self.plot.setAccessibleDescription(f"{self.title.toolTip()} {plain}")

    def _number(self, value: float) -> str:
        return f"{value:.{self._decimals}f}"

    def _mouse_moved(self, spot: QPointF) -> None:
        box = self.plot.getPlotItem().getViewBox()
        if box.sceneBoundingRect().contains(spot):
            self._point_near(float(box.mapSceneToView(spot).x()))
        else:
            self.pointed.emit(None)

    def _point_near(self, x: float) -> None:
        line = self._longest()
        if line is not None:
            self.pointed.emit(float(line.x[nearest(line.x, x)]))

    def _moved_by_hand(self, _axes: object) -> None:
        self.zoomed.emit(True)

    def _key(self, event: QKeyEvent) -> bool:
        line, way = self._longest(), _KEY_STEPS.get(Qt.Key(event.key()))
        if line is None or way is None:
            return False
        part = max(1, len(line.x) // 50)
        place = len(line.x) - 1 if self._at is None else nearest(line.x, self._at) + way * part
        self.pointed.emit(float(line.x[min(max(place, 0), len(line.x) - 1)]))
        return True

    def _longest(self) -> Line | None:
        return max((line for line in self._lines if len(line.x)), key=_length, default=None)


def _length(line: Line) -> int:
    return len(line.x)


def _coloured(ink: Ink, line: Line, value: str) -> str:
    sign = f"{ink.sign} " if line.marked else ""
    name = f"{escape(line.name)} " if line.name else ""
    return f'<span style="color:{QColor(ink.colour).name()}">{sign}{name}<b>{value}</b></span>'
