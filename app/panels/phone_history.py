"""What went to which phone, newest first, and what the phone said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QStyleOptionViewItem, QWidget

from app.panels.row_delegate import RowDelegate
from app.state.card_words import date_words
from app.theme import Theme, set_role
from app.tokens import M
from app.viewer.ink import draw_elided, sized
from core.phone.receipts import Receipt, Verified, Way

EMPTY = "Nothing was handed over yet. What goes to a phone is listed here."
_RECEIPT = Qt.ItemDataRole.UserRole


class PhoneHistory(QListWidget):
    """One row for each hand-over."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setItemDelegate(_Row(theme, self))
        self.setAccessibleName("What went to which phone")
        self.setProperty("role", "bare")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._empty = QLabel(EMPTY, self.viewport())
        self._empty.setWordWrap(True)
        self._empty.setMargin(M)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        set_role(self._empty, "caption")

    def show_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Show these, newest first."""
        self.clear()
        for receipt in receipts:
            item = QListWidgetItem()
            item.setData(_RECEIPT, receipt)
            words = ". ".join(lines_of(receipt))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip(tip_of(receipt))
            self.addItem(item)
        self._empty.setVisible(not receipts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words of the empty list as wide as the list."""
        super().resizeEvent(event)
        self._empty.setFixedWidth(self.viewport().width())
        self._empty.setFixedHeight(max(40, self.viewport().height()))


class _Row(RowDelegate):
    row_px = 70

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row: which detector, how and when, what the phone said."""
        receipt: Receipt = index.data(_RECEIPT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.draw_ground(painter, option).adjusted(10, 7, -8, -7)
        icon, ink = sign_of(receipt)
        box = QRectF(inner.left(), inner.top() + 1, 18, 18)
        self._theme.icon(icon, ink).paint(painter, box.toRect())
        line = inner.height() / 3
        sizes = ((13, True, "text"), (12, False, "text_muted"), (12, False, ink))
        for number, (text, (pixels, bold, colour)) in enumerate(
            zip(lines_of(receipt), sizes, strict=True)
        ):
            room = QRectF(inner.left() + 26, inner.top() + number * line, inner.width() - 26, line)
            painter.setFont(sized(option.font, pixels, bold))
            painter.setPen(self._theme.colour(colour))
            draw_elided(painter, room, text)
        painter.restore()


def sign_of(receipt: Receipt) -> tuple[str, str]:
    """Return icon and colour of what is known of a hand-over."""
    if receipt.verified is not None:
        return ("check", "good") if receipt.verified.passed else ("cross", "danger")
    return ("save" if receipt.way is Way.FILE else "qr"), "text_muted"


def lines_of(receipt: Receipt) -> tuple[str, str, str]:
    """Return what a row says: the detector, how and when, what the phone said of it."""
    way = "as a file" if receipt.way is Way.FILE else "by Wi-Fi"
    when = date_words(receipt.when, datetime.now().astimezone())
    doubt = "" if receipt.checked else " · not checked"
    return receipt.detector, f"{when} · {way}{doubt}", told_of(receipt.verified)


def told_of(verified: Verified | None) -> str:
    """Return what a phone said: “Verified on Anna's iPhone”."""
    if verified is None:
        return "No word from a phone yet"
    return f"{'Verified' if verified.passed else 'Differs'} on {verified.device}"


def tip_of(receipt: Receipt) -> str:
    """Return everything else that is known of a hand-over."""
    lines = [f"To {receipt.where}" if receipt.where else ""]
    verified = receipt.verified
    if verified is not None:
        lines += [verified.words, f"{verified.model}, {verified.system}"]
        if verified.median_ms is not None and verified.slowest_ms is not None:
            slowest = f"the slowest {verified.slowest_ms:.1f} ms"
            lines.append(f"{verified.median_ms:.1f} ms a frame, {slowest}")
    return "\n".join(line for line in lines if line)
