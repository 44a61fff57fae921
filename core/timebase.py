"""The table of presentation times: which frame is shown when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Timebase:
    """Presentation times of a video's frames, in seconds on its own clock.

    ``times_s`` has shape (n,), starts at 0 and rises strictly; ``end_s`` is when the last
    frame leaves the screen. Frames are counted from 0 in presentation order.
    """

    times_s: NDArray[np.float64]
    end_s: float

    def __len__(self) -> int:
        return len(self.times_s)

    def time_of(self, frame: int) -> float:
        """Return when ``frame`` appears, in seconds; frames outside are clamped."""
        return float(self.times_s[min(max(frame, 0), len(self) - 1)])

    def frame_at(self, time_s: float) -> int:
        """Return the frame on screen at ``time_s``: the last one that appeared by then."""
        # Half a microsecond: times written in a file's own ticks come back a rounding away.
        found = int(np.searchsorted(self.times_s, time_s + 5e-7, side="right")) - 1
        return min(max(found, 0), len(self) - 1)

    def nearest_frame(self, time_s: float) -> int:
        """Return the frame whose time is nearest to ``time_s``."""
        frame = self.frame_at(time_s)
        after = min(frame + 1, len(self) - 1)
        return after if self.times_s[after] - time_s < time_s - self.times_s[frame] else frame

    @property
    def fps(self) -> float:
        """Median frame rate in frames per second."""
        if len(self) < 2:
            return 1.0 / max(self.end_s, 1e-3)
        return 1.0 / float(np.median(np.diff(self.times_s)))
