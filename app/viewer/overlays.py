"""What is drawn over the video: small classes, each drawing one thing for one moment."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from app.viewer.box_ink import BoxStyle, draw_person, stroke_box
from app.viewer.canvas import Canvas, Moment
from app.viewer.hit_overlays import ContactOverlay, ScoreOverlay
from app.viewer.ink import SHADOW, faded, object_colour, pen
from core.detections.detections import ObjectClass

HUMAN = BoxStyle.of(main=True, human=True, observed=True)


class Layer(StrEnum):
    """What can be shown or hidden."""

    PLAYER = "player"
    RACKET = "racket"
    BALL = "ball"
    TRAIL = "trail"
    HITS = "hits"
    REASON = "reason"
    OTHERS = "others"


class Overlay(Protocol):
    """Draws one thing."""

    layer: Layer

    def paint(self, canvas: Canvas, moment: Moment, shown: Collection[Layer]) -> None:
        """Draw it; ``shown`` are the layers that are on."""
        ...


class BoxesOverlay:
    """The boxes of one class of objects."""

    def __init__(self, layer: Layer, kind: ObjectClass) -> None:
        self.layer = layer
        self._kind = kind

    def paint(self, canvas: Canvas, moment: Moment, shown: Collection[Layer]) -> None:
        """Stroke every box of the class at this frame."""
        boxes = moment.machine_boxes
        for row in np.flatnonzero(boxes.class_id == self._kind):
            main = bool(boxes.main[row])
            if not main and Layer.OTHERS not in shown:
                continue
            style = BoxStyle.of(main=main, human=False, observed=bool(boxes.observed[row]))
            x0, y0, x1, y1 = (float(side) for side in boxes.xyxy[row])
            stroke_box(
                canvas.painter, canvas.rect((x0, y0, x1, y1)), object_colour(self._kind), style
            )
        for xyxy in moment.human(self._kind):
            rect = canvas.rect(xyxy)
            stroke_box(canvas.painter, rect, object_colour(self._kind), HUMAN)
            draw_person(canvas.painter, rect.topLeft(), object_colour(self._kind))


class BallOverlay:
    """A ring around the ball, so that the ball itself stays visible."""

    layer = Layer.BALL

    def paint(self, canvas: Canvas, moment: Moment, shown: Collection[Layer]) -> None:
        """Draw a ring at every ball; a broken one where the filter guesses."""
        boxes = moment.machine_boxes
        for row in np.flatnonzero(boxes.class_id == ObjectClass.BALL):
            main = bool(boxes.main[row])
            if not main and Layer.OTHERS not in shown:
                continue
            x0, y0, x1, y1 = (float(side) for side in boxes.xyxy[row])
            rect = canvas.rect((x0, y0, x1, y1))
            radius = max(rect.width(), rect.height()) / 2 + 3.5
            style = BoxStyle.of(main=main, human=False, observed=bool(boxes.observed[row]))
            line = Qt.PenStyle.SolidLine if boxes.observed[row] else Qt.PenStyle.DotLine
            self._ring(canvas.painter, rect.center(), radius, style, line)
        for xyxy in moment.human(ObjectClass.BALL):
            rect = canvas.rect(xyxy)
            radius = max(rect.width(), rect.height()) / 2 + 3.5
            self._ring(canvas.painter, rect.center(), radius, HUMAN, HUMAN.line)
            side = radius * 0.7
            corner = rect.center() - QPointF(side, side)
            draw_person(canvas.painter, corner, object_colour(ObjectClass.BALL))

    def _ring(
        self, painter: QPainter, at: QPointF, radius: float, style: BoxStyle, line: Qt.PenStyle
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(faded(SHADOW, 0.5 * style.alpha), style.width_px + 2.2))
        painter.drawEllipse(at, radius, radius)
        colour = faded(object_colour(ObjectClass.BALL), style.alpha)
        painter.setPen(pen(colour, style.width_px + 0.4, line))
        painter.drawEllipse(at, radius, radius)


class TrailOverlay:
    """Where the ball in play has just been, fading."""

    layer = Layer.TRAIL
    seconds = 0.7

    def paint(self, canvas: Canvas, moment: Moment, shown: Collection[Layer]) -> None:
        """Join each track's last positions; a gap of more than five frames is left open."""
        frames = round(self.seconds * moment.real_factor * moment.fps)
        recent = moment.tracks.between(moment.frame - frames, moment.frame)
        balls = recent[(recent.class_id == ObjectClass.BALL) & recent.main]
        if len(balls) < 2:
            return
        centres = (balls.xyxy[:, :2] + balls.xyxy[:, 2:]) / 2
        colour = object_colour(ObjectClass.BALL)
        painter = canvas.painter
        points = [canvas.point((float(x), float(y))) for x, y in centres]
        reach = max(moment.frame - int(balls.frame[0]), 1)
        for i in range(len(points) - 1):
            if not 0 < balls.frame[i + 1] - balls.frame[i] <= 5:
                continue
            if balls.track_id[i + 1] != balls.track_id[i]:
                continue  # Two tracks may be two balls.
            fresh = 1.0 - (moment.frame - int(balls.frame[i + 1])) / (reach + 1)
            seen = 1.0 if balls.observed[i + 1] else 0.55
            painter.setPen(pen(faded(SHADOW, 0.35 * fresh), 2.0 + 3.4 * fresh))
            painter.drawLine(points[i], points[i + 1])
            painter.setPen(pen(faded(colour, (0.12 + 0.8 * fresh**1.5) * seen), 1 + 2.6 * fresh))
            painter.drawLine(points[i], points[i + 1])
        self._dots(painter, points, balls.frame, moment.frame, colour)

    def _dots(
        self,
        painter: QPainter,
        points: list[QPointF],
        frames: np.ndarray[tuple[int], np.dtype[np.int32]],
        now: int,
        colour: QColor,
    ) -> None:
        """Mark single frames: their distance shows the ball's speed."""
        painter.setPen(Qt.PenStyle.NoPen)
        reach = max(now - int(frames[0]), 1)
        for point, frame in zip(points[:-1], frames[:-1], strict=True):
            fresh = 1.0 - (now - int(frame)) / (reach + 1)
            painter.setBrush(faded(colour, 0.25 + 0.6 * fresh))
            painter.drawEllipse(point, 1.0 + 1.4 * fresh, 1.0 + 1.4 * fresh)


class HitOverlay:
    """Contact, string bed and score of the hit at hand."""

    layer = Layer.HITS

    def __init__(self, contact: bool = True, score: bool = True) -> None:
        self._contact = ContactOverlay() if contact else None
        self._score = ScoreOverlay() if score else None

    def paint(self, canvas: Canvas, moment: Moment, shown: Collection[Layer]) -> None:
        """Draw whichever part is due."""
        if self._contact is not None:
            self._contact.paint(canvas, moment)
        if self._score is not None:
            self._score.paint(canvas, moment, Layer.REASON in shown)


def video_overlays() -> list[Overlay]:
    """Return the overlays of the video, from the lowest to the topmost."""
    return [
        BoxesOverlay(Layer.PLAYER, ObjectClass.PLAYER),
        BoxesOverlay(Layer.RACKET, ObjectClass.RACKET),
        BoxesOverlay(Layer.RACKET, ObjectClass.RACKET_HEAD),
        TrailOverlay(),
        BallOverlay(),
        HitOverlay(),
    ]


def magnifier_overlays() -> list[Overlay]:
    """Return the overlays that help inside the magnifier: few, so that the strings stay free."""
    return [TrailOverlay(), BallOverlay(), HitOverlay(score=False)]
