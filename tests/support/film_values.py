"""Practices to make films of: a clip of numbered pictures and hits in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clips import ClipPlan, make_clip
from practice_values import hit as usual_hit

from core.hits.hit import Hit
from core.sessions.session import Session, VideoRef
from core.video.reader import probe


def practice_of(path: Path, *hits: Hit) -> Session:
    """Return a session of a video with these hits."""
    video = probe(path)
    ref = VideoRef(
        str(path),
        video.fingerprint,
        video.width,
        video.height,
        video.n_frames,
        video.duration_s,
        video.fps,
    )
    return Session("film", "Practice", "2026-05-04T10:00:00+02:00", ref).with_hits(hits)


def clip_with_hits(folder: Path, plan: ClipPlan, *times_s: float) -> Session:
    """Return a session of a new clip, with hits at these times, the sound's onset with them."""
    path = make_clip(folder / "practice.mp4", plan)
    timebase = probe(path).timebase
    hits = [
        replace(
            usual_hit(f"hit-{number}", time_s),
            frame=timebase.nearest_frame(time_s),
            sound_onset_s=time_s if plan.clicks_s else None,
        )
        for number, time_s in enumerate(times_s)
    ]
    return practice_of(path, *hits)
