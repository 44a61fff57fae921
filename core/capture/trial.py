"""Reading a source for a few seconds, to see what it gives."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.capture.live_frame import Packet, SoundBlock
from core.capture.live_source import LiveSource
from core.errors import CaptureError


@dataclass(frozen=True)
class Trial:
    """What came within ``seconds``, counted from the first picture.

    ``sizes`` are the upright (width, height) that were seen, in order; ``late_s`` how long the
    middle one of all pictures took from its moment to here; ``copied``: its packets can be
    recorded as they are.
    """

    seconds: float
    n_pictures: int
    n_lost: int
    sizes: tuple[tuple[int, int], ...]
    late_s: float
    sound_hz: int
    copied: bool

    @property
    def fps(self) -> float:
        """Pictures a second."""
        return (self.n_pictures - 1) / self.seconds if self.seconds else 0.0

    @property
    def words(self) -> str:
        """Return it in a line."""
        sizes = ", then ".join(f"{width} x {height}" for width, height in self.sizes)
        sound = f"sound at {self.sound_hz} Hz" if self.sound_hz else "no sound in it"
        lost = f"{self.n_lost} lost" if self.n_lost else "none lost"
        return (
            f"{sizes}, {self.fps:.1f} pictures a second, {lost}, {sound}, "
            f"{self.late_s * 1000:.0f} ms from its moment to here"
        )


def tried(source: LiveSource, seconds: float, clock: Callable[[], float] = time.monotonic) -> Trial:
    """Read ``source``, which is not yet open, for so long; raises ``CaptureError``."""
    heard = _Heard()
    sizes: list[tuple[int, int]] = []
    late: list[float] = []
    first_s = last_s = 0.0
    with source:
        source.tap(heard)
        while (frame := source.read()) is not None:
            late.append(clock() - frame.taken_s)
            first_s = frame.taken_s if frame.number == 0 else first_s
            last_s = frame.taken_s
            if not sizes or frame.size != sizes[-1]:
                sizes.append(frame.size)
            if last_s - first_s >= seconds:
                break
        n_lost = source.n_lost
    if not late:
        raise CaptureError(f"{source.name} gave no picture.", "Try again, or choose another.")
    middle = sorted(late)[len(late) // 2]
    return Trial(
        last_s - first_s, len(late), n_lost, tuple(sizes), middle, heard.sound_hz, heard.copied
    )


class _Heard:
    def __init__(self) -> None:
        self.sound_hz, self.copied = 0, False

    def take_packet(self, packet: Packet) -> None:
        self.copied = True

    def take_sound(self, block: SoundBlock) -> None:
        self.sound_hz = block.rate_hz

    def take_trouble(self, trouble: CaptureError | None) -> None:
        pass
