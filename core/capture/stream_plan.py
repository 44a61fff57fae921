"""How one live stream is opened and read: everything that differs between cameras and addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from av.error import FFmpegError

from core.errors import CaptureError


class Stamps(Enum):
    """Which clock a stream's time stamps are of."""

    SOURCE = "its own"
    MAYBE_OURS = "maybe time.monotonic, or its own"
    NONE = "none: the arrival is all that is known"


Failure = FFmpegError | OSError | ValueError


class Words(Protocol):
    """Says in a coach's words what went wrong with one stream."""

    def refused(self, error: Failure) -> CaptureError:
        """It could not be opened."""

    def no_picture(self) -> CaptureError:
        """It is open, and there is no moving picture in it."""

    def lost(self, error: Failure | None) -> CaptureError:
        """It ended while it was being read; None: without a reason."""

    def silent(self, seconds: float) -> CaptureError:
        """Nothing has come for so long."""


@dataclass(frozen=True)
class StreamPlan:
    """What ``StreamSource`` needs to know.

    ``url``, ``format`` and ``options`` are FFmpeg's; ``find``, where given, says the url anew at
    each opening (a camera that was plugged in again). ``claim`` names what only one may open.
    ``open_s`` and ``stall_s`` are how long opening may take and how long nothing may come.
    ``endless``: an end is a loss (a camera, a network stream); otherwise ``read`` returns None
    there. ``comes_back``: after a loss it is opened again and again.
    """

    name: str
    words: Words
    url: str = field(repr=False)
    format: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    stamps: Stamps = Stamps.SOURCE
    open_s: float = 8.0
    stall_s: float = 4.0
    endless: bool = True
    comes_back: bool = False
    find: Callable[[], str] | None = None
    claim: str = ""
