"""The program's icons: containers that the systems can read."""

from __future__ import annotations

import struct

import icons
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot


def test_every_picture_of_the_windows_icon_is_where_it_says(qtbot: QtBot) -> None:
    content = icons.ico()
    reserved, kind, count = struct.unpack_from("<HHH", content)
    assert (reserved, kind, count) == (0, 1, len(icons.ICO_PX))
    end = 6 + 16 * count
    for number, side in enumerate(icons.ICO_PX):
        width, _, _, _, _, bits, size, at = struct.unpack_from(
            "<BBBBHHII", content, 6 + 16 * number
        )
        assert (width or 256, bits, at) == (side, 32, end)
        image = QImage.fromData(content[at : at + size])
        assert (image.width(), image.height()) == (side, side)
        end = at + size
    assert end == len(content)


def test_the_apple_icon_is_made_of_whole_pictures(qtbot: QtBot) -> None:
    content = icons.icns()
    assert content[:4] == b"icns"
    assert struct.unpack(">I", content[4:8])[0] == len(content)
    at, sides = 8, []
    while at < len(content):
        size = struct.unpack_from(">I", content, at + 4)[0]
        image = QImage.fromData(content[at + 8 : at + size])
        assert icons.ICNS_TYPES[image.width()] == content[at : at + 4]
        sides.append(image.width())
        at += size
    assert sides == list(icons.ICNS_TYPES)


def test_the_picture_is_no_blank(qtbot: QtBot) -> None:
    image = QImage.fromData(icons.png(64))
    colours = {image.pixel(x, y) for x in range(64) for y in range(64)}
    assert len(colours) > 50
    assert image.pixelColor(0, 0).alpha() == 0
