"""Which captured frame became which frame of the recording."""

from __future__ import annotations

import sys
import threading
from array import array
from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray


class FrameMap:
    """Numbers of captured frames (rising) to frames of the recording, and their times.

    Safe for threads: the film's writes, others read. A few bytes a frame.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = array("q")
        self._frames = array("q")
        self._times = array("d")  # By frame of the recording.
        self._passed = -1
        self._begins_s = 0.0

    def begin(self, time_s: float) -> None:
        """Say at which time of the source the recording begins."""
        self._begins_s = time_s

    def unseen(self, film_s: float) -> None:
        """Add a frame of the recording that no captured frame is known for."""
        with self._lock:
            self._times.append(film_s)

    def add(self, number: int, film_s: float) -> int:
        """Add the next frame of the recording; return its number there."""
        with self._lock:
            frame = len(self._times)
            self._times.append(film_s)
            self._numbers.append(number)
            self._frames.append(frame)
            self._passed = max(self._passed, number)
            return frame

    def end(self) -> None:
        """Say that no more frames come: whatever is not known is not in the recording."""
        with self._lock:
            self._passed = sys.maxsize

    @property
    def passed(self) -> int:
        """The newest captured frame of which it is known what became of it."""
        return self._passed

    @property
    def n_frames(self) -> int:
        """Frames in the recording."""
        return len(self._times)

    @property
    def seconds(self) -> float:
        """Up to which second the recording reaches: the time of its last frame."""
        with self._lock:
            return self._times[-1] if self._times else 0.0

    @property
    def last_number(self) -> int:
        """The number of the captured frame that is the last one in the recording; -1 for none."""
        with self._lock:
            return self._numbers[-1] if self._numbers else -1

    def frame_of(self, number: int) -> int | None:
        """Return the frame of the recording; None where there is none."""
        with self._lock:
            row = bisect_left(self._numbers, number)
            found = row < len(self._numbers) and self._numbers[row] == number
            return self._frames[row] if found else None

    def frames_of(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the frames of the recording (n,), -1 where there is none."""
        with self._lock:
            # Only what is recent is asked for; the whole would be copied again and again.
            low = bisect_left(self._numbers, int(numbers.min())) if len(numbers) else 0
            known, frames = np.array(self._numbers[low:]), np.array(self._frames[low:])
        if not len(known):
            return np.full(len(numbers), -1, np.int64)
        rows = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
        return np.where(known[rows] == numbers, frames[rows], -1).astype(np.int64)

    def film_s(self, time_s: float) -> float:
        """Return the recording's time of a moment on the source's clock."""
        return time_s - self._begins_s

    def nearest(self, film_s: float) -> int:
        """Return the frame of the recording whose time is nearest."""
        with self._lock:
            after = bisect_right(self._times, film_s)
            around = [k for k in (after - 1, after) if 0 <= k < len(self._times)]
            return min(around, key=lambda k: abs(self._times[k] - film_s), default=0)

    def times_s(self) -> NDArray[np.float64]:
        """Return the times of the recording's frames."""
        with self._lock:
            return np.array(self._times, np.float64)
