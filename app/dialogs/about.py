"""What this program is, its versions and its licences."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.context import AppContext
from app.errors import package_version
from app.resources import icon_file
from app.tokens import XL, S

_PARTS = (
    ("PySide6_Essentials", "Qt for Python, LGPL 3"),
    ("av", "PyAV and FFmpeg, BSD and LGPL"),
    ("onnxruntime", "ONNX Runtime, MIT"),
    ("opencv-python-headless", "OpenCV, Apache 2"),
    ("numpy", "NumPy, BSD"),
    ("pyqtgraph", "pyqtgraph, MIT"),
    ("psutil", "psutil, BSD"),
    ("segno", "segno, BSD"),
)


class AboutDialog(QDialog):
    """Name, version, where things are, whose work it stands on."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Sweetspot")
        picture = QLabel()
        picture.setPixmap(QIcon(str(icon_file("sweetspot"))).pixmap(QSize(88, 88)))
        title = QLabel("Sweetspot")
        title.setProperty("role", "headline")
        version = QLabel(f"Version {package_version('sweetspot')} · Apache License 2.0")
        version.setProperty("role", "muted")
        words = QLabel(
            "Every hit in a practice video, found and scored by how centred it was on the "
            "strings. All of it on this computer: no account, no cloud."
        )
        words.setWordWrap(True)
        library = QLabel(f"Library: {context.store.root}")
        parts = QLabel("\n".join(f"{words} ({package_version(name)})" for name, words in _PARTS))
        for label in (library, parts):
            label.setProperty("role", "caption")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, XL, XL, XL)
        column.setSpacing(S)
        column.addWidget(picture)
        for widget in (title, version, words, library, parts):
            column.addWidget(widget)
        column.addSpacing(S)
        column.addWidget(buttons)
        self.setFixedWidth(440)
