"""The trainer added to an installed program from a file."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app import trainer_adding
from app.context import AppContext
from app.notices import Notice, Tone
from app.trainer_child import how_to_get_trainer, trainer_command
from core import trainer_part
from core.safe_zip import pack
from core.trainer_part import FACTS, facts_here


@pytest.fixture
def heard(context: AppContext) -> list[Notice]:
    notices: list[Notice] = []
    context.notices.posted.connect(notices.append)
    return notices


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be the installed program; return where a person's own part would lie."""
    place = tmp_path / "own" / "trainer"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "sweetspot"))
    monkeypatch.setattr(trainer_part, "own_place", lambda: place)
    return place


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(path), ""))


def test_the_chosen_file_is_added_and_used(
    context: AppContext,
    qtbot: QtBot,
    heard: list[Notice],
    installed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    facts = facts_here({"torch": trainer_part._wanted_torch()})
    archive = tmp_path / "Sweetspot-Trainer.zip"
    pack(archive, {FACTS: json.dumps(asdict(facts)).encode(), "torch/__init__.py": b""})
    choose(monkeypatch, archive)
    trainer_adding.ask_and_add(context, window)
    assert heard[-1].tone is Tone.GOOD
    assert (installed / "torch" / "__init__.py").is_file()
    trainer_adding.ask_and_add(context, window)
    assert heard[-1].message == "The trainer is here already."


def test_another_file_is_refused_in_words(
    context: AppContext,
    heard: list[Notice],
    installed: Path,
    tmp_path: Path,
) -> None:
    (tmp_path / "holiday.zip").write_bytes(b"pictures")
    trainer_adding.add(context, tmp_path / "holiday.zip")
    assert heard[-1].tone is Tone.PROBLEM
    assert "is not Sweetspot's trainer" in heard[-1].message
    assert not installed.exists()


def test_the_installed_program_starts_itself_as_the_trainer(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = tmp_path / "request.json"
    assert trainer_command("train", request)[1:] == ["ml", "train", str(request)]
    assert "Help, Add the trainer" in how_to_get_trainer()
    monkeypatch.delattr(sys, "frozen")
    assert trainer_command("train", request)[1:3] == ["-m", "ml"]
    assert "pip install" in how_to_get_trainer()
