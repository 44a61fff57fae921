"""The sound of impact for the analysis: read beside the pictures, kept with the session."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

from core.errors import Cancelled, VideoError
from core.sessions.sound_file import load_curve, save_curve
from core.video.sound import OnsetCurve, Onsets, read_onset_curve

_LAST_WAIT_S = 10.0


class SoundFeed:
    """Reads a video's onset curve in a thread, once: later it comes from ``file``.

    Use it as a context manager; leaving the block stops the reading. Sound that cannot be read
    is no sound: the analysis goes on by sight. Raises ``FileError`` from ``wait`` when the
    curve cannot be kept.
    """

    def __init__(self, path: Path, file: Path, fingerprint: str, wanted: bool) -> None:
        self._path, self._file, self._fingerprint = path, file, fingerprint
        self._stop = threading.Event()
        self._done = threading.Event()
        self._curve: OnsetCurve | None = None
        self._onsets: Onsets | None = None
        self._fresh = False
        self._thread: threading.Thread | None = None
        self._take(load_curve(file, fingerprint) if wanted else None)
        if not wanted or self._curve is not None:
            self._done.set()
        else:
            self._thread = threading.Thread(target=self._run, name="sound feed", daemon=True)

    def __enter__(self) -> SoundFeed:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_LAST_WAIT_S)

    def step(self, done: float, total: float, note: str = "") -> None:
        """Hear from the reader how far it is; stops it by ``Cancelled``."""
        if self._stop.is_set():
            raise Cancelled

    @property
    def ready(self) -> bool:
        """Whether ``onsets`` will not change any more."""
        return self._done.is_set()

    @property
    def onsets(self) -> Onsets | None:
        """The moments of sound, None until they are known and where there are none."""
        return self._onsets if self.ready else None

    def wait(self, timeout_s: float) -> bool:
        """Wait for the reading to end; return whether it has. Keeps what was read."""
        if not self._done.wait(timeout_s):
            return False
        if self._fresh and self._curve is not None:
            save_curve(self._file, self._curve, self._fingerprint)
            self._fresh = False
        return True

    def _run(self) -> None:
        try:
            self._take(read_onset_curve(self._path, self))
            self._fresh = self._curve is not None
        except (VideoError, Cancelled, OSError):
            return
        finally:
            self._done.set()

    def _take(self, curve: OnsetCurve | None) -> None:
        self._curve = curve
        self._onsets = curve.onsets() if curve is not None else None
