"""Hypothesis strategies for sessions and hits."""

from __future__ import annotations

from hypothesis import strategies as st

from core.hits.hit import Hit, HitSource, HitStatus, Stroke
from core.scoring.score import ScoreRule
from core.sessions.session import AnalysisSettings, AnalysisState, Session, VideoRef

numbers = st.floats(allow_nan=False, allow_infinity=False)
times = st.floats(0, 600)
words = st.text(st.characters(), max_size=20)
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True)
points = st.tuples(numbers, numbers)

hits = st.builds(
    Hit,
    id=ids,
    time_s=times,
    frame=st.integers(0, 10**6),
    confidence=st.floats(0, 1),
    ball_xy=st.none() | points,
    racket_head_xyxy=st.none() | st.tuples(numbers, numbers, numbers, numbers),
    tip_direction=st.none() | points,
    offset=st.none() | points,
    r_sigma=st.none() | numbers,
    source=st.sampled_from(HitSource),
    status=st.sampled_from(HitStatus),
    stroke=st.sampled_from(Stroke),
    sound_onset_s=st.none() | numbers,
    time_sigma_s=st.none() | numbers,
    ball_step_m=st.none() | numbers,
    score_override=st.none() | st.integers(1, 5),
    head_by_coach=st.booleans(),
)

found_hits = st.lists(
    st.builds(Hit, id=ids, time_s=times, frame=st.integers(0, 18000), confidence=st.floats(0, 1)),
    max_size=8,
    unique_by=lambda hit: hit.id,
)

settings_values = st.builds(
    AnalysisSettings, capture_fps=st.none() | st.floats(1, 1000), use_sound=st.booleans()
)

videos = st.builds(
    VideoRef,
    path=words,
    fingerprint=words,
    width=st.integers(1, 8000),
    height=st.integers(1, 8000),
    n_frames=st.integers(1, 10**6),
    duration_s=times,
    fps=st.floats(1, 1000),
)

sessions = st.builds(
    Session,
    id=ids,
    title=words,
    created=words,
    video=videos,
    player=words,
    court=words,
    notes=words,
    settings=settings_values,
    rule=st.builds(
        ScoreRule,
        name=words,
        version=st.integers(1, 9),
        limits=st.lists(st.floats(0.01, 9), min_size=4, max_size=4).map(lambda v: tuple(sorted(v))),
    ),
    analysis=st.none()
    | st.builds(
        AnalysisState,
        model_hash=words,
        model_name=words,
        settings=settings_values,
        frames_done=st.integers(0, 10**6),
        complete=st.booleans(),
        fixes_key=words,
    ),
    dismissed_doubts=st.lists(words, max_size=3).map(tuple),
).flatmap(
    lambda session: st.lists(hits, max_size=6, unique_by=lambda hit: hit.id).map(
        lambda found: session.with_hits(tuple(found))
    )
)
