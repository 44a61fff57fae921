"""The errors a person can meet, each with what happened and what to do."""

from __future__ import annotations


class SweetspotError(Exception):
    """Something expected went wrong.

    ``message`` says what happened in one sentence; ``hint`` says what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class VideoError(SweetspotError):
    """A video cannot be opened or read."""


class ModelError(SweetspotError):
    """A detector's files are missing, damaged or of another kind."""


class SessionError(SweetspotError):
    """A session's files are missing, damaged or newer than this program."""


class TrainingError(SweetspotError):
    """A training cannot begin, or cannot go on."""


class LockedError(SweetspotError):
    """Another window or program is at work on the same thing."""


class DatasetError(SweetspotError):
    """A dataset's files are missing, damaged or contradict each other."""


class BundleError(SweetspotError):
    """A bundle for the phone cannot be packed, or is damaged, foreign or newer than Sweetspot."""


class TransferError(SweetspotError):
    """A bundle cannot be offered on the network, or a phone's answer is none."""


class CaptureError(SweetspotError):
    """A camera, a stream or a microphone is gone, taken, silent or not permitted."""


class FileError(SweetspotError):
    """A file cannot be written or read: full disk, no permission, a path that is a folder."""


class Cancelled(Exception):
    """Raised by ``Progress.step`` when the person has asked to stop."""
