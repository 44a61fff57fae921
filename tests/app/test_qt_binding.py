"""PySide6 6.12 on Python 3.11 loses a reference to None at every call that returns nothing."""

from __future__ import annotations

import sys

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

CALLS = 200_000
# References to None that other threads and caches may take or give meanwhile.
SLACK = 2_000


def test_calls_that_return_nothing_keep_their_references(qapp: QApplication) -> None:
    widget = QWidget()
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(CALLS // 2):
        widget.update()
        painter.setOpacity(1.0)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert abs(lost) < SLACK
