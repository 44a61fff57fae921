"""Paints one row of the trainings: a sign of its state, its name, how far and how good."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from app.panels.row_delegate import RowDelegate, accent_of
from app.state.run_table import RUN_ROLE, SHARE_ROLE
from app.state.run_words import STATE_SIGNS, STATE_WORDS, now_here, percent, title_of, when_of
from app.viewer.ink import draw_elided, faded, sized
from core.training.run_record import RunRecord

_SIGN_PX = 20.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunDelegate(RowDelegate):
    """``icon_of`` colours a sign by a token's name."""

    row_px = 60

    def __init__(self, icon_of: Callable[[str, str], QIcon], parent: QWidget) -> None:
        super().__init__(parent)
        self._icon_of = icon_of

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        run: RunRecord | None = index.data(RUN_ROLE)
        if run is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self.draw_ground(painter, option)
        share = index.data(SHARE_ROLE)
        sign = QRectF(row.left() + 10, row.center().y() - _SIGN_PX / 2, _SIGN_PX, _SIGN_PX)
        if share is None:
            icon, colour = STATE_SIGNS[run.status.state]
            self._icon_of(icon, colour).paint(painter, sign.toRect())
        else:
            _draw_ring(painter, sign.adjusted(1, 1, -1, -1), share, option.palette)
        self._draw_words(painter, row.adjusted(_SIGN_PX + 22, 8, -12, -8), run, share, option)
        painter.restore()

    def _draw_words(
        self,
        painter: QPainter,
        rect: QRectF,
        run: RunRecord,
        share: float | None,
        option: QStyleOptionViewItem,
    ) -> None:
        palette: QPalette = option.palette
        text = palette.text().color()
        muted = faded(text, 0.7)
        upper = QRectF(rect.left(), rect.top(), rect.width(), rect.height() / 2)
        lower = upper.translated(0, rect.height() / 2)
        best = run.best
        if best is not None:
            painter.setFont(sized(painter.font(), 13, bold=True))
            painter.setPen(text)
            painter.drawText(upper, _RIGHT, percent(best.mean_ap50))
            painter.setFont(sized(painter.font(), 11))
            painter.setPen(muted)
            painter.drawText(lower, _RIGHT, "best AP")
        taken = 56 if best is not None else 0
        painter.setFont(sized(painter.font(), 13, bold=True))
        painter.setPen(text)
        draw_elided(painter, upper.adjusted(0, 0, -taken, 0), title_of(run))
        painter.setFont(sized(painter.font(), 11.5))
        painter.setPen(muted)
        state = STATE_WORDS[run.status.state]
        told = f"{share:.0%}" if share else when_of(run, now_here())
        draw_elided(painter, lower.adjusted(0, 0, -taken, 0), f"{state} · {told}")


def _draw_ring(painter: QPainter, box: QRectF, share: float, palette: QPalette) -> None:
    accent = accent_of(palette)
    painter.setPen(QPen(faded(palette.text().color(), 0.18), 3))
    painter.drawEllipse(box)
    pen = QPen(accent, 3)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(box, 90 * 16, -round(360 * 16 * share))
