"""What is drawn on the video at a hit: string bed, contact point, and the score popping up."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainterPath

from app.viewer.canvas import Canvas, Moment
from app.viewer.ink import SHADOW, draw_badge, faded, pen, score_colour, sized
from core.detections.detections import ObjectClass
from core.drawing.pop import pop_size
from core.sessions.scored_hits import ScoredHit

CONTACT_S = 0.1
"""Seconds of the real world before and after contact that the string bed is drawn."""

POP_BEFORE_S = 0.05
POP_AFTER_S = 0.65
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
    """The score popping up beside the racket, its reason in words at the foot of the picture."""

    def paint(self, canvas: Canvas, moment: Moment, reason: bool = True) -> None:
        """Draw the score of the hit at hand, with or without its reason."""
        each = moment.hit_within(POP_BEFORE_S, POP_AFTER_S)
        if each is None:
            return
        since = (moment.time_s - each.hit.time_s) / moment.real_factor
        painter = canvas.painter
        painter.save()
        painter.setOpacity(min(1.0, max(0.0, (POP_AFTER_S - since) / _FADE_S + 0.25)))
        self._badge(canvas, moment, each, pop_size(since))
        if reason:
            self._words(canvas, each)
        painter.restore()

    def _badge(self, canvas: Canvas, moment: Moment, each: ScoredHit, grown: float) -> None:
        full = min(max(canvas.bounds.height() * 0.1, 34.0), 72.0)
        middle = self._beside(canvas, moment, each, full)
        size = full * grown
        badge = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
        badge = kept_inside(badge, canvas.bounds.adjusted(8, 8, -8, -8))
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(SHADOW)
        canvas.painter.drawEllipse(badge.adjusted(-3, -3, 3, 3))
        draw_badge(canvas.painter, badge, each.score.value, each.uncertain)

    def _beside(self, canvas: Canvas, moment: Moment, each: ScoredHit, size: float) -> QPointF:
        """Return a place beside the strings, on the side away from the player."""
        if each.hit.racket_head_xyxy is not None:
            spot = canvas.rect(each.hit.racket_head_xyxy)
        elif each.hit.ball_xy is not None:
            ball = canvas.point(each.hit.ball_xy)
            spot = QRectF(ball.x() - 16, ball.y() - 16, 32, 32)
        else:
            return QPointF(canvas.bounds.center().x(), canvas.bounds.top() + size)
        boxes = moment.boxes
        players = boxes[(boxes.class_id == ObjectClass.PLAYER) & boxes.main]
        player_x = float(players.xyxy[0, 0] + players.xyxy[0, 2]) / 2 if len(players) else None
        right = player_x is None or canvas.point((player_x, 0.0)).x() < spot.center().x()
        gap = size / 2 + 12
        x = spot.right() + gap if right else spot.left() - gap
        if not canvas.bounds.left() < x < canvas.bounds.right():
            return QPointF(spot.center().x(), spot.top() - gap)
        return QPointF(x, spot.top() + size * 0.2)

    def _words(self, canvas: Canvas, each: ScoredHit) -> None:
        painter, bounds = canvas.painter, canvas.bounds
        text_px = min(max(bounds.height() * 0.028, 12.0), 19.0)
        room = min(bounds.width() * 0.8, 44 * text_px)
        title, *rest = each.in_reason
        rest = wrapped(rest, QFontMetricsF(sized(painter.font(), text_px)), room)
        lines = [f"{title}  ·  {_score_words(each)}", *rest]
        line_px = text_px * 1.4
        metrics = QFontMetricsF(sized(painter.font(), text_px, bold=True))
        width = max(metrics.horizontalAdvance(line) for line in lines) + 2.2 * text_px
        block = QRectF(0, 0, width, len(lines) * line_px + text_px * 0.9)
        block.moveCenter(bounds.center())
        block.moveBottom(bounds.bottom() - text_px)
        path = QPainterPath()
        path.addRoundedRect(block, 10, 10)
        painter.fillPath(path, QColor(12, 16, 20, 205))
        y = block.top() + text_px * 0.45
        for number, line in enumerate(lines):
            painter.setFont(sized(painter.font(), text_px, bold=number == 0))
            painter.setPen(QColor("#FFFFFF") if number == 0 else QColor("#D5DCE3"))
            row = QRectF(block.left(), y, block.width(), line_px)
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, line)
            y += line_px


def _score_words(each: ScoredHit) -> str:
    if each.score.value is None:
        return "no score"
    return f"score {each.score.value}" + (", uncertain" if each.uncertain else "")


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
