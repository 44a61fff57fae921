"""The note beside a session that is being recorded: who finds it after a crash can finish it."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

from core import process_lock
from core.errors import SessionError
from core.files import write_atomically
from core.json_value import value_of
from core.live.record_values import RecordingPlan
from core.sessions.store import RECORDING_LOCK, SessionStore

FILE_NAME = "recording.json"
SCHEMA = 1


@dataclass(frozen=True)
class RecordingNote:
    """What a recording needs to be finished by someone else.

    ``fingerprint`` is the provisional one that its boxes are kept under; ``video`` the name of
    the file in the session's folder.
    """

    video: str
    fingerprint: str
    plan: RecordingPlan
    schema: int = SCHEMA


def write_note(folder: Path, note: RecordingNote) -> None:
    """Say that the session in ``folder`` is being recorded; raise ``FileError``."""
    content = json.dumps(asdict(note), indent=1, ensure_ascii=False)
    write_atomically(folder / FILE_NAME, content.encode())


def read_note(folder: Path) -> RecordingNote | None:
    """Return the note; None when nothing is, or was, being recorded there.

    Raises ``SessionError`` for one that cannot be understood.
    """
    try:
        content = (folder / FILE_NAME).read_bytes()
        note = value_of(RecordingNote, json.loads(content), "recording")
        if note.schema > SCHEMA or Path(note.video).name != note.video:
            raise ValueError("it is newer than this Sweetspot")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise SessionError(
            f"“{folder.name}/{FILE_NAME}” cannot be read ({error}).",
            "The video in that folder is untouched: open it as a new practice.",
        ) from error
    return note


def drop_note(folder: Path) -> None:
    """Say that the recording is finished."""
    (folder / FILE_NAME).unlink(missing_ok=True)


def recording_lock(folder: Path) -> AbstractContextManager[None]:
    """Return the lock that is held while a session is recorded."""
    return process_lock.held(folder / RECORDING_LOCK, "This practice is being recorded")


def is_recording(store: SessionStore, session_id: str) -> bool:
    """Return whether a session is being recorded just now, by this program or another."""
    folder = store.folder(session_id)
    return (folder / FILE_NAME).is_file() and process_lock.is_held(folder / RECORDING_LOCK)


def unfinished(store: SessionStore) -> tuple[str, ...]:
    """Return the ids of sessions whose recording was broken off and nobody has finished."""
    root = store.root / "sessions"
    found = sorted(path.parent for path in root.glob(f"*/{FILE_NAME}"))
    return tuple(path.name for path in found if not process_lock.is_held(path / RECORDING_LOCK))
