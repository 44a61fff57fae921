"""The score of the newest hit, large enough to be read across a court."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.state.live_hits import LiveHit, Standing
from app.viewer.ink import INK, ON_VIDEO, faded, mixed, pen, score_colour, sized, text_on
from core.drawing.pop import pop_size

SHARE = 0.46
"""Height of the sign over that of the picture: on a 14 inch laptop the digit is 5 cm high, which
is readable from 10 m (25 mm and more by the usual 1 to 400 of height to distance)."""

SMALL = 0.24
"""The same for a hit without a score: there is nothing to read."""

LARGE_FOR_S = 4.0
FADE_S = 0.6
QUIET = 0.42
_SEGMENTS, _GAP_DEG = 5, 9.0


@dataclass(frozen=True)
class ShownScore:
    """A hit and since when (seconds) it was called, and since when it stands as it does.

    ``at_left`` puts it into the other upper corner, where the player is not.
    """

    live: LiveHit
    called_s: float
    stands_s: float
    at_left: bool = False

    @property
    def opacity(self) -> float:
        """How strongly it is drawn: withdrawn ones fade away, old ones step back."""
        if self.live.standing is Standing.WITHDRAWN:
            return max(0.0, 1.0 - self.stands_s / FADE_S)
        return 1.0 if self.called_s < LARGE_FOR_S else QUIET

    @property
    def grown(self) -> float:
        """Its relative size while it pops up."""
        return pop_size(self.called_s)

    @property
    def moves(self) -> bool:
        """Whether it looks different at the next picture."""
        fading = self.live.standing is Standing.WITHDRAWN and self.opacity > 0
        return fading or self.called_s < 0.3 or abs(self.called_s - LARGE_FOR_S) < 0.2

    @property
    def words(self) -> str:
        """What is said beneath the sign."""
        if self.live.standing is Standing.WITHDRAWN:
            return "no hit"
        reason = self.live.score.reason.split(";")[0].replace(" from the centre,", "")
        reason = reason.replace(" and towards the ", ", ")
        if self.live.standing is Standing.EARLY:
            return "first look"
        return reason if self.live.score.value is not None else "no score"


def draw_score(painter: QPainter, bounds: QRectF, shown: ShownScore) -> QRectF:
    """Draw it into an upper corner of ``bounds``; return what it covers.

    A digit, and around it a ring of five parts of which as many are full: it can be told without
    colours. Early calls are a rim around darkness, final ones full; unsure scores have a broken
    rim as everywhere.
    """
    if shown.opacity <= 0:
        return QRectF()
    share = SHARE if shown.live.score.value is not None else SMALL
    side = min(bounds.height(), 0.9 * bounds.width()) * share
    margin = bounds.height() * 0.035
    whole = QRectF(bounds.left() + margin, bounds.top() + margin, side, side)
    if not shown.at_left:
        whole.moveRight(bounds.right() - margin)
    size = side * shown.grown
    disc = QRectF(0, 0, size, size)
    disc.moveCenter(whole.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(painter.opacity() * shown.opacity)
    _draw_disc(painter, disc, shown.live)
    _draw_ring(painter, disc, shown.live)
    _draw_digit(painter, disc, shown.live)
    words = _draw_words(painter, whole, shown.words, bounds)
    painter.restore()
    return whole.united(words)


def _draw_disc(painter: QPainter, disc: QRectF, live: LiveHit) -> None:
    colour = score_colour(live.score.value)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(ON_VIDEO, 0.82))
    painter.drawEllipse(disc)
    if live.standing is Standing.FINAL:
        inner = _inner(disc)
        painter.setBrush(mixed(ON_VIDEO, colour, 0.25) if live.uncertain else colour)
        painter.drawEllipse(inner)
        if live.uncertain:
            rim = QPen(mixed(colour, QColor("#FFFFFF"), 0.2), disc.width() * 0.022)
            rim.setDashPattern([2.4, 1.8])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(rim)
            painter.drawEllipse(inner)


def _draw_ring(painter: QPainter, disc: QRectF, live: LiveHit) -> None:
    """Draw five arcs from the lower left clockwise; as many as the score are full."""
    width = disc.width() * 0.07
    ring = disc.adjusted(width * 0.75, width * 0.75, -width * 0.75, -width * 0.75)
    colour = mixed(score_colour(live.score.value), QColor("#FFFFFF"), 0.15)
    span = 300.0 / _SEGMENTS
    for part in range(_SEGMENTS):
        full = part < (live.score.value or 0)
        line = QPen(colour if full else faded(QColor("#FFFFFF"), 0.2), width)
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(line)
        start = 240.0 - part * span - _GAP_DEG / 2
        painter.drawArc(ring, round(start * 16), round(-(span - _GAP_DEG) * 16))


def _draw_digit(painter: QPainter, disc: QRectF, live: LiveHit) -> None:
    full = live.standing is Standing.FINAL and not live.uncertain
    colour = score_colour(live.score.value)
    light = mixed(colour, QColor("#FFFFFF"), 0.55)
    painter.setPen(text_on(colour) if full else light)
    painter.setFont(sized(painter.font(), disc.height() * 0.62, bold=True))
    text = "–" if live.score.value is None else str(live.score.value)
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, text)
    if live.standing is Standing.WITHDRAWN:
        arm = disc.width() * 0.36
        centre = disc.center()
        for colour_, width in ((INK, 0.07), (QColor("#FFFFFF"), 0.04)):
            painter.setPen(pen(colour_, disc.width() * width))
            painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))


def _draw_words(painter: QPainter, whole: QRectF, words: str, bounds: QRectF) -> QRectF:
    text_px = min(max(bounds.height() * 0.042, 13.0), 40.0)
    font = sized(painter.font(), text_px, bold=True)
    metrics = QFontMetricsF(font)
    room = bounds.width() * 0.6
    line = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    width = metrics.horizontalAdvance(line) + 1.4 * text_px
    pill = QRectF(0, 0, max(width, whole.width() * 0.55), text_px * 1.75)
    pill.moveTop(whole.bottom() + text_px * 0.35)
    pill.moveCenter(QPointF(whole.center().x(), pill.center().y()))
    pill.moveRight(min(pill.right(), bounds.right() - text_px))
    pill.moveLeft(max(pill.left(), bounds.left() + text_px))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(ON_VIDEO, 0.82))
    painter.drawRoundedRect(pill, pill.height() / 2.6, pill.height() / 2.6)
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, line)
    return pill


def _inner(disc: QRectF) -> QRectF:
    inset = disc.width() * 0.125
    return disc.adjusted(inset, inset, -inset, -inset)
