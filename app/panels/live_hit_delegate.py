"""Paints one hit of a lesson under way: its number, when it was, why, and its score."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from app.panels.row_delegate import RowDelegate
from app.state.hit_table import HIT_ROLE
from app.state.live_words import duration_text
from app.viewer.ink import draw_badge, draw_elided, mixed, sized
from core.sessions.scored_hits import ScoredHit


class LiveHitDelegate(RowDelegate):
    """A row without a picture: there is no time to look at one."""

    row_px = 46

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        each: ScoredHit | None = index.data(HIT_ROLE)
        if each is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self.draw_ground(painter, option)
        base, text = option.palette.base().color(), option.palette.text().color()
        muted = mixed(base, text, 0.66)
        badge = QRectF(row.left() + 6, row.center().y() - 15, 30, 30)
        draw_badge(painter, badge, each.score.value, each.uncertain, ground=base)
        words = QRectF(badge.right() + 10, row.top() + 4, 0, (row.height() - 8) / 2)
        words.setRight(row.right() - 8)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(sized(painter.font(), 13.5, bold=True))
        painter.setPen(text)
        painter.drawText(words, left, each.title)
        painter.setFont(sized(painter.font(), 12))
        painter.setPen(muted)
        painter.drawText(words, right, duration_text(each.hit.time_s))
        second = words.translated(0, words.height())
        draw_elided(painter, second, each.in_short)
        painter.restore()
