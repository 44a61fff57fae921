"""The code is painted in whole pixels, black on white, whatever the theme and the size."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.panels.qr_picture import QrPicture
from core.phone.qr import qr_modules

BLACK, WHITE = QColor("black").rgb(), QColor("white").rgb()


@pytest.mark.parametrize("side", [180, 257, 401, 800])
def test_every_module_can_be_read_back(qtbot: QtBot, side: int) -> None:
    modules = qr_modules("sweetspot://192.168.1.7:45111/" + "0a" * 16 + "?v=1&size=4000000")
    picture = QrPicture()
    qtbot.addWidget(picture)
    picture.resize(side, side)
    picture.show_modules(modules)
    image = picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    module = picture.module_px()
    assert module >= 2
    left = (side - module * len(modules)) // 2
    for y, row in enumerate(modules):
        for x, black in enumerate(row):
            at = left + x * module, left + y * module
            edges = (0, module - 1)
            corners = {image.pixel(at[0] + dx, at[1] + dy) for dx in edges for dy in edges}
            assert corners == {BLACK if black else WHITE}


def test_without_a_code_or_room_nothing_is_painted(qtbot: QtBot) -> None:
    picture = QrPicture()
    qtbot.addWidget(picture)
    assert picture.module_px() == 0
    picture.show_modules(qr_modules("x"))
    picture.setMinimumSize(0, 0)
    picture.resize(5, 5)
    assert picture.module_px() == 0
    picture.grab()
