"""What a recording is told, and what it tells of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from core.sessions.session import AnalysisSettings


@dataclass(frozen=True)
class RecordingPlan:
    """What is known when a recording begins.

    ``fps`` is the rate the watch's hit engine was given; ``model_hash`` and ``model_name`` are
    the detector's (empty: nothing is looked at). ``sound`` keeps a place for sound, whenever it
    comes; without it sound is not recorded. ``player`` and ``court`` go into the session.
    """

    fps: float = 30.0
    model_hash: str = ""
    model_name: str = ""
    settings: AnalysisSettings = field(default_factory=AnalysisSettings)
    sound: bool = True
    player: str = ""
    court: str = ""


class RecordingEnd(StrEnum):
    """Why a recording takes nothing more."""

    STOPPED = "stopped"
    DISK_FULL = "disk full"
    DISK_FAILED = "disk failed"
    SIZE_CHANGED = "size changed"


@dataclass(frozen=True)
class DiskState:
    """``free_bytes`` on the library's disk; ``left_s`` seconds of recording until it must stop.

    ``left_s`` is None while the rate is not known yet.
    """

    free_bytes: int
    left_s: float | None
    low: bool = False
    full: bool = False

    @property
    def words(self) -> str:
        """Return what is said of it, empty while there is room for an hour."""
        if self.full:
            return "The disk is full: the recording was ended and is safe."
        if self.left_s is None or self.left_s >= 3600:
            return ""
        minutes = int(self.left_s // 60)
        left = f"{minutes} minute{'' if minutes == 1 else 's'}" if minutes else "under a minute"
        return f"The disk is nearly full: room for {left} more."


@dataclass(frozen=True)
class RecorderStatus:
    """Where a recording stands.

    ``seconds`` and ``frames`` are in the file, ``safe_s`` of them on the disk; ``dropped``
    pictures came too fast for disk or encoder. ``copied`` says that the source's own packets
    are kept. ``ended`` is why it takes no more, ``trouble`` the same in plain words.
    """

    seconds: float = 0.0
    safe_s: float = 0.0
    frames: int = 0
    n_bytes: int = 0
    dropped: int = 0
    looked: int = 0
    copied: bool = False
    disk: DiskState = field(default_factory=lambda: DiskState(0, None))
    ended: RecordingEnd | None = None
    trouble: str = ""
