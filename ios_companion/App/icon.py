"""Draw the app's icon from `resources/icons/sweetspot.svg`. Needs PySide6.

python ios_companion/App/icon.py
"""

from __future__ import annotations

import os
from pathlib import Path

APP = Path(__file__).resolve().parent
SVG = APP.parents[1] / "resources" / "icons" / "sweetspot.svg"
TARGET = APP / "SweetspotCompanion" / "Assets.xcassets" / "AppIcon.appiconset" / "AppIcon.png"
SIDE_PX = 1024
# The picture's own rounded square; iOS rounds the corners itself and wants them filled.
INSET, COLOURS = 4.0, ("#3570e8", "#1b3f9c")


def draw() -> None:
    """Write the icon: 1024 px, without an alpha channel."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    court = QLinearGradient(0, 0, 0, SIDE_PX)
    for at, colour in enumerate(COLOURS):
        court.setColorAt(at, QColor(colour))
    painter.fillRect(image.rect(), court)
    renderer = QSvgRenderer(str(SVG))
    box = renderer.viewBoxF()
    renderer.setViewBox(box.adjusted(INSET, INSET, -INSET, -INSET))
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.save(str(TARGET), "PNG")
    del app


if __name__ == "__main__":
    draw()
