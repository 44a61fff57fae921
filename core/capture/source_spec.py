"""What a coach chose to watch: a camera, an address or a file, as a value that can be kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from core.capture.address import shown_address


class SourceKind(StrEnum):
    """Where pictures come from."""

    CAMERA = "camera"
    ADDRESS = "address"
    FILE = "file"


@dataclass(frozen=True)
class CameraFormat:
    """A way in which a camera gives pictures: size in px, frames per second, kind of pixels.

    ``pixels`` is FFmpeg's word: a codec (mjpeg, h264) or a pixel format (yuyv422, nv12 …).
    """

    width: int
    height: int
    fps: float
    pixels: str = ""

    @property
    def words(self) -> str:
        """Return the format for a list: 1280 x 720, 30 a second."""
        return f"{self.width} x {self.height}, {self.fps:g} a second"


@dataclass(frozen=True)
class SourceSpec:
    """A source: JSON by ``dataclasses.asdict``, back by ``core.json_value.value_of``.

    ``address`` is a camera's id, an address as typed, or a file's path. It may hold a password,
    so it is never printed: show ``name`` or ``shown``. ``format`` None lets us choose.
    """

    kind: SourceKind
    address: str = field(repr=False)
    name: str = ""
    format: CameraFormat | None = None

    @property
    def shown(self) -> str:
        """What to call it on the screen and in logs; never a password."""
        if self.name:
            return self.name
        return shown_address(self.address) if self.kind is SourceKind.ADDRESS else self.address
