"""What is drawn on the video at a hit: string bed, contact point, and the score popping up."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from app.state.scored_hits import ScoredHit
from app.viewer.canvas import Canvas, Moment
from app.viewer.ink import SHADOW, draw_badge, faded, pen, score_colour, sized

CONTACT_S = 0.1
"""Seconds of the real world before and after contact that the string bed is drawn."""

POP_BEFORE_S = 0.05
POP_AFTER_S = 0.65
_GROW_S = 0.12
_FADE_S = 0.15


class ContactOverlay:
    """The string bed as an ellipse with its score zones, the contact point, the offset."""

    def paint(self, canvas: Canvas, moment: Moment) -> None:
        """Draw the hit at hand, if its strings or its ball are known."""
        each = moment.hit_within(CONTACT_S, CONTACT_S)
        if each is None:
            return
        colour = score_colour(each.score.value)
        if each.hit.racket_head_xyxy is not None:
            self._bed(canvas, canvas.rect(each.hit.racket_head_xyxy), colour, each)
        if each.hit.ball_xy is not None:
            self._contact(canvas, canvas.point(each.hit.ball_xy), colour)

    def _bed(self, canvas: Canvas, bed: QRectF, colour: QColor, each: ScoredHit) -> None:
        painter = canvas.painter
        centre = bed.center()
        painter.setBrush(faded(colour, 0.16))
        painter.setPen(pen(SHADOW, 4.0))
        painter.drawEllipse(bed)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(colour, 2.2))
        painter.drawEllipse(bed)
        if bed.width() > 36:
            painter.setPen(pen(faded(QColor("#FFFFFF"), 0.55), 1.0))
            for limit in (0.2, 0.4, 0.6, 0.8):
                painter.drawEllipse(centre, bed.width() / 2 * limit, bed.height() / 2 * limit)
        arm = 4.0
        painter.setPen(pen(QColor("#FFFFFF"), 1.4))
        painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
        painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))
        if each.hit.ball_xy is not None and each.hit.offset is not None:
            ball = canvas.point(each.hit.ball_xy)
            painter.setPen(pen(SHADOW, 4.2))
            painter.drawLine(centre, ball)
            painter.setPen(pen(QColor("#FFFFFF"), 2.0))
            painter.drawLine(centre, ball)

    def _contact(self, canvas: Canvas, at: QPointF, colour: QColor) -> None:
        painter = canvas.painter
        painter.setPen(pen(SHADOW, 1.6))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(at, 6.0, 6.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(at, 3.9, 3.9)


class ScoreOverlay:
    """The score and its reason in words, popping up at contact and gone soon after."""

    def paint(self, canvas: Canvas, moment: Moment) -> None:
        """Draw the score of the hit at hand."""
        each = moment.hit_within(POP_BEFORE_S, POP_AFTER_S)
        if each is None:
            return
        since = (moment.time_s - each.hit.time_s) / moment.real_factor
        grown = pop_size(since)
        alpha = min(1.0, max(0.0, (POP_AFTER_S - since) / _FADE_S + 0.25))
        size = min(max(canvas.bounds.height() * 0.1, 34.0), 72.0) * grown
        anchor = self._anchor(canvas, each)
        painter = canvas.painter
        painter.save()
        painter.setOpacity(alpha)
        text_px = max(12.0, canvas.bounds.height() * 0.026)
        lines = wrapped(each.in_reason, QFontMetricsF(sized(painter.font(), text_px)), 300)
        block = self._block(painter, lines, text_px)
        total = QRectF(0, 0, size + 8 + block.width(), max(size, block.height()))
        total.moveCenter(QPointF(anchor.x() + total.width() / 2 + 14, anchor.y()))
        total = kept_inside(total, canvas.bounds.adjusted(8, 8, -8, -8))
        badge = QRectF(total.left(), total.center().y() - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADOW)
        painter.drawEllipse(badge.adjusted(-3, -3, 3, 3))
        draw_badge(painter, badge, each.score.value, each.uncertain)
        block.moveTo(badge.right() + 8, total.center().y() - block.height() / 2)
        self._words(painter, block, lines, text_px)
        painter.restore()

    def _anchor(self, canvas: Canvas, each: ScoredHit) -> QPointF:
        if each.hit.racket_head_xyxy is not None:
            bed = canvas.rect(each.hit.racket_head_xyxy)
            return QPointF(bed.right(), bed.top())
        if each.hit.ball_xy is not None:
            return canvas.point(each.hit.ball_xy) + QPointF(10, -24)
        return QPointF(canvas.bounds.center().x(), canvas.bounds.top() + 60)

    def _block(self, painter: QPainter, lines: list[str], text_px: float) -> QRectF:
        metrics = QFontMetricsF(sized(painter.font(), text_px, bold=True))
        width = max((metrics.horizontalAdvance(line) for line in lines), default=0.0)
        return QRectF(0, 0, width + 2 * text_px, len(lines) * text_px * 1.35 + text_px * 0.9)

    def _words(self, painter: QPainter, block: QRectF, lines: list[str], text_px: float) -> None:
        path = QPainterPath()
        path.addRoundedRect(block, 9, 9)
        painter.fillPath(path, QColor(12, 16, 20, 215))
        y = block.top() + text_px * 0.45
        for number, line in enumerate(lines):
            first = number == 0
            painter.setFont(sized(painter.font(), text_px, bold=first))
            painter.setPen(QColor("#FFFFFF") if first else QColor("#D5DCE3"))
            row = QRectF(block.left() + text_px * 0.9, y, block.width(), text_px * 1.35)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, line)
            y += text_px * 1.35


def pop_size(since_s: float) -> float:
    """Return the badge's relative size: it overshoots a little, then settles at 1.

    The curve is Penner's "back" ease-out (robertpenner.com/easing).
    """
    if since_s < 0:
        return 0.6
    share = min(since_s / _GROW_S, 1.0) - 1.0
    return 0.6 + 0.4 * (1.0 + share * share * (2.70158 * share + 1.70158) * 1.0)


def wrapped(lines: list[str], metrics: QFontMetricsF, width_px: float) -> list[str]:
    """Break each line at spaces so that none is wider than ``width_px``."""
    out: list[str] = []
    for line in lines:
        row = ""
        for word in line.split():
            longer = f"{row} {word}".strip()
            if row and metrics.horizontalAdvance(longer) > width_px:
                out.append(row)
                row = word
            else:
                row = longer
        out.append(row)
    return [row for row in out if row]


def kept_inside(rect: QRectF, bounds: QRectF) -> QRectF:
    """Return the rectangle moved so that it lies within ``bounds`` where it fits."""
    moved = QRectF(rect)
    moved.moveLeft(max(bounds.left(), min(moved.left(), bounds.right() - moved.width())))
    moved.moveTop(max(bounds.top(), min(moved.top(), bounds.bottom() - moved.height())))
    return moved
