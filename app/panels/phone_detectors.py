"""The detectors that can go to the phone, as a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyleOptionViewItem, QWidget

from app.panels.row_delegate import RowDelegate, accent_of
from app.state.card_words import date_words
from app.state.phone_detectors import PhoneDetector, Readiness
from app.theme import Theme
from app.viewer.ink import draw_elided, faded, sized

_MODEL = Qt.ItemDataRole.UserRole
_SIGN_PX = 16
_STATES = {
    Readiness.NOT_YET: ("", "Not on its way yet", "text_faint"),
    Readiness.PASSED: ("check", "Ready for iPhone", "good"),
    Readiness.FAILED: ("cross", "Check not passed", "danger"),
}


class PhoneDetectors(QListWidget):
    """``chosen(PhoneDetector)`` when another one is selected."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setItemDelegate(_Row(theme, self))
        self.setAccessibleName("Detectors")
        self.setProperty("role", "bare")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(lambda *_: self._choose())
        self._filling = False

    @property
    def current(self) -> PhoneDetector | None:
        """The selected detector."""
        item = self.currentItem()
        model = None if item is None else item.data(_MODEL)
        return model if isinstance(model, PhoneDetector) else None

    def show_detectors(self, models: Sequence[PhoneDetector], folder: Path | None) -> None:
        """Show these detectors, the one of ``folder`` selected, else the first."""
        self._filling = True
        self.clear()
        for model in models:
            item = QListWidgetItem()
            item.setData(_MODEL, model)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(model))
            item.setToolTip(str(model.folder))
            self.addItem(item)
        rows = [model.folder for model in models]
        if models:
            self.setCurrentRow(rows.index(folder) if folder in rows else 0)
        self._filling = False

    def _choose(self) -> None:
        if not self._filling and self.current is not None:
            self.chosen.emit(self.current)


class _Row(RowDelegate):
    row_px = 78

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row: name, figures, how far it is on its way."""
        model: PhoneDetector = index.data(_MODEL)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self.draw_ground(painter, option)
        inner = row.adjusted(12, 9, -10, -9)
        line = inner.height() / 3
        first = QRectF(inner.left(), inner.top(), inner.width(), line)
        if model.adopted:
            first.setRight(self._draw_pill(painter, first, "in use", accent_of(option.palette)) - 6)
        name = sized(option.font, 14, bold=True)
        self._draw(painter, first, model.name, name, self._theme.colour("text"))
        plain = sized(option.font, 12)
        second = QRectF(inner.left(), first.bottom(), inner.width(), line)
        self._draw(painter, second, figures_of(model), plain, self._theme.colour("text_muted"))
        sign, words, colour = state_of(model)
        third = second.translated(0, line)
        if sign:
            size = _SIGN_PX
            box = QRectF(third.left(), third.center().y() - size / 2, size, size)
            self._theme.icon(sign, colour).paint(painter, box.toRect())
            third.setLeft(third.left() + size + 5)
        self._draw(painter, third, words, plain, self._theme.colour(colour))
        painter.restore()

    def _draw(self, painter: QPainter, room: QRectF, text: str, font: QFont, ink: QColor) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        draw_elided(painter, room, text)

    def _draw_pill(self, painter: QPainter, room: QRectF, text: str, ink: QColor) -> float:
        """Draw a word on a pill at the right end; return where the pill begins."""
        painter.setFont(sized(painter.font(), 11, bold=True))
        width = painter.fontMetrics().horizontalAdvance(text) + 14
        pill = QRectF(room.right() - width, room.center().y() - 9, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(ink, 0.16))
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(ink)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return pill.left()


def figures_of(model: PhoneDetector) -> str:
    """Return what a person compares detectors by: “accuracy 84 % · 4.0 MB · 14 Nov 2026”."""
    parts = [] if model.accuracy is None else [f"accuracy {100 * model.accuracy:.0f} %"]
    if model.n_bytes:
        parts.append(megabytes(model.n_bytes))
    if model.shipped:
        parts.append("built in")
    elif model.made:
        parts.append(date_words(model.made, datetime.now().astimezone()))
    return " · ".join(parts)


def state_of(model: PhoneDetector) -> tuple[str, str, str]:
    """Return icon, words and colour of how far a detector is on its way to the phone."""
    if model.verified:
        return "phone", f"Verified on {model.verified}", "good"
    if model.problem and model.readiness is Readiness.NOT_YET:
        return "warning", model.problem, "danger"
    return _STATES[model.readiness]


def megabytes(n_bytes: int) -> str:
    """Return a size for people: “4.0 MB”."""
    return f"{n_bytes / 1e6:.1f} MB"


def spoken(model: PhoneDetector) -> str:
    """Return a row as a screen reader says it."""
    used = ", in use" if model.adopted else ""
    return f"{model.name}{used}. {figures_of(model)}. {state_of(model)[1]}"
