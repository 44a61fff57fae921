"""The hit engine: boxes of one picture after the other in, tracks and hits out.

How to drive it. Make one ``HitEngine`` per video (or per camera session) and ``push`` every
picture in order, with no boxes where there are none; at the end ``finish``. Each call returns
an ``EngineUpdate`` with what became final: tracks about 0.35 s and hits about 0.8 s late, in
real time. Nothing is taken back, so a live view, the phone and an offline analysis of the same
boxes get the same hits. Keep the update's ``weak`` candidates (not sure enough by sight, or
another moment close to a hit) beside its hits and give both to
``core.hits.fusion.fuse_sound``, once at the end or whenever more sound is known: it returns the
hits to show. Without sound ``hits`` alone are the answer.

Pushing costs a few milliseconds; an interrupted analysis pushes the stored boxes again.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.detections.detections import Detections, ObjectClass
from core.detections.still_spots import StillSpots
from core.detections.tracker import FOLLOW, Seen, Tracker
from core.detections.tracks import Tracks
from core.geometry import iou
from core.hits.candidate import Candidate
from core.hits.early import EarlyCalls
from core.hits.evidence import confidence_of
from core.hits.finder import ContactFinder
from core.hits.hit import Hit, Stroke
from core.hits.parameters import DEFAULT, HitParameters
from core.hits.roles import MainPlayer
from core.hits.scene import scene_of
from core.hits.selection import Chosen, Selection
from core.hits.strings import on_strings
from core.hits.track_rows import TrackRows

VERSION = 2
"""Raise it when the same boxes would give other hits: kept results are then found anew."""

BALL_M = 0.067
"""A ball's diameter in metres (ITF: 6.54 to 6.86 cm)."""

SAME_OBJECT = 0.6
"""Boxes of one class that overlap so much are one object found twice."""


@dataclass(frozen=True)
class EngineUpdate:
    """What became final: rows of tracks, hits, and candidates too weak to be shown unheard.

    ``early`` are hits to call out now, where that was asked for; nothing of them is final.
    """

    tracks: Tracks
    hits: tuple[Hit, ...] = ()
    weak: tuple[Hit, ...] = ()
    early: tuple[Hit, ...] = ()


