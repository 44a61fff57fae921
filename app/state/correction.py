"""Correct mode's state: the boxes of the frame on screen, which are selected, what is added."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.state.machine_boxes import machine_boxes
from app.state.open_session import OpenSession
from app.state.playback import Playback
from core.box import Box
from core.dataset.shown_boxes import ShownBox, boxes_of_frame, is_same_object
from core.detections.detections import Detections, ObjectClass
from core.hits.hit import Hit, Point

BALL_SIDE_PX = 10.0
"""The side of the first ball that is added by a click, source pixels at 720 lines."""


@dataclass(frozen=True)
class Item:
    """Something on the picture that can be selected: a box, or the strings at a hit.

    ``key`` stays the same as long as the thing does. ``hit_id`` names the hit whose strings or
    whose ball it is: where it goes, the hit's measure follows. ``shown`` is None where only the
    hit knows of it.
    """

    key: str
    kind: ObjectClass
    xyxy: Box
    shown: ShownBox | None = None
    hit_id: str = ""

    @property
    def human(self) -> bool:
        """Whether a person stands behind it."""
        return self.shown is not None and self.shown.is_human

    @property
    def box_id(self) -> str:
        """The annotation's id, "" for what is none."""
        annotation = None if self.shown is None else self.shown.annotation
        return "" if annotation is None else annotation.id


def human_key(box_id: str) -> str:
    """Return the key of an annotation."""
    return f"human:{box_id}"


def items_of(boxes: Iterable[ShownBox], hit: Hit | None) -> tuple[Item, ...]:
    """Return what a frame shows as things to select, given the hit at this very frame.

    The box that is the hit's ball or its strings is joined to it; strings that are no box
    here (contact lies between two frames) are a thing of their own.
    """
    items = [_item_of(box) for box in boxes]
    if hit is None:
        return tuple(items)
    strings, ball = hit.racket_head_xyxy, hit.ball_xy
    heads = [
        row
        for row, item in enumerate(items)
        if strings is not None
        and item.kind is ObjectClass.RACKET_HEAD
        and is_same_object(item.kind, item.xyxy, strings)
    ]
    balls = [
        row
        for row, item in enumerate(items)
        if ball is not None and item.kind is ObjectClass.BALL and _near(item.xyxy, ball)
    ]
    for row in (*heads[:1], *balls[:1]):
        items[row] = replace(items[row], hit_id=hit.id)
    if strings is not None and not heads:
        items.append(Item(f"hit:{hit.id}", ObjectClass.RACKET_HEAD, strings, None, hit.id))
    return tuple(items)


def _item_of(box: ShownBox) -> Item:
    if box.annotation is not None:
        return Item(human_key(box.annotation.id), box.kind, box.xyxy, box)
    return Item(f"machine:{int(box.kind)}:{box.xyxy}", box.kind, box.xyxy, box)


def _near(ball: Box, at: Point) -> bool:
    """Return whether a ball's box is about where a hit has its ball: within its own width."""
    side = max(ball[2] - ball[0], ball[3] - ball[1])
    return math.dist(((ball[0] + ball[2]) / 2, (ball[1] + ball[3]) / 2), at) <= side


