"""What every live source can do."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

from core.capture.live_frame import LiveFrame, Packet, SoundBlock


class Tap(Protocol):
    """Hears, in the reading thread, what comes beside the decoded pictures. Must not block."""

    def take_packet(self, packet: Packet) -> None:
        """Take a packet of the picture as the source coded it (H.264 and HEVC sources only)."""

    def take_sound(self, block: SoundBlock) -> None:
        """Take sound that comes with the picture (network streams and files)."""


class LiveSource(Protocol):
    """Gives pictures as they come. A context manager; for one thread.

    ``read`` waits for the next picture. Raises ``CaptureError`` in plain words when the device
    is gone, taken by another program, not permitted, or silent for longer than the source allows;
    returns None when a source that has an end has come to it. What was lost between the device
    and us is counted in ``n_lost``.
    """

    name: str
    n_lost: int

    def __enter__(self) -> LiveSource:
        """Open the device or the stream."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of it."""

    def read(self) -> LiveFrame | None:
        """Return the next picture."""

    def tap(self, tap: Tap | None) -> None:
        """Let ``tap`` hear packets and sound from now on; None ends that."""
