"""Sample pictures, large: arrows through pictures and evaluations."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from run_maker import make_run

from app.context import AppContext
from app.dialogs.sample_pictures import SamplePictures
from core.training.run_record import read_run


@pytest.fixture
def samples(tmp_path: Path) -> tuple[Path, ...]:
    return read_run(make_run(tmp_path / "runs" / "a", share=0.5, pictures=3)).samples


def test_arrows_go_through_pictures_and_epochs(
    context: AppContext, qtbot: QtBot, samples: tuple[Path, ...]
) -> None:
    dialog = SamplePictures(context.theme)
    qtbot.addWidget(dialog)
    dialog.show_samples(samples, samples[-2])
    dialog.show()
    assert dialog.place == (6, 1)
    way = [Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up]
    seen = []
    for key in [*way, Qt.Key.Key_Left, Qt.Key.Key_Down]:
        qtbot.keyClick(dialog, key)
        seen.append(dialog.place)
    assert seen == [(6, 2), (6, 0), (4, 0), (2, 0), (2, 0), (2, 2), (4, 2)]
    assert dialog.caption.text() == "Picture 3 of 3, after epoch 4"
    assert not dialog._picture.pixmap().isNull()


def test_new_pictures_do_not_take_away_what_is_looked_at(
    context: AppContext, qtbot: QtBot, samples: tuple[Path, ...]
) -> None:
    dialog = SamplePictures(context.theme)
    qtbot.addWidget(dialog)
    dialog.show_samples(samples[:6])
    assert dialog.place == (4, 0)
    dialog.show_samples(samples)
    assert dialog.place == (4, 0)
    assert dialog.buttons["Later"].isEnabled()
    dialog.show_samples(())
    assert dialog.place == (4, 0)
