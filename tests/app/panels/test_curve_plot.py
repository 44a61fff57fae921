"""A chart of lines over steps: values at the crosshair, zoom, log scale, themes, size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.panels.curve_plot import CurvePlot, Line, nearest
from app.panels.series_ink import ink_of
from app.panels.train_curves import TrainCurves
from app.state.run_curves import RunCurves
from app.viewer.ink import text_on
from core.training.events import Evaluated, Progressed

X = np.arange(1.0, 11.0)
ASCENDING = st.lists(st.floats(0, 1e6), min_size=1, max_size=30, unique=True).map(sorted)


@pytest.fixture
def plot(context: AppContext, qtbot: QtBot) -> CurvePlot:
    made = CurvePlot("Error of where", "Lower is better.", context.theme)
    qtbot.addWidget(made)
    made.resize(420, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


@given(ASCENDING, st.floats(-10, 1.1e6))
def test_nearest_is_nearest(values: list[float], wanted: float) -> None:
    found = values[nearest(np.array(values), wanted)]
    assert abs(found - wanted) == min(abs(value - wanted) for value in values)


def test_it_says_the_last_values_and_at_the_crosshair_those_there(plot: CurvePlot) -> None:
    plot.show_lines([Line("ball", X, X / 10), Line("racket", X[:3], X[:3], number=1)])
    assert "1.000" in plot.values.text()
    assert "ball 1.000, racket 3.000" in plot.plot.accessibleDescription()
    plot.point_at(2.0)
    assert "ball 0.200, racket 2.000" in plot.plot.accessibleDescription()
    plot.point_at(None)
    assert "ball 1.000" in plot.plot.accessibleDescription()


def test_arrow_keys_walk_from_point_to_point(qtbot: QtBot, plot: CurvePlot) -> None:
    plot.show_lines([Line("", X, X)])
    heard: list[float] = []
    plot.pointed.connect(heard.append)
    plot.pointed.connect(plot.point_at)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(plot.plot, key)
    assert heard == [10.0, 9.0, 10.0, 10.0]


def test_the_mouse_points_at_the_nearest_step_and_leaving_ends_it(plot: CurvePlot) -> None:
    plot.show_lines([Line("", X, X)])
    plot.show_until(10)
    heard: list[float | None] = []
    plot.pointed.connect(heard.append)
    box = plot.plot.getPlotItem().getViewBox()
    plot._mouse_moved(box.mapViewToScene(box.viewRect().center()))
    assert heard[-1] in (5.0, 6.0)
    plot._mouse_moved(box.sceneBoundingRect().topLeft() - box.sceneBoundingRect().bottomRight())
    assert heard[-1] is None


def test_nothing_on_a_log_scale_is_lost_at_zero(plot: CurvePlot) -> None:
    plot.show_lines([Line("", X, np.zeros(10))])
    plot.set_log(True)
    _, drawn = plot._drawn[""][1].getData()
    assert np.isfinite(drawn).all()
    plot.set_log(False)
    _, drawn = plot._drawn[""][1].getData()
    assert (drawn == 0).all()


def test_lines_that_are_gone_are_drawn_no_more(plot: CurvePlot) -> None:
    plot.show_lines([Line("ball", X, X), Line("racket", X, X, 1)])
    plot.show_lines([Line("racket", X, X, 1)])
    assert list(plot._drawn) == ["racket"]
    plot.show_lines([])
    assert plot.values.text() == ""
    plot.point_at(3.0)


def test_a_hundred_thousand_points_are_drawn_as_few_as_the_screen_has(plot: CurvePlot) -> None:
    n = 100_000
    x = np.arange(1.0, n + 1)
    noise = np.random.default_rng(1).random(n)
    plot.show_lines([Line("", x, noise, faint=noise)])
    plot.show_until(float(n))
    plot.grab()
    behind, curve = plot._drawn[""]
    for item, most in ((behind, 2), (curve, 1)):
        drawn, values = item.curve.getData()
        assert 100 < len(drawn) <= most * 1.5 * plot.width()
        assert drawn[-1] > 0.99 * n
        assert 0 <= values.min() <= values.max() <= 1
    # Peaks stay: what is thinned away never hides an outlier.
    assert behind.curve.getData()[1].max() > 0.999


def test_colours_differ_from_their_ground_in_both_themes() -> None:
    for dark, ground in ((False, "#ffffff"), (True, "#1c2127")):
        inks = [ink_of(number, dark) for number in range(7)]
        assert len({ink.colour.name() for ink in inks}) == 7
        assert len({ink.mark for ink in inks}) == 7
        for ink in inks:
            light = text_on(ink.colour).lightness() < 128  # dark letters read on it
            assert light == dark or not dark, (ground, ink)


def test_the_four_charts_share_crosshair_and_zoom(context: AppContext, qtbot: QtBot) -> None:
    curves = TrainCurves(context.theme)
    qtbot.addWidget(curves)
    curves.resize(880, 340)
    curves.show()
    told = [Progressed(step, hmap=1.0, reg=2.0, w_h=3.0) for step in range(10, 110, 10)]
    curves.show_curves(RunCurves(told, [Evaluated(50, 1, {"ball": 0.4, "racket_head": 0.6})]))
    assert "racket head 60.0" in curves.found.plot.accessibleDescription()
    curves.errors["reg"].pointed.emit(40.0)
    assert all(plot._cross.isVisible() and plot._cross.value() == 40.0 for plot in curves.plots)
    curves.errors["reg"].pointed.emit(None)
    assert not any(plot._cross.isVisible() for plot in curves.plots)

    box = curves.errors["hmap"].plot.getPlotItem().getViewBox()
    curves.errors["hmap"].plot.setXRange(20, 30, padding=0)
    box.sigRangeChangedManually.emit([True, False])
    more = [*told, Progressed(200)]
    curves.show_curves(RunCurves(more))
    assert curves.found.plot.viewRange()[0][1] < 60
    curves.errors["hmap"].zoomed.emit(False)
    assert curves.found.plot.viewRange()[0][1] >= 200
