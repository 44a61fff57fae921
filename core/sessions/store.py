"""The one writer of sessions: a library folder with a folder for each of them."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core import process_lock
from core.detections.array_file import load_detections, load_tracks
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.errors import FileError, LockedError, SessionError
from core.files import FileState, state_of
from core.sessions import edits
from core.sessions.beside import Beside, read_beside
from core.sessions.cards import THUMBNAIL, DamagedSession, SessionCard, read_cards
from core.sessions.detection_log import DetectionLog
from core.sessions.fix_log import FixLog
from core.sessions.library_folder import slug_of
from core.sessions.session import Session, VideoRef
from core.sessions.session_file import FILE_NAME, is_safe_name, read_session, write_session
from core.sessions.sound_file import load_curve
from core.video.frame import VideoInfo

if TYPE_CHECKING:
    from core.video.sound import OnsetCurve

DETECTIONS = "detections.npz"
TRACKS = "tracks.npz"
SOUND = "sound.npz"
RECORDING_LOCK = "recording.lock"


class SessionStore:
    """A library: ``root/sessions/<id>/`` holds one session and all that was found in it.

    Every file is replaced whole. Methods may be called from any thread; two that change the
    same session take turns. Losing the index or a thumbnail loses nothing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._sessions = self.root / "sessions"
        self._trash = self.root / "trash"
        self._writing = threading.RLock()
        self._fix_logs: dict[str, FixLog] = {}
        self._known: dict[str, tuple[FileState, Session]] = {}

    def list(self) -> list[SessionCard | DamagedSession]:
        """Return a card for each session, newest first; those that cannot be read come first."""
        return read_cards(self._sessions, self.root / "index.json")

    def create(self, video: VideoInfo, title: str = "") -> Session:
        """Make a new session of a video and return it; its title is the file's name if not given.

        What a phone left beside its film is taken over. Raises ``FileError`` when the library
        cannot be written; nothing is left behind then.
        """
        left = read_beside(video)
        title = title.strip() or (left.session.title if left is not None else video.path.stem)
        now = datetime.now().astimezone()
        stem = f"{now:%Y-%m-%d}-{slug_of(title)}"
        with self._writing:
            session_id = edits.free_hit_id(self._names(), stem)
            session = Session(session_id, title, now.isoformat(timespec="seconds"), ref_to(video))
            if left is not None:
                session = left.taken_over(session)
            self._place(session, left)
        return session

    def find(self, fingerprint: str) -> Session | None:
        """Return the newest readable session of this video, wherever the video now lies."""
        for card in self.list():
            if isinstance(card, SessionCard) and card.fingerprint == fingerprint:
                return self.load(card.id)
        return None

    def session_for(self, video: VideoInfo) -> Session:
        """Return the session of a video: the one it has, at its new place, or a new one."""
        found = self.find(video.fingerprint)
        if found is None:
            return self.create(video)
        path = _place_of(video)
        if found.video.path == path:
            return found
        return self.update(found.id, lambda session: edits.relocate(session, path))

    def load(self, session_id: str) -> Session:
        """Return a session; raise ``SessionError`` if it is missing, damaged or too new."""
        session = self._read(session_id)
        if session.id != session_id:
            raise SessionError(
                f"The folder “{session_id}” holds the practice “{session.id}”.",
                "Give the folder its old name back.",
            )
        return replace(session, fixes=self.fix_log(session_id).read())

    def save(self, session: Session) -> None:
        """Write a session; raise ``FileError`` and leave the old files if that fails."""
        with self._writing:
            folder = self.folder(session.id)
            if not folder.is_dir():
                raise SessionError(
                    f"The practice “{session.title}” is no longer in the library.",
                    "It may lie in the trash; put it back there first.",
                )
            log = self.fix_log(session.id)
            log.write(log.read(), session.fixes)
            write_session(folder / FILE_NAME, session)

    def update(self, session_id: str, change: Callable[[Session], Session]) -> Session:
        """Load, change and save in one step, so that nobody's edit in between is lost.

        What only changes fixes adds a line to their journal and leaves ``session.json`` alone.
        """
        with self._writing:
            before = self.load(session_id)
            after = change(before)
            if after != before:
                log = self.fix_log(session_id)
                # A session's first fix raises the schema of its file, too.
                whole = not log.exists or replace(after, fixes=before.fixes) != before
                log.write(before.fixes, after.fixes)
                if whole:
                    write_session(self.folder(session_id) / FILE_NAME, after)
        return after

    def delete(self, session_id: str) -> Path:
        """Move a session, damaged or not, into the library's trash; return where it lies there.

        The video is not touched. Raises ``SessionError`` if it is unknown, ``LockedError``
        while it is being recorded or analysed.
        """
        folder = self.folder(session_id)
        if not folder.is_dir():
            raise SessionError(f"There is no practice “{session_id}” in the library.")
        if process_lock.is_held(folder / RECORDING_LOCK):
            raise LockedError(
                "This practice is being recorded.", "End the recording, then delete it."
            )
        if process_lock.is_held(folder / "analysis.lock"):
            raise LockedError(
                "This practice is being analysed.", "Stop the analysis, then delete it."
            )
        with self._writing:
            target = self._trash / edits.free_hit_id(_names_in(self._trash), session_id)
            _move(folder, target)
        return target

    def restore(self, trashed: Path) -> str:
        """Bring a deleted session back from where ``delete`` put it; return its id."""
        with self._writing:
            session_id = trashed.name
            # A damaged session goes back to the folder it came from, as damaged as before.
            with suppress(SessionError):
                session_id = read_session(trashed / FILE_NAME).id
            if session_id in self._names():
                raise SessionError(f"There is a practice “{session_id}” in the library already.")
            _move(trashed, self._sessions / session_id)
        return session_id

    def load_detections(self, session_id: str) -> Detections:
        """Return the boxes found so far, also of an unfinished analysis; none if there are none.

        Raises ``SessionError`` when their file is damaged.
        """
        log = self.detection_log(session_id)
        if log.has_any():
            return log.read_newest()
        path = self.detections_path(session_id)
        return load_detections(path) if path.exists() else Detections.empty()

    def load_tracks(self, session_id: str) -> Tracks:
        """Return the tracks of the last analysis; none if there are none.

        Raises ``SessionError`` when their file is damaged.
        """
        path = self.tracks_path(session_id)
        return load_tracks(path) if path.exists() else Tracks.empty()

    def folder(self, session_id: str) -> Path:
        """Return a session's folder; raise ``SessionError`` for what is no id."""
        if not is_safe_name(session_id):
            raise SessionError(f"“{session_id}” is not the name of a practice.")
        return self._sessions / session_id

    def detections_path(self, session_id: str) -> Path:
        """Return where the boxes of the last whole analysis lie."""
        return self.folder(session_id) / DETECTIONS

    def tracks_path(self, session_id: str) -> Path:
        """Return where the tracks of the last whole analysis lie."""
        return self.folder(session_id) / TRACKS

    def sound_path(self, session_id: str) -> Path:
        """Return where the video's onset curve lies."""
        return self.folder(session_id) / SOUND

    def load_sound(self, session: Session) -> OnsetCurve | None:
        """Return the onset curve of a session's video; None before it was first analysed."""
        return load_curve(self.sound_path(session.id), session.video.fingerprint)

    def thumbnail_path(self, session_id: str) -> Path:
        """Return where the session's picture lies, whether or not it is there yet."""
        return self.folder(session_id) / THUMBNAIL

    def hit_thumbnail_path(self, session_id: str, hit_id: str) -> Path:
        """Return where the picture of a hit lies, whether or not it is there yet."""
        if not is_safe_name(hit_id):
            raise SessionError(f"“{hit_id}” is not the name of a hit.")
        return self.folder(session_id) / "hits" / f"{hit_id}.jpg"

    def fix_log(self, session_id: str) -> FixLog:
        """Return what keeps a session's fixes; there is one for each session."""
        return self._fix_logs.setdefault(session_id, FixLog(self.folder(session_id)))

    def detection_log(self, session_id: str) -> DetectionLog:
        """Return the log of an analysis under way."""
        return DetectionLog(self.folder(session_id) / "detections.partial")

    def analysis_lock(self, session_id: str) -> AbstractContextManager[None]:
        """Return the lock that keeps two analyses of one session apart."""
        path = self.folder(session_id) / "analysis.lock"
        return process_lock.held(path, "This practice is being analysed")

    def _read(self, session_id: str) -> Session:
        """Return what ``session.json`` says; the file is parsed again only when it changed.

        A fix leaves it alone, and reading hundreds of hits at each would take longer than it.
        """
        path = self.folder(session_id) / FILE_NAME
        state = state_of(path)
        known = self._known.get(session_id)
        if known is not None and known[0] == state:
            return known[1]
        session = read_session(path)
        self._known[session_id] = (state, session)
        return session

    def _names(self) -> set[str]:
        return _names_in(self._sessions)

    def _place(self, session: Session, left: Beside | None = None) -> None:
        """Put a new session's folder into the library in one step, with a phone's boxes."""
        try:
            self._sessions.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=".new-", dir=self._sessions))
        except OSError as error:
            raise _refused(self.root, error) from error
        try:
            draft.chmod(0o755)
            write_session(draft / FILE_NAME, session)
            if left is not None:
                left.save_boxes(draft / DETECTIONS, draft / TRACKS, session)
            draft.rename(self._sessions / session.id)
        except OSError as error:
            raise _refused(self.root, error) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def ref_to(video: VideoInfo) -> VideoRef:
    """Return what a session remembers of a video."""
    return VideoRef(
        path=_place_of(video),
        fingerprint=video.fingerprint,
        width=video.width,
        height=video.height,
        n_frames=video.n_frames,
        duration_s=video.duration_s,
        fps=video.fps,
    )


def _place_of(video: VideoInfo) -> str:
    """Return a video's absolute path, its links left as the person knows them."""
    return os.path.normpath(video.path.absolute())


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _move(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        raise _refused(target.parent, error) from error


def _refused(folder: Path, error: OSError) -> FileError:
    return FileError(
        f"The library “{folder}” cannot be written ({error.strerror or error}).",
        "Nothing was changed. Check that the disk is connected and not full.",
    )
