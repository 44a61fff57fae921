"""The report's page as a PDF: vectors and real letters, A4."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

_DPI = 300


def pdf_of(page: str, title: str) -> bytes:
    """Return a PDF of an SVG page. Needs a ``QGuiApplication`` for its fonts."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Sweetspot")
    writer.setResolution(_DPI)
    whole = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()
    )
    writer.setPageLayout(whole)
    painter = QPainter(writer)
    renderer = QSvgRenderer(QByteArray(page.encode()))
    renderer.render(painter, QRectF(0, 0, writer.width(), writer.height()))
    painter.end()
    buffer.close()
    return bytes(content.data())
