"""The parts of “Before and after” that are driven by mouse and keys."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from library_maker import make_session
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.panels.judge_class_bars import JudgeClassBars, sign_words
from app.panels.judge_pins import JudgePins
from app.panels.pair_view import PairView
from core.before_after.class_change import ClassChange, ClassChanges
from core.before_after.pins import Pin, Pins, read_pins, write_pins


@pytest.fixture
def view(qtbot: QtBot) -> PairView:
    made = PairView()
    qtbot.addWidget(made)
    made.resize(644, 180)
    made.show()
    picture = np.zeros((180, 320, 3), np.uint8)
    made.show_pair(picture, picture)
    return made


def test_both_pictures_are_zoomed_about_one_point(view: PairView) -> None:
    whole = view.region
    view.zoom(4.0, QPointF(80, 90))
    assert view.region.width() == pytest.approx(whole.width() / 4)
    assert view.region.contains(QPointF(80, 90))
    assert whole.contains(view.region)
    for _ in range(40):
        view.zoom(2.0)
    assert view.region.width() > 0
    view.zoom(1e-9)
    assert view.region == whole


def test_a_drag_moves_and_stops_at_the_edge(view: PairView) -> None:
    view.zoom(2.0)
    left = view.region.left()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=view.rect().center())
    QTest.mouseMove(view, view.rect().center() + view.rect().topLeft().__class__(-40, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton)
    assert view.region.left() > left
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert view.region.width() == 320


def test_keys_step_and_zoom(view: PairView, qtbot: QtBot) -> None:
    stepped: list[int] = []
    view.stepped.connect(stepped.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Plus):
        QTest.keyClick(view, key)
    assert stepped == [1, -1]
    assert view.region.width() < 320
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.region.width() == 320


def test_changes_have_a_sign_beside_their_colour(qtbot: QtBot) -> None:
    assert [sign_words(value) for value in (0.042, -0.01, 0.001)] == ["▲ 4.2", "▼ 1.0", "alike"]
    bars = JudgeClassBars()
    qtbot.addWidget(bars)
    bars.show_changes(ClassChanges(5, (ClassChange("ball", 1, 0.2, 0.4, 0.1, 0.2),)))
    assert bars.accessibleDescription() == "Ball 20.0 before, 40.0 after, 1 labels"
    bars.show_changes(None)
    assert bars.accessibleDescription() == ""


def test_ticking_pins_and_keeps_it(context: AppContext, qtbot: QtBot) -> None:
    from datetime import datetime

    root = context.store.root
    session = make_session(root, 3, datetime.now().astimezone())
    panel = JudgePins(context)
    qtbot.addWidget(panel)
    panel.renew()
    sample, practice = panel.boxes
    assert sample.isChecked()
    assert not practice.isChecked()
    with qtbot.waitSignal(panel.changed):
        practice.click()
    sample.click()
    assert read_pins(root) == Pins((Pin(session.id),), sample=False)
    assert json.loads((root / "pins.json").read_bytes())["schema"] == 1
    write_pins(root, Pins((Pin(session.id, 2.0, 5.0),)))
    panel.renew()
    assert "from 2 s to 5 s" in panel.boxes[1].text()
    assert Path(root / "pins.json").is_file()
