"""The page that says whether this computer is ready, and the one line at the first start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.dialogs.computer_check import ComputerCheckDialog
from app.first_start import check_once
from app.notices import Notice, Tone
from core import self_test
from core.self_test import Checked

GOOD = ("video", "sound", "detector", "hits", "disk", "camera")


@pytest.fixture
def bad(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Parts that do not work; the test may add to them."""
    broken: list[str] = []

    def checks(library: Path | None) -> Iterator[Checked]:
        for name in GOOD:
            yield Checked(name, name not in broken, f"<{name}> & co.")

    monkeypatch.setattr(self_test, "checks", checks)
    return broken


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_everything_good_is_said_in_one_line(
    context: AppContext, parent: QWidget, bad: list[str]
) -> None:
    dialog = ComputerCheckDialog(context, parent)
    assert dialog.verdict.text() == ("All good: video, sound, detector, hits, disk and camera.")
    assert dialog.again.isEnabled()
    assert "&lt;sound&gt; &amp; co." in dialog._found["sound"].text()


def test_what_does_not_work_is_named_and_can_be_tried_again(
    context: AppContext, parent: QWidget, bad: list[str]
) -> None:
    bad += ["sound", "disk"]
    dialog = ComputerCheckDialog(context, parent)
    assert dialog.verdict.text() == "Sound and disk need a look."
    dialog._copy.click()
    copied = QApplication.clipboard().text()
    assert "FAIL  disk: <disk> & co." in copied
    assert "OK  video" in copied
    bad.clear()
    dialog.again.click()
    assert dialog.verdict.text().startswith("All good")


def test_one_broken_part_needs_a_look(context: AppContext, parent: QWidget, bad: list[str]) -> None:
    bad.append("camera")
    assert ComputerCheckDialog(context, parent).verdict.text() == "Camera needs a look."


def test_the_first_start_tries_the_computer_out_and_the_second_does_not(
    context: AppContext, bad: list[str]
) -> None:
    heard: list[Notice] = []
    context.notices.posted.connect(heard.append)
    assert check_once(context) is not None
    assert [notice.tone for notice in heard] == [Tone.GOOD]
    assert heard[0].message.startswith("All good")
    assert check_once(context) is None


def test_a_first_start_with_trouble_says_what(context: AppContext, bad: list[str]) -> None:
    bad.append("disk")
    heard: list[Notice] = []
    context.notices.posted.connect(heard.append)
    check_once(context)
    assert (heard[0].tone, heard[0].hint) == (Tone.PROBLEM, "<disk> & co.")
    assert heard[0].button == "See more"
