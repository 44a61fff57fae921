"""From the fixes of chosen sessions to the frames a dataset is built of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.dataset.source_frame import SourceFrame
from core.errors import SessionError, VideoError
from core.progress import NoProgress, Progress
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.timebase import Timebase
from core.video.reader import probe


@dataclass(frozen=True)
class LabelledFrames:
    """What the sessions have to give, and in words which of them could not be taken."""

    frames: tuple[SourceFrame, ...]
    left_out: tuple[str, ...]


def labelled_frames(session: Session, timebase: Timebase) -> tuple[SourceFrame, ...]:
    """Return the frames of a session about which the coach has said something, in order.

    An accepted frame is exhaustive, without a box a negative; in any other only the boxes
    with a person behind them are known.
    """
    video = session.video
    return tuple(
        SourceFrame(
            session=session.id,
            video=Path(video.path),
            fingerprint=video.fingerprint,
            time_s=timebase.time_of(frame),
            fix=fix,
        )
        for frame, fix in session.fixes.items()
        if frame < len(timebase)
    )


def frames_of_sessions(
    store: SessionStore, session_ids: Iterable[str], progress: Progress | None = None
) -> LabelledFrames:
    """Return the frames of chosen sessions of a library.

    A session that is damaged, or whose video is gone or another one by now, is left out and
    said; one without fixes gives none. Raises ``Cancelled`` as ``progress`` does.
    """
    progress, chosen = progress or NoProgress(), list(session_ids)
    frames: list[SourceFrame] = []
    left_out: list[str] = []
    for number, session_id in enumerate(chosen):
        progress.step(number, len(chosen), "reading practices")
        try:
            session = store.load(session_id)
            if not session.fixes:
                continue
            info = probe(Path(session.video.path))
        except (SessionError, VideoError) as error:
            left_out.append(str(error))
            continue
        if info.fingerprint != session.video.fingerprint:
            left_out.append(f"“{session.title}”: its video is another one than it was.")
            continue
        frames += labelled_frames(session, info.timebase)
    return LabelledFrames(tuple(frames), tuple(left_out))


@dataclass(frozen=True)
class FixCounts:
    """How much a session has to give: frames, accepted ones, negatives, and boxes."""

    frames: int
    accepted: int
    negatives: int
    boxes: int


def count_fixes(session: Session) -> FixCounts:
    """Return what the coach has said about a session's boxes, in numbers."""
    accepted = [fix for fix in session.fixes.values() if fix.accepted]
    return FixCounts(
        len(session.fixes),
        len(accepted),
        sum(fix.is_negative for fix in accepted),
        session.fixes.n_boxes,
    )
