"""A golden case of a lesson that is watched: boxes and sound in, calls and hits out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from engine_vectors import Impact, made_sound
from rally_maker import Conditions, make_rally

from core.capture.live_frame import SoundBlock
from core.detections.detections import Detections
from core.live.watch_hits import LiveHits
from core.live.watch_values import (
    EarlyCall,
    EarlyWithdrawn,
    HitFound,
    HitHeard,
    HitUnheard,
    LiveEvent,
    WatchSettings,
)
from core.video.onset_strength import RATE_HZ

BLOCK = 2_205
LATE_S = 0.06
STRAY_S = (3.05, 6.9)
"""Impacts of somebody else's balls."""


@dataclass(frozen=True)
class Frame:
    """As much of a ``LiveFrame`` as is asked for; the sound has the same clock."""

    number: int
    time_s: float
    size: tuple[int, int]

    @property
    def taken_s(self) -> float:
        """When the picture was taken."""
        return self.time_s


def watch_case() -> dict[str, Any]:
    """A lesson of some hits, of which the third is not heard."""
    made = make_rally(
        23,
        Conditions(
            view="corner", n_hits=6, bystanders=0, lying_balls=0, false_balls=0.1, miss=0.05
        ),
    )
    times = [round(float(time_s), 4) for time_s in made.times_s]
    found = made.boxes
    boxes = Detections.of(
        found.frame, np.round(found.xyxy, 1), np.round(found.score, 2), found.class_id
    )
    heard = [one.time_s + LATE_S for i, one in enumerate(made.truth) if i != 2]
    impacts: list[Impact] = [(round(s * RATE_HZ), 0.5, 0.005) for s in sorted([*heard, *STRAY_S])]
    seconds = int(times[-1]) + 1
    sound = made_sound(seconds, impacts)
    live = LiveHits(WatchSettings(fps=30.0))
    events: list[tuple[float, LiveEvent]] = []
    fed = 0
    for frame, time_s in enumerate(times):
        picture: Any = Frame(frame, time_s, made.conditions.size)
        push = live.push(picture, boxes.at(frame), time_s)
        events += [(frame, event) for event in push.events]
        while (fed + BLOCK) / RATE_HZ <= time_s:
            push = live.hear(SoundBlock(sound[fed : fed + BLOCK], RATE_HZ, fed / RATE_HZ))
            events += [(frame, event) for event in push.events]
            fed += BLOCK
    events += [(len(times), event) for event in live.finish(times[-1]).events]
    return {
        "about": "A watched lesson: after each picture all whole blocks of sound up to it; events "
        "(after picture, kind, hit, call, seconds, sigma, confidence, onset)",
        "size": made.conditions.size,
        "fps": 30,
        "times_s": times,
        "boxes": [
            [int(f), int(k), float(s), *(float(v) for v in b)]
            for f, k, s, b in zip(boxes.frame, boxes.class_id, boxes.score, boxes.xyxy, strict=True)
        ],
        "rate_hz": RATE_HZ,
        "seconds": seconds,
        "impacts": impacts,
        "block": BLOCK,
        "events": [[frame, *_told(event)] for frame, event in events],
        "n_onsets": len(live.onsets.time_s),
    }


def _told(event: LiveEvent) -> list[Any]:
    kind, call = "", None
    if isinstance(event, EarlyCall):
        kind, call = "called", event.call_id
    elif isinstance(event, HitFound):
        kind, call = "found", event.call_id
    elif isinstance(event, EarlyWithdrawn):
        kind, call = "withdrawn", event.call_id
    elif isinstance(event, HitHeard):
        kind = "new" if event.new else "heard"
    elif isinstance(event, HitUnheard):
        kind = "unheard"
    hit = event.hit
    return [kind, hit.id, call, hit.time_s, hit.time_sigma_s, hit.confidence, hit.sound_onset_s]
