"""Paints one row of the hit list: picture, name, time, reason, confidence, score."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from app.panels.row_delegate import RowDelegate, accent_of
from app.state.hit_table import HIT_ROLE
from app.state.speed_text import clock_text
from app.viewer.ink import draw_badge, draw_elided, draw_label, faded, mixed, sized
from core.hits.hit import HitSource, HitStatus
from core.sessions.scored_hits import ScoredHit

_PICTURE = QSize(84, 50)


class HitDelegate(RowDelegate):
    """``picture_of`` returns a hit's thumbnail, or None while it is not there."""

    row_px = 62

    def __init__(self, picture_of: Callable[[str], QPixmap | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._picture_of = picture_of

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
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        row = self.draw_ground(painter, option)
        if each.rejected:
            painter.setOpacity(0.5)
        picture = QRectF(
            row.left() + 6,
            row.center().y() - _PICTURE.height() / 2,
            _PICTURE.width(),
            _PICTURE.height(),
        )
        self._draw_picture(painter, picture, each, option.palette)
        badge = QRectF(row.right() - 40, row.center().y() - 17, 32, 32)
        words = QRectF(picture.right() + 10, row.top() + 5, 0, row.height() - 10)
        words.setRight(badge.left() - 8)
        self._draw_words(painter, words, each, option.palette)
        if not each.rejected:
            ground = option.palette.base().color()
            draw_badge(painter, badge, each.score.value, each.uncertain, ground=ground)
        painter.restore()

    def _draw_picture(
        self, painter: QPainter, rect: QRectF, each: ScoredHit, palette: QPalette
    ) -> None:
        path = QPainterPath()
        path.addRoundedRect(rect, 6, 6)
        painter.save()
        painter.setClipPath(path)
        painter.fillPath(path, mixed(palette.window().color(), palette.text().color(), 0.12))
        picture = self._picture_of(each.hit.id)
        if picture is not None:
            scale = max(rect.width() / picture.width(), rect.height() / picture.height())
            width, height = rect.width() / scale, rect.height() / scale
            source = QRectF(
                (picture.width() - width) / 2, (picture.height() - height) / 2, width, height
            )
            painter.drawPixmap(rect, picture, source)
        painter.restore()
        if each.number is not None:
            draw_label(
                painter,
                QPointF(rect.left() + 3, rect.top() + 9),
                str(each.number),
                QColor("#FFFFFF"),
                10,
            )

    def _draw_words(
        self, painter: QPainter, rect: QRectF, each: ScoredHit, palette: QPalette
    ) -> None:
        text = palette.text().color()
        muted = mixed(palette.base().color(), text, 0.66)
        line = rect.height() / 3
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(sized(painter.font(), 13.5, bold=True))
        painter.setPen(text)
        first = QRectF(rect.left(), rect.top(), rect.width(), line)
        painter.drawText(first, left, each.title)
        used = painter.fontMetrics().horizontalAdvance(each.title)
        painter.setFont(sized(painter.font(), 12))
        painter.setPen(muted)
        painter.drawText(first.adjusted(used + 8, 0, 0, 0), left, clock_text(each.hit.time_s))
        second = first.translated(0, line)
        draw_elided(painter, second, each.in_short)
        third = second.translated(0, line)
        self._draw_confidence(painter, third, each, muted, accent_of(palette))

    def _draw_confidence(
        self, painter: QPainter, rect: QRectF, each: ScoredHit, muted: QColor, accent: QColor
    ) -> None:
        painter.setFont(sized(painter.font(), 11))
        if each.hit.source is HitSource.MARKED:
            note = "marked by you"
        elif each.hit.status is HitStatus.CONFIRMED:
            note = "confirmed by you"
        elif each.score.overruled:
            note = "score by you"
        else:
            note = f"{each.hit.confidence:.0%} sure"
            if each.hit.sound_onset_s is not None:
                note += " · heard"
        bar = QRectF(rect.left(), rect.center().y() - 2, 44, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(muted, 0.28))
        painter.drawRoundedRect(bar, 2, 2)
        settled = note.endswith("you")
        full = QRectF(bar)
        full.setWidth(bar.width() * (1.0 if settled else each.hit.confidence))
        painter.setBrush(accent if settled else muted)
        painter.drawRoundedRect(full, 2, 2)
        painter.setPen(muted)
        draw_elided(painter, rect.adjusted(bar.width() + 8, 0, 0, 0), note)
