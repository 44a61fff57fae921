"""The one thread that decodes pictures for the screen: the newest request wins."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.errors import SweetspotError, VideoError
from core.video.frame import Frame, Picture, VideoInfo

CACHE_BYTES = 320 * 1024 * 1024
"""Pictures kept for stepping: about forty at 1080p."""


class FrameReader(Protocol):
    """What the loader asks of ``core.video.reader.VideoReader``."""

    @property
    def info(self) -> VideoInfo: ...

    def frame(self, index: int) -> Frame: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class FrameLoader(QObject):
    """Decodes what is wanted now, then what will be wanted next.

    ``want`` replaces the whole wish list, so requests never queue. Pictures come out as
    ``QImage`` (RGB32, which a raster window paints without converting). Signals are emitted
    from the reading thread and arrive in the owner's thread.
    """

    opened = Signal(object)
    frame_ready = Signal(int)
    failed = Signal(object)

    def __init__(
        self,
        path: Path,
        reader_of: Callable[[Path], FrameReader],
        parent: QObject | None = None,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._reader_of = reader_of
        self._cache_bytes = cache_bytes
        self._condition = threading.Condition()
        self._wanted: int | None = None
        self._ahead: tuple[int, ...] = ()
        self._bad: set[int] = set()
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"frames of {path.name}")
        self._thread.daemon = True

    def start(self) -> None:
        """Begin to read; connect to the signals first, or the first ones are missed."""
        self._thread.start()

    def want(self, frame: int, ahead: Sequence[int] = ()) -> None:
        """Ask for one frame now and for others after it; earlier wishes are forgotten."""
        with self._condition:
            self._wanted = frame
            self._ahead = tuple(ahead)
            self._condition.notify()

    def image(self, frame: int) -> QImage | None:
        """Return a picture that is already decoded, else None."""
        with self._condition:
            image = self._images.get(frame)
            if image is not None:
                self._images.move_to_end(frame)
            return image

    def stop(self) -> None:
        """End the thread and close the file after the picture in hand, without waiting for it."""
        with self._condition:
            self._closing = True
            self._condition.notify()

    @property
    def ended(self) -> bool:
        """Whether the thread is over and the file closed."""
        return not self._thread.is_alive()

    def close(self) -> None:
        """Stop, and wait until the file is closed."""
        self.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            with self._reader_of(self._path) as reader:
                self.opened.emit(reader.info)
                while (frame := self._next()) is not None:
                    self._load(reader, frame)
        except SweetspotError as error:
            self.failed.emit(error)

    def _next(self) -> int | None:
        """Wait for something to decode; None when the loader closes."""
        with self._condition:
            while not self._closing:
                if self._wanted is not None:
                    for frame in (self._wanted, *self._ahead):
                        if frame not in self._images and frame not in self._bad:
                            return frame
                self._condition.wait()
            return None

    def _load(self, reader: FrameReader, frame: int) -> None:
        try:
            picture = reader.frame(frame)
        except VideoError as error:
            # One broken frame must not end the film: it is left out and said once.
            first = not self._bad
            self._bad.add(frame)
            if first and not self._closing:
                self.failed.emit(error)
            return
        image = image_of(picture.rgb)
        with self._condition:
            self._images[frame] = image
            self._trim()
            if self._closing:
                return
        self.frame_ready.emit(frame)

    def _trim(self) -> None:
        """Forget the pictures unused for longest, never those just asked for."""
        needed = {self._wanted, *self._ahead}
        size = sum(image.sizeInBytes() for image in self._images.values())
        for frame in list(self._images):
            if size <= self._cache_bytes:
                break
            if frame not in needed:
                size -= self._images.pop(frame).sizeInBytes()


def image_of(rgb: Picture) -> QImage:
    """Return an RGB picture (height, width, 3) as an image that is painted without converting."""
    height, width = rgb.shape[:2]
    wrapped = QImage(rgb.data, width, height, rgb.strides[0], QImage.Format.Format_RGB888)
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)
