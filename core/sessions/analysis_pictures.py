"""Thumbnails made while a video is analysed, from pictures that are decoded anyway."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from core.detections.tracks import Tracks
from core.errors import VideoError
from core.hits.hit import Hit
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.sessions.thumbnails import RecentPictures, hit_picture, session_picture, write_picture
from core.video.frame import Frame, Picture, VideoInfo
from core.video.reader import VideoReader, probe

TracksAt = Callable[[int], Tracks]


class AnalysisPictures:
    """Writes each hit's thumbnail when the hit is found, and at the end those still missing."""

    def __init__(self, store: SessionStore, session: Session, video: VideoInfo) -> None:
        self._store, self._video = store, video
        self._size = (video.width, video.height)
        self._recent = RecentPictures()
        self._cover = store.thumbnail_path(session.id)
        # Pictures of an earlier analysis that still show the right moment.
        self._made = {
            hit.id: hit.frame
            for hit in session.hits
            if store.hit_thumbnail_path(session.id, hit.id).is_file()
        }

    def put(self, frame: Frame) -> None:
        """Hear of the next picture."""
        self._recent.put(frame)
        if frame.index == 0:
            write_picture(self._cover, session_picture(frame.rgb))

    def of_new_hits(self, session: Session, tracks_at: TracksAt) -> None:
        """Make the pictures of hits that are new, while their frames are still at hand."""
        for hit in session.hits:
            if self._made.get(hit.id) != hit.frame:
                picture = self._recent.get(hit.frame)
                if picture is not None:
                    self._write(session, hit, picture, tracks_at)

    def of_the_rest(self, session: Session, tracks_at: TracksAt, step: Callable[[], None]) -> None:
        """Make what is missing from the video itself, and the session's own picture.

        ``step`` is called before each and may raise ``Cancelled``.
        """
        missing = [hit for hit in session.hits if self._made.get(hit.id) != hit.frame]
        best = max(session.shown_hits, key=lambda hit: hit.confidence, default=None)
        if not missing and best is None and self._cover.is_file():
            return
        with VideoReader(self._video.path, cache_bytes=0) as reader:
            for hit in missing:
                step()
                with suppress(VideoError, IndexError):
                    self._write(session, hit, reader.frame(hit.frame).rgb, tracks_at)
            step()
            with suppress(VideoError, IndexError):
                cover = reader.frame(best.frame if best else 0).rgb
                write_picture(self._cover, session_picture(cover))

    def drop_strangers(self, session: Session) -> None:
        """Remove pictures of hits that no longer exist."""
        names = {f"{hit.id}.jpg" for hit in session.hits}
        folder = self._cover.parent / "hits"
        for path in folder.glob("*.jpg") if folder.is_dir() else ():
            if path.name not in names:
                with suppress(OSError):
                    path.unlink()

    def _write(self, session: Session, hit: Hit, picture: Picture, tracks_at: TracksAt) -> None:
        path = self._store.hit_thumbnail_path(session.id, hit.id)
        write_picture(path, hit_picture(picture, self._size, hit, tracks_at(hit.frame)))
        self._made[hit.id] = hit.frame


def make_pictures(store: SessionStore, session_id: str, step: Callable[[], None]) -> None:
    """Make the pictures that a session lacks whose hits came from elsewhere.

    ``step`` is called before each and may raise ``Cancelled``. Raises ``VideoError`` where the
    film cannot be read, ``SessionError`` for damaged tracks.
    """
    session = store.load(session_id)
    video, tracks = probe(Path(session.video.path)), store.load_tracks(session_id)
    AnalysisPictures(store, session, video).of_the_rest(session, tracks.at, step)
