"""What every live source can do."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.errors import CaptureError


class Tap(Protocol):
    """Hears, in the reading thread, what comes beside the decoded pictures. Must not block."""

    def take_packet(self, packet: Packet) -> None:
        """Take a packet of the picture as the source coded it (H.264 and HEVC sources only).

        Its ``pts`` and ``dts`` are microseconds on the source's own clock: the picture that
        is decoded from it has ``time_s == pts / 1e6`` (unless two pictures claim one moment).
        ``packet.stream`` knows the codec; it is another stream after a reconnection, and the
        first packet after one is a key.
        """

    def take_sound(self, block: SoundBlock) -> None:
        """Take sound that comes with the picture (network streams and files)."""

    def take_trouble(self, trouble: CaptureError | None) -> None:
        """Hear that the picture is lost and the source is trying to get it back; None: it has."""


class LiveSource(Protocol):
    """Gives pictures as they come. A context manager; for one thread, ``stop`` excepted.

    ``read`` waits for the next picture. Raises ``CaptureError`` in plain words when the device
    is gone, taken by another program, not permitted, or silent for longer than the source allows;
    returns None when a source that has an end has come to it, or was stopped.
    """

    @property
    def name(self) -> str:
        """What to call it on the screen; never holds a password."""

    @property
    def n_lost(self) -> int:
        """How many pictures came and were not delivered."""

    def __enter__(self) -> LiveSource:
        """Open the device or the stream; raises ``CaptureError``."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of it."""

    def read(self) -> LiveFrame | None:
        """Return the next picture."""

    def stop(self) -> None:
        """End it soon: whoever waits in ``__enter__`` or ``read`` gets his turn. Any thread."""

    def tap(self, tap: Tap | None) -> None:
        """Let ``tap`` hear packets, sound and trouble from now on; None ends that."""
