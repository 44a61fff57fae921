"""A clip that detectors are compared on, and what a person has said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.dataset.annotation import FrameFix
from core.hits.hit import HitStatus
from core.scoring.score import ScoreRule
from core.sessions.merging import slowness, touched_by_coach
from core.sessions.session import AnalysisSettings, Session, VideoRef

LEAD_S = 2.4
"""So much before and after a clip is looked at too, in real seconds: the hit engine's delay."""


@dataclass(frozen=True)
class Word:
    """What a person stands behind: moments (s) of ``hits`` and of ``no_hits``, and boxes.

    With ``complete`` there are no hits but ``hits``. ``fixes`` are by frame.
    """

    hits: tuple[float, ...] = ()
    no_hits: tuple[float, ...] = ()
    complete: bool = False
    fixes: Mapping[int, FrameFix] = field(default_factory=dict)

    @property
    def says_nothing(self) -> bool:
        """Whether nobody has said anything."""
        return not (self.hits or self.no_hits or self.complete or self.fixes)


@dataclass(frozen=True)
class Clip:
    """A stretch of a video, frames ``first`` to ``stop`` (not included).

    ``session`` is the practice it belongs to, "" for the sample where the library has none. In a
    ``drawn`` one boxes are counted but decide nothing: no court looks like it.
    """

    title: str
    video: VideoRef
    settings: AnalysisSettings
    rule: ScoreRule
    first: int
    stop: int
    word: Word
    session: str = ""
    drawn: bool = False

    @property
    def slow(self) -> float:
        """How many times slower than life it plays."""
        return slowness(self.settings, self.video)

    @property
    def looked_at(self) -> tuple[int, int]:
        """The frames, from and up to (not included), that a detector must look at."""
        lead = round(LEAD_S * self.slow * self.video.fps)
        return max(0, self.first - lead), min(self.video.n_frames, self.stop + lead)

    @property
    def span_s(self) -> tuple[float, float]:
        """When it begins and ends, by the video's mean frame rate."""
        fps = max(self.video.fps, 1e-6)
        return self.first / fps, self.stop / fps


def clip_of(session: Session, first_s: float = 0.0, last_s: float | None = None) -> Clip:
    """Return a session, or a stretch of it, as a clip with the coach's word on it."""
    fps, n_frames = session.video.fps, session.video.n_frames
    first = min(max(0, round(first_s * fps)), max(0, n_frames - 1))
    stop = n_frames if last_s is None else min(n_frames, max(first + 1, round(last_s * fps)))
    return Clip(
        title=session.title,
        video=session.video,
        settings=session.settings,
        rule=session.rule,
        first=first,
        stop=stop,
        word=word_of(session, first, stop),
        session=session.id,
    )


def word_of(session: Session, first: int, stop: int) -> Word:
    """Return what the coach has said about frames ``first`` to ``stop`` (not included).

    Confirmed, marked and overruled hits are hits, rejected ones are none; of the others nobody
    knows.
    """
    here = [hit for hit in session.hits if first <= hit.frame < stop]
    no_hits = [hit for hit in here if hit.status is HitStatus.REJECTED]
    hits = [hit for hit in here if touched_by_coach(hit) and hit not in no_hits]
    return Word(
        tuple(hit.time_s for hit in hits),
        tuple(hit.time_s for hit in no_hits),
        fixes={fix.frame: fix for fix in session.fixes.between(first, stop - 1)},
    )
