"""The program's picture in the forms systems want: PNGs, an .ico (Windows), an .icns (macOS).

Drawn from `resources/icons/sweetspot.svg`. Needs PySide6.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
SVG = TOP / "resources" / "icons" / "sweetspot.svg"
PNG_PX = (16, 32, 48, 64, 128, 256, 512)
ICO_PX = (16, 24, 32, 48, 64, 128, 256)
# Four letters say how large a PNG in an .icns is.
ICNS_TYPES = {128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10", 32: b"ic11", 64: b"ic12"}


def png(side_px: int) -> bytes:
    """Return the picture as a PNG, with a little room around it."""
    from PySide6.QtCore import QBuffer, QIODevice, QRectF
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    # Painting needs an application, of whichever kind; the build has no screen.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(side_px, side_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = side_px / 32
    QSvgRenderer(str(SVG)).render(painter, QRectF(image.rect()).adjusted(room, room, -room, -room))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    del application
    return bytes(buffer.data().data())


def ico() -> bytes:
    """Return a Windows icon whose pictures are PNGs (Windows Vista and later)."""
    pictures = [(side, png(side)) for side in ICO_PX]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at = len(head) + 16 * len(pictures)
    entries, content = b"", b""
    for side, picture in pictures:
        # 256 is written as 0; no palette, one plane, 32 bits a pixel.
        entries += struct.pack(
            "<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), at + len(content)
        )
        content += picture
    return head + entries + content


def icns() -> bytes:
    """Return a macOS icon whose pictures are PNGs (macOS 10.7 and later)."""
    pictures = [(kind, png(side)) for side, kind in ICNS_TYPES.items()]
    content = b"".join(kind + struct.pack(">I", len(p) + 8) + p for kind, p in pictures)
    return b"icns" + struct.pack(">I", len(content) + 8) + content


def write_icons(folder: Path) -> None:
    """Write `sweetspot.ico`, `sweetspot.icns` and `SIDE.png` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sweetspot.ico").write_bytes(ico())
    (folder / "sweetspot.icns").write_bytes(icns())
    for side in PNG_PX:
        (folder / f"{side}.png").write_bytes(png(side))
