"""What goes wrong with a network camera, in a coach's words."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from urllib.parse import SplitResult

import av

from core.capture.phone_apps import what_to_type
from core.capture.stream_plan import Failure
from core.errors import CaptureError

_SAME_NETWORK = (
    "Is the app on the phone still running, and are both in the same Wi-Fi? "
    "Guest networks often keep devices apart."
)
_SAFE = "What was recorded so far is kept."


@dataclass(frozen=True)
class NetworkWords:
    """Words about the camera at an address that was ``typed``; ``shown`` has no password."""

    typed: SplitResult = field(repr=False)
    shown: str

    def refused(self, error: Failure) -> CaptureError:
        """Say why it could not be opened."""
        return CaptureError(*self._refusal(error))

    def no_picture(self) -> CaptureError:
        """Say that there is sound at most, or a single picture."""
        return CaptureError(f"{self.shown} sends no picture that moves.", what_to_type(self.typed))

    def lost(self, error: Failure | None) -> CaptureError:
        """Say that it ended."""
        if isinstance(error, (av.error.ExitError, TimeoutError)):
            return CaptureError(f"{self.shown} sends nothing any more.", f"{_SAFE} {_SAME_NETWORK}")
        return CaptureError(f"The connection to {self.shown} broke.", f"{_SAFE} {_SAME_NETWORK}")

    def silent(self, seconds: float) -> CaptureError:
        """Say that nothing comes."""
        return CaptureError(
            f"{self.shown} has sent no picture for {seconds:.0f} seconds.",
            f"{_SAFE} {_SAME_NETWORK}",
        )

    def _refusal(self, error: Failure) -> tuple[str, str]:
        shown, host = self.shown, self.typed.hostname or ""
        if isinstance(error, av.error.HTTPUnauthorizedError | av.error.HTTPForbiddenError):
            if self.typed.username:
                return f"{shown} does not take this name and password.", _password_hint(self.typed)
            return f"{shown} wants a name and a password.", _password_hint(self.typed)
        if isinstance(error, av.error.HTTPNotFoundError):
            return f"There is no video at {shown}.", what_to_type(self.typed)
        if isinstance(error, av.error.HTTPError):
            return f"{shown} answered, but with an error.", (
                "Another program may be watching it already, or the app needs a restart. "
                + what_to_type(self.typed)
            )
        if isinstance(error, ConnectionRefusedError):
            return f"Nothing listens at {shown}.", (
                f"The device is there, but not its camera: start it in the app. "
                f"{what_to_type(self.typed)}"
            )
        if isinstance(error, TimeoutError | av.error.ExitError):
            return f"{shown} does not answer.", _SAME_NETWORK
        if _errno(error) in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN):
            return f"There is no way to {shown} from here.", _SAME_NETWORK
        if isinstance(error, av.error.ProtocolNotFoundError):
            return f"Sweetspot cannot open {self.typed.scheme}: addresses.", what_to_type(
                self.typed
            )
        if isinstance(error, av.error.InvalidDataError | av.error.EOFError):
            return f"{shown} is no video.", what_to_type(self.typed)
        if _errno(error) == errno.EIO and not _is_number(host):
            return f"There is no device named “{host}” in this network.", _SAME_NETWORK
        return f"{shown} cannot be opened.", f"{_SAME_NETWORK} {what_to_type(self.typed)}"


def _password_hint(typed: SplitResult) -> str:
    return (
        f"Type {typed.scheme}://NAME:PASSWORD@{typed.netloc.rpartition('@')[2]} and so on, with "
        "those that the app shows. In a password write %40 for @, %3A for : and %2F for /."
    )


def _errno(error: Failure) -> int | None:
    return getattr(error, "errno", None)


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit() or ":" in host
