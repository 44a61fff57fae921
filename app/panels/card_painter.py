"""Paints one library card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from app.panels.card_geometry import CardGeometry
from app.state.card_words import date_words, duration_words, hits_words
from app.state.library_order import Card
from app.state.thumbnails import Thumbnails
from app.theme import Theme
from app.tokens import BODY, CAPTION, RADIUS_L, S
from app.viewer.ink import mixed, score_colour, text_on
from core.sessions.cards import DamagedSession, SessionCard

ALIGN_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NO_PICTURE = "#20262d"


@dataclass(frozen=True)
class CardState:
    """What is going on with a card: ``running`` is the share analysed by a job, or None."""

    selected: bool
    hovered: bool
    over_picture: bool
    running: float | None


def mean_colour(mean: float) -> QColor:
    """Return the colour of a mean score: between its neighbours' colours."""
    low = min(4, max(1, int(mean)))
    return mixed(score_colour(low), score_colour(low + 1), min(1.0, max(0.0, mean - low)))


class CardPainter:
    """Draws cards in the theme's colours; asks ``thumbnails`` for pictures."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        self._theme = theme
        self._thumbnails = thumbnails

    def paint(self, painter: QPainter, place: CardGeometry, card: Card, state: CardState) -> None:
        """Draw one card."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_ground(painter, place)
        if isinstance(card, DamagedSession):
            self._draw_damaged(painter, place, card)
        else:
            self._draw_picture(painter, place, card, state.running)
            if state.over_picture and not card.video_missing:
                self._draw_play(painter, place.picture)
            self._draw_words(painter, place, card, state.running)
        self._draw_edge(painter, place, state)
        if state.hovered or state.selected:
            menu = place.menu.adjusted(3, 3, -3, -3)
            self._theme.icon("more", "text_muted").paint(painter, menu)
        painter.restore()

    def _draw_ground(self, painter: QPainter, place: CardGeometry) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.surface))
        painter.drawRoundedRect(QRectF(place.card), RADIUS_L, RADIUS_L)

    def _draw_edge(self, painter: QPainter, place: CardGeometry, state: CardState) -> None:
        tokens = self._theme.tokens
        calm = tokens.border_strong if state.hovered else tokens.border
        painter.setPen(QPen(QColor(tokens.accent if state.selected else calm), 1 + state.selected))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 1.0 if state.selected else 0.5
        rect = QRectF(place.card).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, RADIUS_L, RADIUS_L)

    def _draw_picture(
        self, painter: QPainter, place: CardGeometry, card: SessionCard, running: float | None
    ) -> None:
        rect = place.picture.adjusted(1, 1, -1, 0)
        painter.save()
        painter.setClipPath(_rounded_above(rect))
        painter.fillRect(rect, QColor(NO_PICTURE))
        picture = self._thumbnails.of(card.thumbnail) if card.thumbnail else None
        if picture is not None:
            painter.drawPixmap(rect.topLeft(), _fitted(picture, rect.size(), painter))
        else:
            self._sign(painter, rect, "sample", "#5d6772", 44)
        if card.video_missing:
            painter.fillRect(rect, QColor(10, 13, 17, 190))
            self._sign(painter, rect.translated(0, -14), "missing", "#ffffff", 32)
            box = QRect(rect.left(), rect.center().y() + 8, rect.width(), 24)
            painter.setPen(QColor("#ffffff"))
            painter.setFont(self._theme.font(CAPTION, bold=True))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Video not found")
        self._draw_progress(painter, rect, card, running)
        painter.restore()
        self._pill(painter, rect, duration_words(card.duration_s))
        if card.mean_score is not None:
            self._draw_score(painter, rect, card.mean_score)

    def _draw_progress(
        self, painter: QPainter, rect: QRect, card: SessionCard, running: float | None
    ) -> None:
        if running is None and (card.complete or card.video_missing):
            return
        share = running if running is not None else card.progress
        bar = QRect(rect.left(), rect.bottom() - 4, rect.width(), 5)
        painter.fillRect(bar, QColor(0, 0, 0, 150))
        colour = QColor("#82aaff") if running is not None else QColor("#9aa3ad")
        painter.fillRect(QRect(bar.left(), bar.top(), round(bar.width() * share), 5), colour)

    def _draw_words(
        self, painter: QPainter, place: CardGeometry, card: SessionCard, running: float | None
    ) -> None:
        tokens = self._theme.tokens
        bold = self._theme.font(BODY, bold=True)
        self._line(painter, place.title, card.title, bold, tokens.text)
        small = self._theme.font(CAPTION)
        now = datetime.now().astimezone()
        about = (card.player, card.court, date_words(card.created, now))
        who = " · ".join(part for part in about if part)
        self._line(painter, place.player, who, small, tokens.text_muted)
        facts, colour = _facts(card, running), tokens.text_muted
        if card.video_missing:
            facts, colour = "Find the video…", tokens.accent
        self._line(painter, place.facts, facts, small, colour)

    def _draw_damaged(self, painter: QPainter, place: CardGeometry, card: DamagedSession) -> None:
        tokens = self._theme.tokens
        rect = place.picture.adjusted(1, 1, -1, 0)
        painter.save()
        painter.setClipPath(_rounded_above(rect))
        painter.fillRect(rect, QColor(tokens.danger_soft))
        painter.restore()
        upper = rect.adjusted(0, S, 0, -rect.height() // 2)
        self._sign(painter, upper, "damaged", tokens.danger, 34)
        box = rect.adjusted(16, rect.height() // 2, -16, -S)
        painter.setPen(QColor(tokens.danger))
        painter.setFont(self._theme.font(CAPTION))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(box, int(flags | Qt.TextFlag.TextWordWrap), _short(card.reason))
        bold = self._theme.font(BODY, bold=True)
        self._line(painter, place.title, card.id, bold, tokens.text)
        small = self._theme.font(CAPTION)
        self._line(painter, place.player, "This practice cannot be read", small, tokens.text_muted)
        self._line(painter, place.facts, "Show the folder", small, tokens.accent)

    def _draw_score(self, painter: QPainter, rect: QRect, mean: float) -> None:
        colour = mean_colour(mean)
        font = self._theme.font(BODY, bold=True)
        words = f"{mean:.1f}"
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(words) + 16, metrics.height() + 6
        box = QRectF(rect.right() - width - S, rect.top() + S, width, height)
        painter.setPen(QPen(QColor(16, 20, 26, 150), 1))
        painter.setBrush(colour)
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(text_on(colour))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _pill(self, painter: QPainter, rect: QRect, words: str) -> None:
        font = self._theme.font(CAPTION)
        metrics = QFontMetrics(font)
        width, height = metrics.horizontalAdvance(words) + 12, metrics.height() + 4
        box = QRectF(rect.right() - width - S, rect.bottom() - height - S - 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 13, 17, 200))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_play(self, painter: QPainter, rect: QRect) -> None:
        size = 52
        box = QRect(0, 0, size, size)
        box.moveCenter(rect.center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(10, 13, 17, 190))
        painter.drawEllipse(box)
        self._sign(painter, box, "play", "#ffffff", 24)

    def _sign(self, painter: QPainter, rect: QRect, name: str, colour: str, size: int) -> None:
        box = QRect(0, 0, size, size)
        box.moveCenter(rect.center())
        self._theme.sign(name, colour).paint(painter, box)

    def _line(self, painter: QPainter, rect: QRect, words: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(ALIGN_LEFT), shown)


def _facts(card: SessionCard, running: float | None) -> str:
    if running is not None:
        return f"Finding hits … {running:.0%}" if running > 0 else "Waiting to find hits …"
    if card.complete:
        return hits_words(card.n_hits) if card.n_hits else "No hits found"
    seen = f"{card.progress:.0%} analysed"
    return f"{hits_words(card.n_hits)} so far · {seen}" if card.n_hits else seen


def _short(reason: str) -> str:
    """Return a reason without the technical part in brackets; the banner gives all of it."""
    return re.sub(r"\s*\(.*\)", "", reason)


def _rounded_above(rect: QRect) -> QPainterPath:
    """Return the rectangle with its two upper corners rounded like the card's."""
    path = QPainterPath()
    tall = QRectF(rect).adjusted(0, 0, 0, RADIUS_L)
    path.addRoundedRect(tall, RADIUS_L - 1, RADIUS_L - 1)
    lower = QPainterPath()
    lower.addRect(QRectF(rect))
    return path.intersected(lower)


def _fitted(picture: QPixmap, size: QSize, painter: QPainter) -> QPixmap:
    """Return the middle of a picture at ``size``."""
    ratio = painter.device().devicePixelRatioF()
    keep = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    smooth = Qt.TransformationMode.SmoothTransformation
    wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
    whole = picture.scaled(wanted, keep, smooth)
    corner = QPoint((whole.width() - wanted.width()) // 2, (whole.height() - wanted.height()) // 2)
    fitted = whole.copy(QRect(corner, wanted))
    fitted.setDevicePixelRatio(ratio)
    return fitted
