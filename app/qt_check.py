"""Whether Qt can show a window here, found out without one."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from core.errors import SweetspotError

NEEDED_FORMATS = ("jpg", "png", "svg")


def missing_library() -> str:
    """Return which system library Qt's window plugin lacks, empty if none.

    Only for X11 on Linux, where Qt ends the whole program without a word that helps. Loading
    the plugin's file tells what is missing.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    plugin = _plugins() / "platforms" / "libqxcb.so"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error).split(":")[0] or plugin.name
    return ""


def check_display() -> None:
    """Raise ``SweetspotError`` if the system lacks a library that windows need."""
    missing = missing_library()
    if missing:
        package = f"Install it; on Debian and Ubuntu: sudo apt install {_package_of(missing)}"
        raise SweetspotError(
            f"Windows cannot be shown: the system's {missing} is missing.", package
        )


def check_qt() -> str:
    """Start Qt without a display and read and write the picture formats the window uses."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, qVersion
    from PySide6.QtGui import QGuiApplication, QImage, QImageReader

    application = QGuiApplication.instance() or QGuiApplication(["sweetspot"])
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    lacking = [name for name in NEEDED_FORMATS if name not in known]
    if lacking:
        raise SweetspotError(
            f"Qt cannot read {', '.join(lacking)} here.", "Install Sweetspot again."
        )
    picture = QImage(16, 9, QImage.Format.Format_RGB888)
    picture.fill(0x336699)
    for name in ("JPG", "PNG"):
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        saved = picture.save(buffer, name)  # type: ignore[call-overload]
        if not saved or QImage.fromData(content).size() != picture.size():
            raise SweetspotError(f"Qt cannot write and read {name}.", "Install Sweetspot again.")
    del application
    return f"Qt {qVersion()} starts; {', '.join(NEEDED_FORMATS)} readable"


def _plugins() -> Path:
    from PySide6.QtCore import QLibraryInfo

    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))


def _package_of(library: str) -> str:
    """Return Debian's package of a library: libxcb-cursor.so.0 is in libxcb-cursor0."""
    name, _, version = library.lower().partition(".so.")
    return f"{name}{version}" if version else name
