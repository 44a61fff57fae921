"""The cameras, microphones and loudspeakers of this computer, by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from core.capture import ffmpeg_devices, v4l2
from core.capture.best_format import best_first
from core.capture.portaudio import SoundDevice, sound_inputs, sound_outputs
from core.capture.source_spec import CameraFormat, SourceKind, SourceSpec

__all__ = [
    "Camera",
    "SoundDevice",
    "list_cameras",
    "list_loudspeakers",
    "list_microphones",
    "named_cameras",
]

Formats = Callable[[str], tuple[CameraFormat, ...] | None]


@dataclass(frozen=True)
class Camera:
    """A camera: ``id`` stays the same while it is plugged in; ``formats`` the best first.

    ``formats`` is empty where the system does not tell them.
    """

    id: str
    name: str
    formats: tuple[CameraFormat, ...] = ()

    def spec(self, chosen: CameraFormat | None = None) -> SourceSpec:
        """Return what opens this camera; without ``chosen`` in its best format."""
        best = self.formats[0] if self.formats else None
        return SourceSpec(SourceKind.CAMERA, self.id, self.name, chosen or best)


def list_cameras() -> tuple[Camera, ...]:
    """Return the cameras that are plugged in; not for the GUI thread: drivers may take a second.

    A camera that another program holds is listed all the same.
    """
    ask = {"darwin": ffmpeg_devices.avfoundation_formats, "win32": ffmpeg_devices.dshow_formats}
    formats_of: Formats = ask.get(sys.platform, v4l2.formats_of)
    found = []
    for camera_id, name in named_cameras():
        formats = formats_of(camera_id)
        # What gives none because it is no camera is left out.
        if formats is not None:
            found.append(Camera(camera_id, name, best_first(formats)))
    return tuple(found)


def named_cameras(system: str = sys.platform) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of what may be a camera, without asking any of them."""
    driver = {"darwin": "avfoundation", "win32": "dshow"}.get(system)
    return v4l2.camera_nodes() if driver is None else ffmpeg_devices.device_names(driver)


def list_microphones() -> tuple[SoundDevice, ...]:
    """Return the microphones, the system's own choice first; none without PortAudio."""
    return sound_inputs()


def list_loudspeakers() -> tuple[SoundDevice, ...]:
    """Return the loudspeakers, the system's own choice first; none without PortAudio."""
    return sound_outputs()