class HitEngine:
    """Finds the hits in a stream of boxes. Memory and delay are bounded.

    ``size`` is the picture's (width, height) in px, ``fps`` the film's rate; ``capture_fps``
    the rate a slow-motion film was taken at: all windows are then in real seconds. ``early``
    are an impatient finder's parameters (``core.hits.early.EARLY``); with them updates carry
    early calls, too.
    """

    def __init__(
        self,
        size: tuple[int, int],
        *,
        fps: float,
        capture_fps: float | None = None,
        parameters: HitParameters = DEFAULT,
        early: HitParameters | None = None,
    ) -> None:
        self._p = parameters
        self._slow = capture_fps / fps if capture_fps else 1.0
        self._frame_s = 1.0 / max(fps * self._slow, 1.0)
        self._tracker = Tracker()
        self._spots = StillSpots()
        self._finder = ContactFinder(size, self._frame_s, parameters)
        self._selection = Selection(parameters)
        self._early = EarlyCalls(size, self._frame_s, early) if early is not None else None
        self._main = MainPlayer(size)
        self._rows = TrackRows(self._main)
        self._clock: deque[tuple[int, float]] = deque()
        self._people: list[tuple[float, ...]] = []

    def push(
        self, frame: int, time_s: float, boxes: Detections, *, cut: bool = False
    ) -> EngineUpdate:
        """Take the boxes of one picture, shown at ``time_s`` on the film's clock.

        ``cut`` says that another scene begins here, where the caller knows.
        """
        seen = _seen_by_class(boxes)
        real_s = time_s / self._slow
        parts: list[EngineUpdate] = []
        if cut or self._is_cut(seen[ObjectClass.PLAYER]):
            parts.append(self._end_scene())
        self._people = [box.xyxy for box in seen[ObjectClass.PLAYER] if box.score >= SURE]
        self._leave_out_still_balls(real_s, seen)
        scene = scene_of(frame, real_s, time_s, self._tracker.step(real_s, seen))
        self._clock.append((frame, time_s))
        self._main.update(scene)
        self._selection.add(self._finder.push(scene))
        won = self._selection.settle(real_s - self._p.delay_s)
        calls = self._early.push(scene) if self._early is not None else []
        parts.append(self._update(self._rows.push(scene), won, calls))
        while self._clock[0][1] < time_s - 2 * self._slow * self._p.memory_s:
            self._clock.popleft()
        return _joined(parts)

    def hear(self, time_s: float, clear: float) -> None:
        """Hear an impact at ``time_s`` on the film's clock, for early calls only.

        ``clear`` in 0..1 is how clear it is; the sound's shift has been taken off.
        """
        if self._early is not None:
            self._early.hear(time_s / self._slow, clear)

    def finish(self) -> EngineUpdate:
        """Return all that still waited for a future that will not come."""
        return self._end_scene()

    def _end_scene(self) -> EngineUpdate:
        self._selection.add(self._finder.finish())
        update = self._update(self._rows.finish(), self._selection.settle(math.inf))
        self._tracker.cut()
        self._spots.clear()
        self._main.cut()
        self._selection = Selection(self._p)
        if self._early is not None:
            self._early.cut()
        return update

    def _leave_out_still_balls(self, real_s: float, seen: dict[ObjectClass, list[Seen]]) -> None:
        """Drop weak balls where something lies: a lost ball must not be found again in them."""
        balls = seen[ObjectClass.BALL]
        self._spots.update(real_s, balls)
        sure = FOLLOW[ObjectClass.BALL].confident
        seen[ObjectClass.BALL] = [
            ball for ball in balls if ball.score >= sure or not self._spots.hold(ball)
        ]

    def _is_cut(self, players: Sequence[Seen]) -> bool:
        """Whether everybody is suddenly elsewhere: nobody moves by his own width in a frame."""
        sure = [box.xyxy for box in players if box.score >= SURE]
        if not sure or not self._people:
            return False
        overlap = iou(np.array(sure, np.float32), np.array(self._people, np.float32))
        return bool(overlap.max() < 0.05)

    def _update(
        self, tracks: Tracks, won: Iterable[Chosen], calls: Iterable[Candidate] = ()
    ) -> EngineUpdate:
        hits: list[Hit] = []
        weak: list[Hit] = []
        for chosen in won:
            (hits if chosen.shown else weak).append(self._hit(chosen.candidate))
        early = tuple(self._hit(candidate) for candidate in calls)
        return EngineUpdate(tracks, tuple(hits), tuple(weak), early)

    def _hit(self, candidate: Candidate) -> Hit:
        facts = candidate.facts
        seen = facts.n_before + facts.n_after > 0
        meeting = on_strings(candidate.meeting) if seen else candidate.meeting
        time_s = candidate.time_s * self._slow
        frame = min(self._clock, key=lambda entry: abs(entry[1] - time_s))[0]
        head = meeting.head
        step = max(facts.speed_in, facts.speed_out) * candidate.height_px * self._frame_s
        return Hit(
            id=f"hit-{frame:06d}",
            time_s=time_s,
            frame=frame,
            confidence=round(confidence_of(candidate.log_odds), 4),
            ball_xy=meeting.ball_xy if seen else None,
            racket_head_xyxy=head.xyxy if head is not None else None,
            tip_direction=head.tip if head is not None else None,
            offset=meeting.offset if seen else None,
            r_sigma=meeting.r_sigma if seen else None,
            stroke=_stroke(candidate),
            time_sigma_s=meeting.time_sigma_s * self._slow,
            ball_step_m=step / candidate.ball_side_px * BALL_M if seen else None,
        )


SURE = 0.4
"""Players found with less may come and go without a cut."""


def _stroke(candidate: Candidate) -> Stroke:
    """Return SERVE for a slow ball met above the head; the rest cannot be told from boxes."""
    player, meeting = candidate.player, candidate.meeting
    if player is None or candidate.facts.n_before < 2:
        return Stroke.UNKNOWN
    over_head = meeting.ball_xy[1] < player[1] + 0.05 * (player[3] - player[1])
    tossed = candidate.facts.speed_in < 2.5
    return Stroke.SERVE if over_head and tossed else Stroke.UNKNOWN


def _seen_by_class(boxes: Detections) -> dict[ObjectClass, list[Seen]]:
    """Return the boxes by class, best first, each object once; boxes that are nowhere are none."""
    seen: dict[ObjectClass, list[Seen]] = {kind: [] for kind in ObjectClass}
    for row in np.argsort(-boxes.score, kind="stable"):
        kind = ObjectClass(int(boxes.class_id[row]))
        x0, y0, x1, y1 = (float(value) for value in boxes.xyxy[row])
        box = Seen((x0, y0, x1, y1), float(boxes.score[row]))
        if not all(map(math.isfinite, (*box.xyxy, box.score))):
            continue
        if not any(_overlap(box, other) > SAME_OBJECT for other in seen[kind]):
            seen[kind].append(box)
    return seen


def _overlap(a: Seen, b: Seen) -> float:
    width = min(a.xyxy[2], b.xyxy[2]) - max(a.xyxy[0], b.xyxy[0])
    height = min(a.xyxy[3], b.xyxy[3]) - max(a.xyxy[1], b.xyxy[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = a.size[0] * a.size[1] + b.size[0] * b.size[1] - width * height
    return width * height / both


def _joined(parts: Sequence[EngineUpdate]) -> EngineUpdate:
    if len(parts) == 1:
        return parts[0]
    return EngineUpdate(
        Tracks.merge([part.tracks for part in parts]),
        tuple(hit for part in parts for hit in part.hits),
        tuple(hit for part in parts for hit in part.weak),
        tuple(hit for part in parts for hit in part.early),
    )
