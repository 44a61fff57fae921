"""Small made-up values for tests of Review: hits, sessions, tracks; no video needed."""

from __future__ import annotations

import numpy as np

from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Hit, HitStatus, Point, Stroke
from core.sessions.scored_hits import ScoredHit, scored_hits
from core.sessions.session import Session, VideoRef
from core.timebase import Timebase

FPS = 30.0


def timebase(n_frames: int = 300, fps: float = FPS) -> Timebase:
    """Return the times of a video with a steady rate."""
    return Timebase(np.arange(n_frames) / fps, n_frames / fps)


def hit(
    name: str,
    time_s: float,
    offset: Point | None = (0.1, 0.0),
    *,
    sigma: float | None = 0.01,
    confidence: float = 0.9,
    status: HitStatus = HitStatus.PROPOSED,
    stroke: Stroke = Stroke.UNKNOWN,
    tip: Point | None = None,
) -> Hit:
    """Return a hit with a racket head of 40 by 60 pixels around (160, 90)."""
    ball = None if offset is None else (160 + offset[0] * 20, 90 + offset[1] * 30)
    return Hit(
        id=name,
        time_s=time_s,
        frame=round(time_s * FPS),
        confidence=confidence,
        ball_xy=ball,
        racket_head_xyxy=None if offset is None else (140.0, 60.0, 180.0, 120.0),
        tip_direction=tip,
        offset=offset,
        r_sigma=sigma if offset is not None else None,
        status=status,
        stroke=stroke,
    )


def session(*hits: Hit, n_frames: int = 300, name: str = "practice") -> Session:
    """Return a session of a video of 320 by 180 pixels at 30 frames/s."""
    video = VideoRef("/nowhere/practice.mp4", "f" * 64, 320, 180, n_frames, n_frames / FPS, FPS)
    return Session(name, "Practice", "2026-05-04T10:00:00+02:00", video).with_hits(hits)


def scored(*hits: Hit) -> tuple[ScoredHit, ...]:
    """Return hits as the window shows them."""
    return scored_hits(session(*hits))


def tracks(
    *rows: tuple[int, ObjectClass, tuple[float, float, float, float]],
    main: bool = True,
    observed: bool = True,
) -> Tracks:
    """Return boxes (frame, class, xyxy), one track for each class."""
    ordered = sorted(rows, key=lambda row: row[0])
    n = len(ordered)
    return Tracks(
        np.array([row[0] for row in ordered], np.int32),
        np.array([int(row[1]) for row in ordered], np.int32),
        np.array([int(row[1]) for row in ordered], np.int8),
        np.array([row[2] for row in ordered], np.float32).reshape(-1, 4),
        np.full(n, 0.9, np.float32),
        np.full(n, observed),
        np.full(n, main),
    )
