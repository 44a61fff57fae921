"""The live picture with its overlays, the large score, and the signs in its corners."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.state.live_hits import LiveHit, Standing
from app.state.live_picture import LivePicture, Showing
from app.viewer.canvas import Canvas, Moment
from app.viewer.ink import ON_VIDEO, faded, sized
from app.viewer.live_score import ShownScore, draw_score
from app.viewer.overlays import Layer, video_overlays
from core.detections.detections import ObjectClass
from core.sessions.scored_hits import ScoredHit

GROUND = QColor("#0b0d10")
REC_COLOUR = QColor("#FF6B5E")
_MOVING_MS = 40
_SMOOTH_PX = 4_000_000


@dataclass(frozen=True)
class Sign:
    """A pill in the picture's upper left corner; ``dot`` is the sign of recording."""

    words: str
    dot: bool = False


class LiveView(QWidget):
    """Paints the newest picture and nothing twice.

    ``painted`` carries the number of a picture of now and the ``time.monotonic`` at which it was
    on the screen with its boxes; ``resized`` comes when pictures of another size are wanted.
    """

    painted = Signal(int, float)
    resized = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._picture: LivePicture | None = None
        self._fresh = False
        self._score: LiveHit | None = None
        self._called_s = self._stands_s = 0.0
        self._score_at_left = False
        self._hits: tuple[ScoredHit, ...] = ()
        self._signs: tuple[Sign, ...] = ()
        self._waiting = ""
        self._boxes = True
        self._overlays = video_overlays()
        self._mover = QTimer(self, interval=_MOVING_MS)
        self._mover.timeout.connect(self._move)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(320, 180))
        self.setAccessibleName("Live picture")

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the view in real pixels."""
        ratio = self.devicePixelRatioF()
        return round(self.width() * ratio), round(self.height() * ratio)

    @property
    def picture(self) -> LivePicture | None:
        """The picture on screen."""
        return self._picture

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The pills in the corner."""
        return self._signs

    @property
    def score(self) -> LiveHit | None:
        """The hit whose score is on the picture."""
        return self._score

    def show_picture(self, picture: LivePicture | None) -> None:
        """Show another picture; None shows the ground."""
        self._picture, self._fresh = picture, picture is not None
        self.update()

    def show_waiting(self, words: str) -> None:
        """Say in the middle why there is no picture yet; empty for nothing."""
        self._waiting = words
        self.update()

    def show_boxes(self, on: bool) -> None:
        """Draw what was found over the picture, or not."""
        self._boxes = on
        self.update()

    def show_hits(self, hits: tuple[ScoredHit, ...]) -> None:
        """Know these hits, for moments that are shown later."""
        self._hits = hits

    def show_score(self, live: LiveHit | None) -> None:
        """Put a score on the picture, or what became of the one that is there."""
        if live == self._score:
            return
        now = self._clock()
        if live is None or self._score is None or live.key != self._score.key:
            self._called_s = now
            self._score_at_left = self._player_at_right()
        if live is None or self._score is None or live.standing is not self._score.standing:
            self._stands_s = now
        self._score = live
        self._announce(live)
        self._mover.start()
        self.update()

    def show_signs(self, *signs: Sign) -> None:
        """Put these pills into the corner."""
        if signs != self._signs:
            self._signs = signs
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), GROUND)
        picture = self._picture
        bounds = QRectF(self.rect())
        if picture is not None:
            bounds = self._draw_picture(painter, picture)
        elif self._waiting:
            self._draw_waiting(painter)
        self._draw_signs(painter, bounds)
        shown = self._shown_score()
        if shown is not None and (picture is None or picture.showing is Showing.NOW):
            # Beside a picture of another shape there is room, too.
            draw_score(painter, QRectF(self.rect()), shown)
        painter.end()
        if picture is not None and self._fresh and picture.showing is Showing.NOW:
            self._fresh = False
            self.painted.emit(picture.number, self._clock())

    def _draw_picture(self, painter: QPainter, picture: LivePicture) -> QRectF:
        """Draw picture and overlays as large as they fit; return where."""
        width, height = picture.size
        zoom = min(self.width() / width, self.height() / height)
        rect = QRectF(0, 0, width * zoom, height * zoom)
        rect.moveCenter(QRectF(self.rect()).center())
        pixels = rect.size() * self.devicePixelRatioF()
        exact = picture.image.size() == pixels.toSize()
        # On the largest screens a smooth stretch would cost more than finding the ball.
        smooth = not exact and pixels.width() * pixels.height() < _SMOOTH_PX
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        rect.moveTopLeft(QPointF(rect.topLeft().toPoint()))
        painter.drawImage(rect, picture.image)
        if self._boxes:
            moment = Moment(picture.number, picture.time_s, picture.tracks, self._hits, picture.fps)
            layers = set(Layer) - {Layer.OTHERS}
            if picture.showing is Showing.NOW:
                # Hits are known after their moment: the large score tells of them.
                layers -= {Layer.HITS, Layer.REASON}
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QTransform.fromTranslate(rect.x(), rect.y()).scale(zoom, zoom)
            canvas = Canvas(painter, place, rect)
            for overlay in self._overlays:
                if overlay.layer in layers:
                    overlay.paint(canvas, moment, layers)
        return rect

    def _draw_waiting(self, painter: QPainter) -> None:
        painter.setFont(sized(painter.font(), 20))
        painter.setPen(QColor("#C8D0D8"))
        wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(40, 0, -40, 0), wrap, self._waiting)

    def _draw_signs(self, painter: QPainter, bounds: QRectF) -> None:
        text_px = min(max(bounds.height() * 0.035, 13.0), 30.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        score = self._shown_score()
        # The corner is the score's while it stands there.
        under = score is not None and score.at_left and score.opacity > 0
        y = bounds.bottom() - text_px * 2.8 if under else bounds.top() + text_px
        step = text_px * (-2.2 if under else 2.2)
        for sign in self._signs:
            painter.setFont(sized(painter.font(), text_px, bold=True))
            dot = text_px * 1.1 if sign.dot else 0.0
            width = painter.fontMetrics().horizontalAdvance(sign.words) + dot + text_px * 1.4
            pill = QRectF(bounds.left() + text_px, y, width, text_px * 1.8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(ON_VIDEO, 0.82))
            painter.drawRoundedRect(pill, pill.height() / 2.6, pill.height() / 2.6)
            if sign.dot:
                painter.setBrush(REC_COLOUR)
                middle = QPointF(pill.left() + text_px * 1.05, pill.center().y())
                painter.drawEllipse(middle, text_px * 0.36, text_px * 0.36)
            painter.setPen(QColor("#FFFFFF"))
            inside = pill.adjusted(text_px * 0.7 + dot, 0, 0, 0)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inside, left, sign.words)
            y += step

    def _shown_score(self) -> ShownScore | None:
        if self._score is None:
            return None
        now = self._clock()
        return ShownScore(
            self._score, now - self._called_s, now - self._stands_s, self._score_at_left
        )

    def _announce(self, live: LiveHit | None) -> None:
        """Let a screen reader say a score that is final; early ones are called out anyway."""
        if live is None or live.standing is not Standing.FINAL:
            self.setAccessibleDescription("")
            return
        words = f"Score {live.score.value or 'unknown'}: {live.score.reason}"
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _player_at_right(self) -> bool:
        """Whether the main player stands where the score would be."""
        picture = self._picture
        if picture is None:
            return False
        players = picture.tracks.of_class(ObjectClass.PLAYER)
        main = players[players.main]
        if not len(main):
            return False
        return float(main.xyxy[-1, 0] + main.xyxy[-1, 2]) / 2 > 0.6 * picture.size[0]

    def _move(self) -> None:
        """Draw on while the score pops up or fades; where pictures come they do it anyway."""
        shown = self._shown_score()
        if shown is None or shown.called_s > 10:
            self._mover.stop()
        elif shown.moves:
            self.update()
