"""Pictures for the analysis, decoded ahead in a thread of their own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from core.errors import SweetspotError, VideoError
from core.video.frame import Frame
from core.video.reader import VideoReader

AHEAD = 6  # Pictures decoded ahead: enough to even out key frames, a few MB at most.
_PATIENCE_S = 0.2
_LAST_WAIT_S = 10.0


class FrameFeed:
    """Yields the frames of ``path`` from ``start`` on, at ``size`` (width, height).

    Use it as a context manager around a loop. Decoding runs ahead by a few pictures and stops
    when the block is left. Frames that nothing can be made of are passed over, so numbers may
    jump. Raises ``VideoError`` when the file is gone or can be read no more.
    """

    def __init__(self, path: Path, start: int, size: tuple[int, int]) -> None:
        self._path, self._start, self._size = path, start, size
        self._items: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        # Until it says otherwise: a thread that dies must not look like one that is done.
        self._failure: Exception | None = RuntimeError("the frame feed stopped without a word")
        self._slots = threading.Semaphore(AHEAD)
        self._stop = threading.Event()
        # A daemon: a disk that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="frame feed", daemon=True)

    def __enter__(self) -> FrameFeed:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._slots.release()
        self._thread.join(_LAST_WAIT_S)

    def frames(self, waiting: Callable[[], None]) -> Iterator[Frame]:
        """Yield frames in order; ``waiting`` is called now and then while none is ready."""
        while True:
            try:
                item = self._items.get(timeout=_PATIENCE_S)
            except queue.Empty:
                waiting()
                continue
            if item is None:
                if self._failure is not None:
                    raise self._failure
                return
            self._slots.release()
            yield item

    def _run(self) -> None:
        try:
            with VideoReader(self._path, cache_bytes=0) as reader:
                self._read(reader)
            self._failure = None
        except SweetspotError as error:
            self._failure = error
        except OSError:
            self._failure = _gone(self._path)
        finally:
            self._items.put(None)

    def _read(self, reader: VideoReader) -> None:
        at, n_frames = self._start, reader.info.n_frames
        skip = max(1, round(reader.info.fps))
        while at < n_frames and not self._stop.is_set():
            try:
                for frame in reader.frames(at, size=self._size):
                    self._slots.acquire()
                    if self._stop.is_set():
                        return
                    self._items.put(frame)
                    at = frame.index + 1
            except VideoError:
                # A second that is damaged beyond reading does not spoil the rest.
                check_there(self._path)
                at += skip


def check_there(path: Path, size: int | None = None) -> None:
    """Raise ``VideoError`` if the file is gone, or no longer has ``size`` bytes."""
    now = size_of(path)
    if size is not None and now != size:
        raise VideoError(
            f"“{path.name}” changed while it was being analysed.",
            "Wait until it is copied completely, then open it again.",
        )


def size_of(path: Path) -> int:
    """Return the size of a file in bytes; raise ``VideoError`` if it is gone."""
    try:
        return path.stat().st_size
    except OSError:
        raise _gone(path) from None


def _gone(path: Path) -> VideoError:
    return VideoError(
        f"“{path.name}” can no longer be read: it was moved, or its disk was unplugged.",
        "What was found so far is kept. Connect the disk or find the video, then go on.",
    )
