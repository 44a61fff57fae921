"""What is asked before the window closes: one thing after the other, and again after staying."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import closing
from app.closing import Closing
from app.context import AppContext
from app.dialogs.leaving import LeaveDialog
from app.dialogs.question import Question
from app.jobs.job import Lane


class Window(QWidget):
    """Closes when nothing is left to ask."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.closing = Closing(context, self)
        self.closed = False

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed = not self.closing.asks()
        event.setAccepted(self.closed)


@pytest.fixture
def window(context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window with a film and a training under way."""
    film: Any = SimpleNamespace(lane=Lane.FILM)
    monkeypatch.setattr(context.runner, "alive", lambda: [film])
    monkeypatch.setattr(type(context.trainings), "runs_here", property(lambda _self: "a run"))
    monkeypatch.setattr(context.trainings, "leave_running", lambda: None)
    window = Window(context)
    qtbot.addWidget(window)
    window.show()
    yield window
    monkeypatch.undo()


def film_question(window: Window) -> Question:
    return next(each for each in window.findChildren(Question) if each.isVisible())


def training_question(window: Window) -> LeaveDialog:
    return next(each for each in window.findChildren(LeaveDialog) if each.isVisible())


def test_each_is_asked_about_and_then_the_window_closes(window: Window) -> None:
    window.close()
    film_question(window).yes.click()
    assert not window.closed
    training_question(window).go_on.click()
    assert window.closed


def test_staying_takes_every_answer_back(window: Window) -> None:
    window.close()
    film_question(window).yes.click()
    training_question(window).stay.click()
    window.close()
    assert not window.closed
    film_question(window).no.click()
    assert not window.closed


def test_a_system_that_ends_is_not_held_up(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "_system_ends", lambda: True)
    window.close()
    assert window.closed
