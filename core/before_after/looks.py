"""What a detector sees in a clip: looked at once, then kept under video, weights and frames."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core import process_lock
from core.before_after.clip import Clip
from core.detections.array_file import key_of, load_detections, save_detections
from core.detections.detections import Detections
from core.detections.detector import Detector
from core.detections.in_order import InOrder
from core.errors import SessionError, VideoError
from core.files import sweep
from core.progress import Progress
from core.sessions.detection_log import DetectionLog
from core.sessions.frame_feed import FrameFeed
from core.sessions.kept_looks import FOLDER, detections_key, look_path
from core.sessions.store import SessionStore
from core.video.fingerprint import fingerprint

MOST_BYTES = 500_000_000
"""The oldest looks go when there are more."""

_KEEP_S = 2.0


class Looks:
    """Boxes of clips in ``store``'s library, by detector. One object serves one thread."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self.folder = store.root / FOLDER

    def known(self, clip: Clip, model_hash: str) -> Detections | None:
        """Return the boxes of ``clip.looked_at`` down to the weak ones, None before a look.

        A session that was analysed by the same detector is a look, too.
        """
        first, stop = clip.looked_at
        whole = 0, clip.video.n_frames
        places = [self._place(clip, model_hash, *span) for span in ((first, stop), whole)]
        if clip.session:
            own = self._store.detections_path(clip.session)
            places.append((own, detections_key(clip.video.fingerprint, model_hash)))
        for path, wanted in places:
            if key_of(path) == wanted:
                with suppress(SessionError):
                    return load_detections(path).between(first, stop - 1)
        return None

    def look(self, clip: Clip, detector: Detector, progress: Progress) -> Detections:
        """Return what ``known`` does, after a look where it is needed.

        A look that is cancelled or killed goes on where it stopped. Raises ``Cancelled`` as
        ``progress`` does, ``VideoError`` when the video is gone or another one, ``FileError``
        when the disk is full, ``LockedError`` while another process looks at the same clip.
        """
        found = self.known(clip, detector.model_hash)
        if found is not None:
            return found
        _check_video(clip)
        path, key = self._place(clip, detector.model_hash, *clip.looked_at)
        with process_lock.held(path.with_suffix(".lock"), "This clip is being looked at"):
            sweep(path.parent)
            _Look(clip, detector, DetectionLog(path.with_suffix(".partial")), key, progress).whole(
                path
            )
        self._make_room(path)
        return load_detections(path)

    def _place(self, clip: Clip, model_hash: str, first: int, stop: int) -> tuple[Path, str]:
        """Return where a look is kept and under which key."""
        video = clip.video
        key = detections_key(video.fingerprint, model_hash)
        if (first, stop) != (0, video.n_frames):
            key += f":{first}:{stop}"
        return look_path(self._store.root, video.fingerprint, model_hash, first, stop), key

    def _make_room(self, newest: Path) -> None:
        """Remove the looks that were not written lately, until the rest is small enough."""
        files = sorted(self.folder.glob("*/*.npz"), key=lambda path: -path.stat().st_mtime)
        total = 0
        for path in files:
            total += path.stat().st_size
            if total > MOST_BYTES and path != newest:
                with suppress(OSError):
                    path.unlink()


class _Look:
    """One look under way; pieces are kept under frame numbers that begin at 0."""

    def __init__(
        self, clip: Clip, detector: Detector, log: DetectionLog, key: str, progress: Progress
    ) -> None:
        self._clip, self._detector, self._log, self._progress = clip, detector, log, progress
        self._first, self._stop = clip.looked_at
        self._key = key
        self._unkept: list[Detections] = []
        self._at = 0
        self._kept = 0
        self._kept_at = time.monotonic()

    def whole(self, target: Path) -> None:
        """Look at every frame that is missing and write the file."""
        self._at = self._kept = self._log.read(self._key)[1]
        if self._kept == 0:
            self._log.clear()
        try:
            self._detect()
        finally:
            self._keep()
        boxes = self._log.read(self._key)[0]
        save_detections(target, replace(boxes, frame=boxes.frame + self._first), self._key)
        self._log.clear()

    def _detect(self) -> None:
        video = self._clip.video
        source = video.width, video.height
        size = self._detector.fitted_size_for(*source)
        watch = InOrder(self._detector)
        start = self._first + self._at
        if start >= self._stop:
            return
        with FrameFeed(Path(video.path), max(0, start - 1), size) as feed:
            for frame in feed.frames(self._step):
                if frame.index >= self._stop:
                    break
                if frame.index < start:
                    watch.remember(frame.rgb, frame.index)
                    continue
                boxes = watch.detect(frame.rgb, frame.index, source)
                self._unkept.append(replace(boxes, frame=boxes.frame - self._first))
                self._at = frame.index + 1 - self._first
                if time.monotonic() - self._kept_at > _KEEP_S:
                    self._keep()
                self._step()
        self._at = self._stop - self._first

    def _keep(self) -> None:
        if self._at > self._kept:
            self._log.append(self._kept, self._at, Detections.merge(self._unkept), self._key)
            self._kept = self._at
        self._unkept, self._kept_at = [], time.monotonic()

    def _step(self) -> None:
        self._progress.step(self._at, self._stop - self._first, "looking")


def _check_video(clip: Clip) -> None:
    path = Path(clip.video.path)
    try:
        same = fingerprint(path) == clip.video.fingerprint
    except OSError:
        raise VideoError(
            f"The video of “{clip.title}” is not there any more.",
            "Put it back, or unpin the practice.",
        ) from None
    if not same:
        raise VideoError(
            f"The video of “{clip.title}” is another one than it was.",
            "Put the old file back, or unpin the practice.",
        )
