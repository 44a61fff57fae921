"""The playhead: which frame is on screen now, and how it moves through the video."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from core.timebase import Timebase

SPEEDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
"""Speeds offered, as multiples of the file's own speed."""

LOOP_HIT_S = 0.6
"""Seconds of the real world shown before and after a looped hit."""

_TICK_MS = 4


class Playback(QObject):
    """A clock over a ``Timebase``.

    Times are seconds on the video's own clock. While playing, the position follows ``clock``
    and never waits for a picture: who cannot draw a frame in time leaves it out. ``capture_fps``
    tells real-world speed from file speed.
    """

    frame_changed = Signal(int)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loop_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._timebase: Timebase | None = None
        self._frame = 0
        self._time_s = 0.0
        self._speed = 1.0
        self._direction = 1
        self._playing = False
        self._held = False
        self._anchor = (0.0, 0.0)
        self._loop: tuple[float, float] | None = None
        self._loop_start: float | None = None
        self._real_factor = 1.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)

    def load(self, timebase: Timebase | None) -> None:
        """Take another video, paused at its first frame, without a loop."""
        self.pause()
        self._timebase = timebase
        self._frame, self._time_s, self._direction = 0, 0.0, 1
        self.clear_loop()
        self.set_speed(1.0)
        self.frame_changed.emit(0)

    def set_timebase(self, timebase: Timebase) -> None:
        """Take a better table of times for the same video; the position stays."""
        self._timebase = timebase
        self.seek(self._time_s)
        self.frame_changed.emit(self._frame)

    # What is where.

    @property
    def timebase(self) -> Timebase | None:
        """The video's table of times, None when nothing is open."""
        return self._timebase

    @property
    def frame(self) -> int:
        """The frame on screen."""
        return self._frame

    @property
    def time_s(self) -> float:
        """The position in seconds on the video's clock."""
        return self._time_s

    @property
    def playing(self) -> bool:
        """Whether the clock runs."""
        return self._playing

    @property
    def speed(self) -> float:
        """File seconds per second of watching, without a sign."""
        return self._speed

    @property
    def direction(self) -> int:
        """1 forwards, -1 backwards."""
        return self._direction

    @property
    def loop(self) -> tuple[float, float] | None:
        """The repeated span (start, end) in seconds, None when there is none."""
        return self._loop

    @property
    def loop_start(self) -> float | None:
        """The point A that still waits for its B."""
        return self._loop_start

    @property
    def real_speed(self) -> float:
        """Speed against the real world; equals ``speed`` unless the file is slow motion."""
        return self._speed / self._real_factor

    @property
    def real_factor(self) -> float:
        """File seconds per second of the real world: 8 for 240 frames/s stored at 30."""
        return self._real_factor

    def set_capture_fps(self, capture_fps: float | None) -> None:
        """Say at which rate the file was filmed; None: it plays in real time."""
        fps = self._timebase.fps if self._timebase is not None else 0.0
        factor = capture_fps / fps if capture_fps and fps else 1.0
        # A file whose rate is a hair off its nominal one is not slow motion.
        self._real_factor = factor if abs(factor - 1.0) > 0.05 else 1.0
        self.speed_changed.emit(self._speed)

    # Moving.

    def seek(self, time_s: float) -> None:
        """Go to a time; clamped to the video."""
        if self._timebase is None:
            return
        self._time_s = min(max(time_s, 0.0), self._timebase.end_s)
        self._anchor = (self._clock(), self._time_s)
        self._show(self._timebase.frame_at(self._time_s))

    def seek_frame(self, frame: int) -> None:
        """Go to a frame; clamped to the video."""
        if self._timebase is not None:
            self.seek(self._timebase.time_of(frame))

    def step(self, frames: int) -> None:
        """Pause and move by whole frames."""
        self.pause()
        self._direction = 1 if frames >= 0 else -1
        self.seek_frame(self._frame + frames)

    def step_seconds(self, seconds: float) -> None:
        """Move by seconds, playing on if it plays."""
        self.seek(self._time_s + seconds)

    def play(self, direction: int = 1) -> None:
        """Start the clock; at the end (or, backwards, at the start) begin again."""
        if self._timebase is None:
            return
        self._direction = 1 if direction >= 0 else -1
        first, last = self._span()
        if self._direction > 0 and self._frame >= self._timebase.frame_at(last - 1e-6):
            self._time_s = first
        elif self._direction < 0 and self._time_s <= first:
            self._time_s = last
        self._anchor = (self._clock(), self._time_s)
        if not self._playing:
            self._playing = True
            self._timer.start()
            self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop the clock."""
        if self._playing:
            self._playing = False
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def shuttle(self, direction: int) -> None:
        """Editors' J and L: play that way; again: the next higher speed."""
        if self._playing and self._direction == direction:
            self.change_speed(1)
        else:
            self.play(direction)

    def hold(self, held: bool) -> None:
        """Pause while somebody drags the playhead; afterwards play on if it played before."""
        if held:
            self._held = self._playing
            self.pause()
        elif self._held:
            self._held = False
            self.play(self._direction)

    def set_speed(self, speed: float) -> None:
        """Set file seconds per second of watching, within the offered range."""
        self._speed = min(max(speed, SPEEDS[0]), SPEEDS[-1])
        self._anchor = (self._clock(), self._time_s)
        self.speed_changed.emit(self._speed)

    def change_speed(self, steps: int) -> None:
        """Go to a faster (+) or slower (-) one of the offered speeds."""
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self._speed))
        self.set_speed(SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)])

    # Loops.

    def mark_loop_start(self) -> None:
        """Set point A here; a loop begins once B is set."""
        self._loop_start, self._loop = self._time_s, None
        self.loop_changed.emit()

    def mark_loop_end(self) -> None:
        """Set point B here; without an A the loop starts at the beginning."""
        start = self._loop_start if self._loop_start is not None else 0.0
        self.set_loop(min(start, self._time_s), max(start, self._time_s))

    def set_loop(self, start_s: float, end_s: float) -> None:
        """Repeat a span; one shorter than two frames is widened to two."""
        if self._timebase is None:
            return
        shortest = 2.0 / self._timebase.fps
        start = max(0.0, min(start_s, self._timebase.end_s - shortest))
        self._loop = (start, min(max(end_s, start + shortest), self._timebase.end_s))
        self._loop_start = None
        self.loop_changed.emit()

    def loop_around(self, time_s: float) -> None:
        """Repeat the stroke around a hit and play it from its beginning."""
        half = LOOP_HIT_S * self._real_factor
        self.set_loop(time_s - half, time_s + half)
        if self._loop is not None:
            self.seek(self._loop[0])
            self.play()

    def clear_loop(self) -> None:
        """Play on past the loop's end again."""
        if self._loop is not None or self._loop_start is not None:
            self._loop = self._loop_start = None
            self.loop_changed.emit()

    # The clock.

    def tick(self) -> None:
        """Move to where the clock says the playhead is."""
        if not self._playing or self._timebase is None:
            return
        began, start = self._anchor
        time_s = start + (self._clock() - began) * self._speed * self._direction
        first, last = self._span()
        if first <= time_s < last:
            self._time_s = time_s
            self._show(self._timebase.frame_at(time_s))
        elif self._in_loop():
            self.seek(first if self._direction > 0 else last - 1e-6)
        else:
            self.pause()
            self.seek_frame(len(self._timebase) - 1 if time_s >= last else 0)

    def upcoming(self, count: int) -> list[int]:
        """Return up to ``count`` frames the screen will want after this one, soonest first."""
        if self._timebase is None:
            return []
        stride = self._stride() * self._direction
        first_s, last_s = self._span()
        first = self._timebase.frame_at(first_s)
        last = self._timebase.frame_at(last_s - 1e-6)
        frames: list[int] = []
        frame = self._frame
        for _ in range(count):
            frame += stride
            if not first <= frame <= last:
                if not self._in_loop():
                    break
                frame = first if self._direction > 0 else last
            if frame in frames:
                break
            frames.append(frame)
        return frames

    def _stride(self) -> int:
        """Frames from one refresh of a 60 Hz display to the next: those between are not seen."""
        assert self._timebase is not None
        return max(1, int(self._timebase.fps * self._speed / 60.0 + 0.05)) if self._playing else 1

    def _in_loop(self) -> bool:
        """Tell whether the playhead is inside the loop; one outside plays on unhindered."""
        return self._loop is not None and (
            self._loop[0] - 1e-6 <= self._time_s <= self._loop[1] + 1e-6
        )

    def _span(self) -> tuple[float, float]:
        assert self._timebase is not None
        if self._loop is not None and self._in_loop():
            return self._loop
        return 0.0, self._timebase.end_s

    def _show(self, frame: int) -> None:
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)
