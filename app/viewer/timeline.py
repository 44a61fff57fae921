"""The strip under the video: time axis, hits, sound, loop and playhead; click, drag, wheel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.state.sound_strip import SoundStrip
from app.state.speed_text import clock_text
from app.state.time_scale import TimeScale
from app.viewer.ink import painted_once
from app.viewer.timeline_layers import draw_moving, draw_still
from app.viewer.timeline_parts import Bands, TimelineColours
from core.sessions.scored_hits import ScoredHit

SNAP_PX = 9.0
"""A click this near to a hit means the hit."""

_DRAG_PX = 4.0


class Timeline(QWidget):
    """Everything that is known over time, on one axis.

    ``scrubbed`` asks for a time while the mouse moves, ``hit_chosen`` names a clicked hit,
    ``dragging_changed`` says that a drag begins or ends. Where hits are movable, ``hit_moved``
    names one whose mark was dragged, and the time it was dropped at.
    What does not move is kept as a picture, so playing repaints only the playhead.
    """

    scrubbed = Signal(float)
    hit_chosen = Signal(str)
    dragging_changed = Signal(bool)
    hit_moved = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = TimeScale.fit(1.0, 1.0)
        self._hits: tuple[ScoredHit, ...] = ()
        self._times: NDArray[np.float64] = np.zeros(0)
        self._current: str | None = None
        self._sound: SoundStrip | None = None
        self._analysed_s: float | None = None
        self._playhead_s = 0.0
        self._loop: tuple[float, float] | None = None
        self._loop_start: float | None = None
        self._hover: QPointF | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._fixed: NDArray[np.float64] = np.zeros(0)
        self._movable = False
        self._held: ScoredHit | None = None
        self._dropped_s: float | None = None
        self._picture: QPixmap | None = None
        self.setMouseTracking(True)
        self.setMinimumHeight(84)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Timeline of hits")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(640, 104)

    # What is shown.

    def set_duration(self, duration_s: float) -> None:
        """Take another video's length, seconds, and show all of it."""
        self._scale = TimeScale.fit(duration_s, self.width())
        self._renew()

    def set_hits(self, hits: Sequence[ScoredHit]) -> None:
        """Show these hits, sorted by time."""
        self._hits = tuple(hits)
        self._times = np.array([each.hit.time_s for each in hits], dtype=np.float64)
        shown = [each for each in hits if not each.rejected]
        self.setAccessibleDescription(f"{len(shown)} hits. Up and Down go from hit to hit.")
        self._renew()

    def set_sound(self, sound: SoundStrip | None) -> None:
        """Show the loudness and the onsets, or nothing."""
        self._sound = sound
        self._renew()

    def set_analysed(self, until_s: float | None) -> None:
        """Shade what the analysis has not seen yet; None: it has seen all."""
        if until_s != self._analysed_s:
            self._analysed_s = until_s
            self._renew()

    def set_fixed(self, times_s: NDArray[np.float64]) -> None:
        """Mark the frames in which the coach has put boxes right, by their times."""
        if not np.array_equal(times_s, self._fixed):
            self._fixed = times_s
            self._renew()

    def set_hits_movable(self, movable: bool) -> None:
        """Let a drag of a mark move its hit, or scrub as anywhere else."""
        self._movable = movable
        self.drop_hit()

    def drop_hit(self) -> bool:
        """Let go of a mark without moving its hit; return whether one was held."""
        held = self._dropped_s is not None
        self._held = self._dropped_s = None
        if held:
            self._renew()
        return held

    def set_current_hit(self, hit_id: str | None) -> None:
        """Emphasise one hit."""
        if hit_id != self._current:
            self._current = hit_id
            self._renew()

    def set_playhead(self, time_s: float, follow: bool = False) -> None:
        """Move the playhead; with ``follow`` the page turns when it leaves the view."""
        self._playhead_s = time_s
        if follow and not self._dragging and self._scale.showing(time_s) is not self._scale:
            self._set_scale(self._scale.showing(time_s))
        self.update()

    def set_loop(self, loop: tuple[float, float] | None, start_s: float | None = None) -> None:
        """Show the repeated span, or its start while it has no end yet."""
        self._loop, self._loop_start = loop, start_s
        self.update()

    @property
    def scale(self) -> TimeScale:
        """The visible span."""
        return self._scale

    def hit_near(self, x_px: float) -> ScoredHit | None:
        """Return the hit within ``SNAP_PX`` of a column; the nearest, rejected ones last."""
        columns = self._scale.x_of(0.0) + self._times * (self._scale.width_px / self._scale.span_s)
        near = np.flatnonzero(np.abs(columns - x_px) <= SNAP_PX)
        if len(near) == 0:
            return None
        best = min(near, key=lambda i: (self._hits[i].rejected, abs(columns[i] - x_px)))
        return self._hits[best]

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position(), False
            hit = self.hit_near(event.position().x())
            self._held = hit if self._movable else None
            if hit is not None:
                self.hit_chosen.emit(hit.hit.id)
            else:
                self.scrubbed.emit(self._scale.time_of(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position()
        if self._pressed is not None:
            moved = abs(event.position().x() - self._pressed.x())
            if not self._dragging and moved >= _DRAG_PX:
                self._dragging = True
                self.dragging_changed.emit(True)
            if self._dragging:
                self.scrubbed.emit(self._scale.time_of(event.position().x()))
            if self._dragging and self._held is not None:
                self._dropped_s = self._scale.time_of(event.position().x())
                self._renew()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_dragging, self._pressed, self._dragging = self._dragging, None, False
        held, dropped_s = self._held, self._dropped_s
        self.drop_hit()
        if was_dragging:
            self.dragging_changed.emit(False)
        if held is not None and dropped_s is not None:
            self.hit_moved.emit(held.hit.id, dropped_s)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._set_scale(TimeScale.fit(self._scale.duration_s, self.width()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        sideways = turned.x() or (turned.y() if event.modifiers() else 0)
        if sideways:
            self._set_scale(self._scale.panned(-sideways))
        elif turned.y():
            factor = 1.25 ** (turned.y() / 120)
            self._set_scale(self._scale.zoomed(factor, event.position().x()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """Show a hit's reason as its tool tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self.hit_near(event.pos().x())
            if hit is None:
                QToolTip.hideText()
            else:
                when = clock_text(hit.hit.time_s)
                text = f"<b>{hit.title}</b> · {when}<br>{hit.in_words}"
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = TimelineColours.of(self.palette())
        bands = Bands.of(self.height(), self._sound is not None)
        if self._picture is None:
            self._picture = self._draw_still(bands, colours)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        hover_s = None if self._hover is None else self._scale.time_of(self._hover.x())
        if self._hover is not None and (hit := self.hit_near(self._hover.x())) is not None:
            hover_s = hit.hit.time_s
        draw_moving(
            painter,
            self._scale,
            bands,
            colours,
            playhead_s=self._playhead_s,
            hover_s=None if self._dragging else hover_s,
            loop=self._loop,
            loop_start=self._loop_start,
        )
        if self.hasFocus():
            painter.setPen(QColor(self.palette().highlight().color()))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _draw_still(self, bands: Bands, colours: TimelineColours) -> QPixmap:
        return painted_once(
            self,
            lambda painter: draw_still(
                painter,
                self._scale,
                bands,
                colours,
                hits=self._shown_hits(),
                current=self._current,
                sound=self._sound,
                analysed_s=self._analysed_s,
                fixed_s=self._fixed,
            ),
        )

    def _shown_hits(self) -> Sequence[ScoredHit]:
        """Return the hits, the one that is dragged where the pointer is."""
        held, at_s = self._held, self._dropped_s
        if held is None or at_s is None:
            return self._hits
        moved = replace(held, hit=replace(held.hit, time_s=at_s))
        return [moved if each.hit.id == held.hit.id else each for each in self._hits]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_scale(self._scale.resized(self.width()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._renew()

    def _set_scale(self, scale: TimeScale) -> None:
        self._scale = scale
        self._renew()

    def _renew(self) -> None:
        self._picture = None
        self.update()
