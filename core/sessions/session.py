"""A session: one video and all we say about it, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.hits.hit import Hit, HitStatus
from core.scoring.score import ScoreRule
from core.sessions.fixes import NO_FIXES, Fixes


@dataclass(frozen=True)
class VideoRef:
    """Where the video is and how to know it again.

    ``path`` is absolute; ``fingerprint`` names the content, so a moved file is found again.
    """

    path: str
    fingerprint: str
    width: int
    height: int
    n_frames: int
    duration_s: float
    fps: float


@dataclass(frozen=True)
class AnalysisSettings:
    """What the analysis was asked.

    ``capture_fps`` is the rate a slow-motion file was filmed at (frames per second), None when
    it plays in real time. ``use_sound`` lets the sound of impact vote.
    """

    capture_fps: float | None = None
    use_sound: bool = True


@dataclass(frozen=True)
class AnalysisState:
    """How far the analysis of one model with one set of settings has come.

    ``engine`` is the version of the hit engine that found the hits, ``fixes_key`` the
    ``Fixes.key`` of the corrected boxes it was given.
    """

    model_hash: str
    model_name: str
    settings: AnalysisSettings
    frames_done: int
    complete: bool
    engine: int = 0
    fixes_key: str = ""


@dataclass(frozen=True)
class Session:
    """One practice. Edits are pure functions ``Session -> Session`` (``core.sessions.edits``).

    ``created`` is an ISO 8601 time. ``hits`` are sorted by time and hold rejected ones too.
    ``court`` is what the coach calls the place: trainings get used to one court.
    ``fixes`` are the boxes a person stands behind; the machine's lie in a file of their own.
    ``dismissed_doubts`` are keys of doubts (``core.sessions.doubt``) the coach has waved aside.
    """

    id: str
    title: str
    created: str
    video: VideoRef
    player: str = ""
    notes: str = ""
    court: str = ""
    settings: AnalysisSettings = field(default_factory=AnalysisSettings)
    rule: ScoreRule = field(default_factory=ScoreRule)
    hits: tuple[Hit, ...] = ()
    analysis: AnalysisState | None = None
    fixes: Fixes = NO_FIXES
    dismissed_doubts: tuple[str, ...] = ()

    @property
    def shown_hits(self) -> tuple[Hit, ...]:
        """Hits that count: all but the rejected ones."""
        return tuple(hit for hit in self.hits if hit.status is not HitStatus.REJECTED)

    def with_hits(self, hits: tuple[Hit, ...]) -> Session:
        """Return the session with other hits, sorted by time."""
        return replace(self, hits=tuple(sorted(hits, key=lambda hit: hit.time_s)))
