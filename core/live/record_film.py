"""The film of a recording: pictures and sound on one clock, in one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.capture.live_frame import LiveFrame, SoundBlock
from core.live.record_clock import FilmClock
from core.live.record_map import FrameMap
from core.live.record_packets import PacketPlacer, Placed, TakenPacket
from core.live.record_sound import LATE_S, RATE_HZ, Floats, SoundTrack
from core.video.fragment_writer import FRAGMENT_S, CopyPlan, EncodePlan, FragmentWriter

_UNPACKED = 3
"""So many pictures without a packet: the source has none to copy."""

_LONGEST_WAIT_S = 2.0
"""So long a key is waited for, before pictures are encoded instead."""

Recorded = Callable[[LiveFrame, int], None]
"""Hears of a captured frame and its number in the recording."""

Heard = Callable[[Floats], None]
"""Hears the film's sound, mono at ``RATE_HZ``, from its beginning on."""


class Film:
    """Writes to ``path`` what comes. For one thread; raises what ``FragmentWriter`` raises.

    A source that gives H.264 or HEVC is copied, packet by packet; others are encoded. Nothing
    before the first picture counts.
    """

    def __init__(
        self,
        path: Path,
        fps: float,
        sound: bool,
        frames: FrameMap,
        recorded: Recorded,
        heard: Heard,
    ) -> None:
        self._path, self._fps, self._sounds = path, fps, sound
        self._frames, self._recorded, self._heard = frames, recorded, heard
        self._unheard: list[Floats] = []
        self._clock = FilmClock()
        self._track = SoundTrack(self._clock)
        self._placer = PacketPlacer()
        self._plan: CopyPlan | None = None
        self._writer: FragmentWriter | None = None
        self._waited_since: float | None = None
        self._early: list[LiveFrame] = []
        self._last_tick = -1
        self._begins_s = 0.0
        self.copied = False

    @property
    def begun(self) -> bool:
        """Whether there is a file."""
        return self._writer is not None

    @property
    def seconds(self) -> float:
        """Up to where the film reaches."""
        return self._clock.newest_s

    @property
    def n_bytes(self) -> int:
        """Bytes in the file."""
        return self._writer.n_bytes if self._writer is not None else 0

    def packet(self, taken: TakenPacket, *, gap: bool) -> None:
        """Take a packet; ``gap`` says that others before it were lost."""
        if self._writer is None or self.copied:
            self._plan = self._plan or taken.plan
            self._placer.push(taken, gap=gap)

    def picture(self, frame: LiveFrame) -> None:
        """Take a picture; packets it was made of came before."""
        if self._writer is not None:
            self._copy(frame) if self.copied else self._encode(frame)
        elif self._plan is not None and not self._waited_too_long(frame):
            self._copy(frame)
        elif self._plan is None and len(self._early) < _UNPACKED:
            self._early.append(frame)
        elif frame.decoded is not None:
            self._encode_from([*self._early, frame])
        self._silence(self._clock.newest_s - LATE_S)

    def sound(self, block: SoundBlock) -> None:
        """Take some sound."""
        if self._writer is not None and self._sounds:
            self._write_sound(self._track.take(block))

    def sync(self) -> float:
        """Have the disk keep what is in the file; return up to which second that is."""
        if self._writer is None:
            return 0.0
        self._writer.sync()
        # The muxer holds one fragment back, and another while it is filled.
        return max(self._clock.newest_s - 2 * FRAGMENT_S, 0.0)

    def close(self) -> None:
        """Write what is left."""
        if self._writer is None and self._early and self._plan is None:
            self._encode_from(self._early)
        if self._writer is None:
            return
        if self.copied:
            self._put(self._placer.rest())
        self._silence(self._clock.newest_s)
        self._write_sound(np.zeros(0, np.float32), last=True)
        self._writer.close()

    def abandon(self) -> None:
        """Let go of a file that can be written no further."""
        if self._writer is not None:
            self._writer.abandon()

    def _begin(self, plan: CopyPlan | EncodePlan, time_s: float) -> None:
        self._writer = FragmentWriter(self._path, plan, RATE_HZ if self._sounds else None)
        self.copied = isinstance(plan, CopyPlan)
        self._begins_s = time_s
        self._frames.begin(time_s)

    def _waited_too_long(self, frame: LiveFrame) -> bool:
        if self._waited_since is None:
            self._waited_since = frame.time_s
        return frame.time_s - self._waited_since > _LONGEST_WAIT_S

    def _encode_from(self, frames: list[LiveFrame]) -> None:
        """Begin a file of encoded pictures."""
        self._early = []
        first = frames[0]
        self._begin(EncodePlan(first.decoded, first.look, self._fps), first.time_s)
        for frame in frames:
            self._encode(frame)

    def _encode(self, frame: LiveFrame) -> None:
        writer = self._writer
        if writer is None:
            return
        tick = round((frame.time_s - self._begins_s) / float(writer.tick_s))
        tick = max(tick, self._last_tick + 1)
        writer.encode(frame.decoded, tick)
        self._shown(frame, tick)

    def _copy(self, frame: LiveFrame) -> None:
        self._put(self._placer.frame(frame))

    def _put(self, placed: Placed) -> None:
        if placed.packets and self._writer is None and self._plan is not None:
            self._early = []
            self._begin(self._plan, self._placer.begins_s or 0.0)
        if self._writer is not None:
            for packet in placed.packets:
                self._writer.copy(packet)
            for picture, tick in placed.frames:
                if picture is None:
                    self._frames.unseen(tick * float(self._writer.tick_s))
                else:
                    self._shown(picture, tick)

    def _shown(self, frame: LiveFrame, tick: int) -> None:
        if self._writer is None:
            return
        self._last_tick = tick
        film_s = tick * float(self._writer.tick_s)
        self._clock.picture(frame.taken_s, film_s)
        self._recorded(frame, self._frames.add(frame.number, film_s))

    def _silence(self, until_s: float) -> None:
        if self._writer is not None and self._sounds:
            self._write_sound(self._track.fill(until_s))

    def _write_sound(self, samples: Floats, *, last: bool = False) -> None:
        if self._writer is not None and len(samples):
            self._writer.sound(samples)
            self._unheard.append(samples)
        # Few large pieces: an hour of small arrays would be more than its sound.
        if sum(map(len, self._unheard)) >= (1 if last else RATE_HZ):
            self._heard(np.concatenate(self._unheard))
            self._unheard = []
