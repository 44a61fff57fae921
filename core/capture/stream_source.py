"""A live source read with FFmpeg: a camera, a network stream, a pipe."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain, repeat
from types import TracebackType

from core.capture.claims import claim, release
from core.capture.live_frame import LiveFrame
from core.capture.live_source import Tap
from core.capture.picture_times import PictureTimes
from core.capture.stream_connection import StreamConnection
from core.capture.stream_plan import Stamps, StreamPlan
from core.errors import CaptureError
from core.video.picture import DecodedFrame, Look, look_of

_FIRST_WAITS_S = (0.25, 0.5, 1.0, 2.0)
_WAIT_S = 4.0


class StreamSource:
    """A ``LiveSource`` after a ``StreamPlan``.

    Where the plan says so, a loss is told to the tap and the stream is opened again, at growing
    intervals, until ``stop``; numbers and ``time_s`` go on. That it cannot be opened in the
    first place is raised all the same.
    """

    def __init__(self, plan: StreamPlan) -> None:
        self._plan = plan
        self._times = PictureTimes(plan.stamps is Stamps.MAYBE_OURS)
        self._connection: StreamConnection | None = None
        self._number = self._n_lost_before = 0
        self._look: Look | None = None
        self._tap: Tap | None = None
        self._waits: Iterator[float] | None = None
        """While the picture is lost: how long to wait before each try."""
        self._stopped = threading.Event()
        self._claimed = False

    @property
    def name(self) -> str:
        """What to call it on the screen."""
        return self._plan.name

    @property
    def n_lost(self) -> int:
        """Pictures that came and were not delivered: damaged, or nobody came for them."""
        connection = self._connection
        return self._n_lost_before + (connection.n_lost if connection else 0)

    def __enter__(self) -> StreamSource:
        if not claim(self._plan.claim):
            raise CaptureError(
                f"“{self.name}” is already being watched in Sweetspot.",
                "Stop it there first, or choose another camera.",
            )
        self._claimed = True
        try:
            self._open()
        except CaptureError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._close()
        if self._claimed:
            release(self._plan.claim)
            self._claimed = False

    def tap(self, tap: Tap | None) -> None:
        """Let ``tap`` hear what comes beside the pictures."""
        self._tap = tap

    def stop(self) -> None:
        """End it soon. Any thread."""
        self._stopped.set()
        connection = self._connection
        if connection is not None:
            connection.stop()

    def read(self) -> LiveFrame | None:
        """Return the next picture; None at the end. Raises ``CaptureError``."""
        while not self._stopped.is_set() and self._connection is not None:
            try:
                decoded = self._connection.read(self._tap)
            except CaptureError as trouble:
                if not self._plan.comes_back:
                    raise
                self._come_back(trouble)
            else:
                return None if decoded is None else self._live(decoded, self._connection)
        return None

    def _open(self) -> None:
        self._connection = StreamConnection(self._plan, self._times)
        # Whoever stopped it just before did not see the new one.
        if not self._stopped.is_set():
            self._connection.open()

    def _close(self) -> None:
        connection = self._connection
        if connection is not None:
            connection.close()
            self._n_lost_before += connection.n_lost
        self._connection = None

    def _live(self, decoded: DecodedFrame, connection: StreamConnection) -> LiveFrame:
        if self._waits is not None:
            self._waits = None
            if self._tap is not None:
                self._tap.take_trouble(None)
        time_s, taken_s = self._times.of(decoded)
        look = look_of(decoded, connection.pixel_shape)
        if look != self._look or self._look is None:
            self._look = look
        live = LiveFrame(self._number, time_s, taken_s, decoded, self._look)
        self._number += 1
        return live

    def _come_back(self, trouble: CaptureError) -> None:
        """Open it again; until a picture comes, each further try waits for longer."""
        if self._tap is not None:
            self._tap.take_trouble(trouble)
        self._waits = self._waits or chain(_FIRST_WAITS_S, repeat(_WAIT_S))
        for wait_s in self._waits:
            self._close()
            if self._stopped.wait(wait_s):
                return
            try:
                self._open()
                return
            except CaptureError:
                continue