class Correction(QObject):
    """Follows the open session and the playhead while correct mode is on.

    ``mode_changed`` carries whether it is on; ``changed`` follows everything else: another
    frame, another box, another selection, another class to add.
    """

    mode_changed = Signal(bool)
    changed = Signal()

    def __init__(
        self, opened: OpenSession, playback: Playback, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._opened, self._playback = opened, playback
        self._limits: Mapping[ObjectClass, float] = {}
        self._on = False
        self._items: tuple[Item, ...] = ()
        self._selected: frozenset[str] = frozenset()
        self._adding: ObjectClass | None = None
        self._ball: Point | None = None
        self._hit: Hit | None = None
        opened.session_changed.connect(self.refresh)
        opened.tracks_changed.connect(self.refresh)
        playback.frame_changed.connect(self._frame_changed)

    # The mode.

    @property
    def on(self) -> bool:
        """Whether correct mode is on."""
        return self._on

    def set_on(self, on: bool) -> None:
        """Enter or leave the mode."""
        if on == self._on:
            return
        self._on = on
        self._selected, self._adding = frozenset(), None
        self.refresh()
        self.mode_changed.emit(on)

    def set_limits(self, limits: Mapping[ObjectClass, float]) -> None:
        """Show the machine's boxes from these scores on."""
        self._limits = dict(limits)
        self.refresh()

    def set_hit(self, hit: Hit | None) -> None:
        """Say which hit the playhead is at; at its very frame it follows its strings and ball."""
        if hit != self._hit:
            self._hit = hit
            self.refresh()

    # What is there.

    @property
    def frame(self) -> int:
        """The frame on screen."""
        return self._playback.frame

    @property
    def items(self) -> tuple[Item, ...]:
        """What can be selected in this frame; nothing while the mode is off."""
        return self._items

    @property
    def accepted(self) -> bool:
        """Whether the coach has said that this frame is right."""
        session = self._opened.session
        return session is not None and session.fixes.of_frame(self.frame).accepted

    def machine(self, frame: int | None = None) -> Detections:
        """Return the machine's boxes of a frame, this one if none is named."""
        at = self.frame if frame is None else frame
        return self.machine_between(at, at)

    def machine_between(self, first: int, last: int) -> Detections:
        """Return the machine's boxes of frames ``first`` to ``last`` inclusive."""
        tracks = self._opened.tracks.between(first, last)
        return machine_boxes(self._opened.found_between(first, last), tracks, self._limits)

    def boxes(self, frame: int) -> tuple[ShownBox, ...]:
        """Return what a frame shows in correct mode."""
        session = self._opened.session
        if session is None:
            return ()
        return boxes_of_frame(self.machine(frame), session.fixes.get(frame))

    @property
    def size(self) -> Point:
        """Width and height of the picture in source pixels."""
        session = self._opened.session
        return (1.0, 1.0) if session is None else (session.video.width, session.video.height)

    @property
    def ball_extent(self) -> Point:
        """Width and height of a ball that is added by a click: those of the last one."""
        if self._ball is not None:
            return self._ball
        side = max(BALL_SIDE_PX * self.size[1] / 720.0, 3.0)
        return side, side

    def remember_ball(self, xyxy: Box) -> None:
        """Take the size of this ball for the next."""
        self._ball = (xyxy[2] - xyxy[0], xyxy[3] - xyxy[1])

    # What is selected, and what is added.

    @property
    def selected(self) -> tuple[Item, ...]:
        """The selected things, in the order of ``items``."""
        return tuple(item for item in self._items if item.key in self._selected)

    @property
    def selected_boxes(self) -> tuple[Item, ...]:
        """The selected boxes, without the strings of a hit."""
        return tuple(item for item in self.selected if item.shown is not None)

    def is_selected(self, key: str) -> bool:
        """Whether the thing of that key is selected."""
        return key in self._selected

    def select(self, keys: Iterable[str]) -> None:
        """Select these and nothing else."""
        known = {item.key for item in self._items}
        chosen = frozenset(keys) & known
        if chosen != self._selected:
            self._selected = chosen
            self.changed.emit()

    def toggle(self, key: str) -> None:
        """Take one into the selection, or out of it."""
        self.select(self._selected ^ {key})

    def select_next(self, step: int) -> None:
        """Select the next (1) or previous (-1) thing, from left to right across the picture."""
        walk = sorted(self._items, key=lambda item: (item.xyxy[0] + item.xyxy[2], item.key))
        if not walk:
            return
        rows = [row for row, item in enumerate(walk) if item.key in self._selected]
        first = 0 if step > 0 else -1
        row = (rows[-1 - first] + step) % len(walk) if rows else first
        self.select([walk[row].key])

    @property
    def adding(self) -> ObjectClass | None:
        """What the next drag draws, None when it selects."""
        return self._adding

    def add_next(self, kind: ObjectClass | None) -> None:
        """Let the next drag draw a box of this class; the same again: do not."""
        self._adding = None if kind is self._adding else kind
        if self._adding is not None:
            self._selected = frozenset()
        self.changed.emit()

    def _frame_changed(self, _frame: int) -> None:
        self._selected = frozenset()
        self.refresh()

    def refresh(self) -> None:
        """Look again at what the frame shows; the selection keeps what is still there."""
        there = self._on and self._opened.session is not None
        here = self._hit is not None and self._hit.frame == self.frame
        self._items = items_of(self.boxes(self.frame), self._hit if here else None) if there else ()
        self._selected &= {item.key for item in self._items}
        self.changed.emit()
