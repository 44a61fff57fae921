"""The last minute of a watch in compressed pictures: delayed mirror and instant replay."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import dataclass
from itertools import islice
from types import TracebackType

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.errors import VideoError
from core.hits.engine import EngineUpdate
from core.video.frame import Picture
from core.video.frame_jpeg import FrameJpeg, FrameJpegMaker

LONGEST_S = 60.0
"""The longest delay a mirror may have."""

REPLAY_BEFORE_S, REPLAY_AFTER_S = 1.0, 0.7
"""What of a hit is shown again: from the swing before to the ball on its way."""

_WAITING = 4  # Pictures at most that wait for being compressed.
_MOST_BOXES = 256  # Of pictures that are not here yet, or never came.
_LAST_WAIT_S = 5.0


@dataclass(frozen=True, eq=False)
class PastPicture:
    """One picture of the past. ``source_size`` (width, height) is what ``boxes`` are measured in.

    ``boxes`` is None where the detector has not looked.
    """

    number: int
    time_s: float
    taken_s: float
    source_size: tuple[int, int]
    coded: FrameJpeg
    boxes: Detections | None = None

    def picture(self) -> Picture:
        """Return upright RGB; some milliseconds, so not in the window's thread."""
        return self.coded.picture()


@dataclass(frozen=True)
class PastState:
    """How much of the past is held, in seconds and bytes; pictures ``dropped`` on the way."""

    seconds: float
    n_pictures: int
    n_bytes: int
    dropped: int


class Past:
    """Holds the last ``seconds`` of a watch, ``max_bytes`` at most: then less far back.

    A listener of frames and of results (``core.live.watch_values``): never makes them wait; a
    picture that comes while four others wait is dropped and counted. A context manager that
    owns its thread. Reading is for any thread.
    """

    def __init__(
        self, seconds: float = LONGEST_S + 5.0, max_bytes: int = 256 << 20, most_rows: int = 720
    ) -> None:
        self._seconds, self._max_bytes = seconds, max_bytes
        self._maker = FrameJpegMaker(most_rows)
        self._lock = threading.Lock()
        self._held: deque[PastPicture] = deque()
        self._bytes = 0
        self._boxes: dict[int, Detections] = {}
        self._dropped = 0
        self._coming: deque[LiveFrame] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="live past", daemon=True)

    def __enter__(self) -> Past:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(_LAST_WAIT_S)

    def take(self, frame: LiveFrame) -> None:
        """Take the next captured picture."""
        with self._changed:
            if len(self._coming) >= _WAITING:
                self._dropped += 1
                return
            self._coming.append(frame)
            self._changed.notify()

    def take_packet(self, packet: Packet) -> None:
        """Hear of a packet: nothing to do."""

    def take_sound(self, block: SoundBlock) -> None:
        """Hear of sound: nothing to do."""

    def take_detections(self, number: int, boxes: Detections) -> None:
        """Keep the boxes of a picture beside it, whichever comes first."""
        with self._lock:
            self._boxes[number] = boxes
            while len(self._boxes) > self._most_boxes():
                del self._boxes[next(iter(self._boxes))]

    def take_found(self, update: EngineUpdate) -> None:
        """Hear of hits: nothing to do."""

    def state(self) -> PastState:
        """Return how much is held."""
        with self._lock:
            seconds = self._held[-1].taken_s - self._held[0].taken_s if self._held else 0.0
            return PastState(seconds, len(self._held), self._bytes, self._dropped)

    def at(self, taken_s: float) -> PastPicture | None:
        """Return the picture that was the newest at ``taken_s`` on ``time.monotonic``.

        The oldest one where the past does not reach so far back; None when there is none.
        """
        with self._lock:
            if not self._held:
                return None
            after = bisect_right(self._held, taken_s, key=lambda one: one.taken_s)
            return self._with_boxes(self._held[max(after - 1, 0)])

    def between(self, from_s: float, to_s: float) -> tuple[PastPicture, ...]:
        """Return the pictures whose ``time_s``, the source's clock, lies in ``from_s..to_s``."""
        with self._lock:
            first = bisect_left(self._held, from_s, key=lambda one: one.time_s)
            stop = bisect_right(self._held, to_s, key=lambda one: one.time_s)
            return tuple(self._with_boxes(one) for one in islice(self._held, first, stop))

    def of_hit(self, time_s: float) -> tuple[PastPicture, ...]:
        """Return the pictures to show again of a hit at ``time_s`` on the source's clock."""
        return self.between(time_s - REPLAY_BEFORE_S, time_s + REPLAY_AFTER_S)

    def _most_boxes(self) -> int:
        return len(self._held) + _MOST_BOXES

    def _with_boxes(self, one: PastPicture) -> PastPicture:
        boxes = self._boxes.get(one.number)
        return PastPicture(one.number, one.time_s, one.taken_s, one.source_size, one.coded, boxes)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._coming or self._closed)
                if self._closed:
                    return
                frame = self._coming.popleft()
            try:
                coded = self._maker.code(frame.decoded, frame.look)
            except VideoError:
                with self._changed:
                    self._dropped += 1
                continue
            self._keep(frame, coded)

    def _keep(self, frame: LiveFrame, coded: FrameJpeg) -> None:
        with self._lock:
            self._held.append(
                PastPicture(frame.number, frame.time_s, frame.taken_s, frame.size, coded)
            )
            self._bytes += len(coded.content)
            oldest_s = frame.taken_s - self._seconds
            while len(self._held) > 1 and (
                self._bytes > self._max_bytes or self._held[1].taken_s < oldest_s
            ):
                gone = self._held.popleft()
                self._bytes -= len(gone.coded.content)
                self._boxes.pop(gone.number, None)
