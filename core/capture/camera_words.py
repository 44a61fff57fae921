"""What goes wrong with a camera that is plugged in, in a coach's words."""

from __future__ import annotations

import errno
import sys
from dataclasses import dataclass

import av

from core.capture.stream_plan import Failure
from core.errors import CaptureError

_SAFE = "What was recorded so far is kept."
_PERMISSION = {
    "darwin": "Open System Settings, Privacy & Security, Camera, switch Sweetspot on, then start "
    "it again.",
    "win32": "Open Settings, Privacy & security, Camera, and let desktop apps use the camera.",
}
_LINUX_PERMISSION = (
    "On Linux the group “video” may: “sudo usermod -aG video $USER”, then log out and in again."
)


@dataclass(frozen=True)
class CameraWords:
    """Words about the camera called ``name``."""

    name: str
    system: str = sys.platform

    def refused(self, error: Failure) -> CaptureError:
        """Say why it could not be opened."""
        number = getattr(error, "errno", None)
        if isinstance(error, PermissionError):
            return CaptureError(
                f"Sweetspot may not use “{self.name}”.",
                _PERMISSION.get(self.system, _LINUX_PERMISSION),
            )
        if number == errno.EBUSY:
            return self.taken()
        if isinstance(error, FileNotFoundError) or number in (errno.ENODEV, errno.ENXIO):
            return self.gone()
        if isinstance(error, av.error.ExitError | TimeoutError):
            return self.silent(0)
        if isinstance(error, av.error.ArgumentError):
            return CaptureError(
                f"“{self.name}” does not take this size and speed.", "Choose another format."
            )
        # macOS and Windows say no more than "input/output error", whatever it was.
        return CaptureError(
            f"“{self.name}” cannot be opened.",
            "Is another program using it (a video call, the camera app)? Close that, or pull the "
            f"camera out and plug it in again. {_PERMISSION.get(self.system, '')}".strip(),
        )

    def taken(self) -> CaptureError:
        """Say that another program holds it."""
        return CaptureError(
            f"Another program is using “{self.name}”.",
            "Close it (a video call, the camera app, a browser), then try again.",
        )

    def gone(self) -> CaptureError:
        """Say that it is not there."""
        return CaptureError(
            f"“{self.name}” is not connected.", "Plug it in, then choose it from the list."
        )

    def no_picture(self) -> CaptureError:
        """Say that it gives none."""
        return CaptureError(f"“{self.name}” gives no picture.", "Choose another format or camera.")

    def lost(self, error: Failure | None) -> CaptureError:
        """Say that it was pulled out, or failed."""
        return CaptureError(
            f"“{self.name}” is gone: it was unplugged, or has switched itself off.",
            f"{_SAFE} Plug it in again; a shorter cable or another socket may help.",
        )

    def silent(self, seconds: float) -> CaptureError:
        """Say that nothing comes."""
        return CaptureError(
            f"“{self.name}” gives no picture any more."
            if seconds
            else f"“{self.name}” does not answer.",
            f"{_SAFE} Pull it out and plug it in again.",
        )
