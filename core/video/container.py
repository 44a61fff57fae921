"""Opening a file with FFmpeg, and saying in plain words why that failed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from core.errors import VideoError

# PyAV's classes are partly untyped; this is where they enter.
Container = Any
Stream = Any

NO_TIME = -(1 << 63)
"""Stands for a missing time stamp in integer arrays."""

_NOT_MOVING = ("image2", "tty", "ico")
_ANOTHER_FILE = (
    "Choose the video file as it came from the phone or camera (MP4, MOV, MKV, AVI ...)."
)


def check_file(path: Path) -> None:
    """Raise ``VideoError`` when ``path`` is missing, a folder, empty or may not be read."""
    name = path.name or str(path)
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise VideoError(
            f"“{name}” is not there any more.", "It may have been moved or renamed."
        ) from error
    except OSError as error:
        raise VideoError(
            f"“{name}” cannot be reached ({error.strerror}).", "Check the disk or the network."
        ) from error
    if path.is_dir():
        raise VideoError(f"“{name}” is a folder, not a video.", "Open a video inside it.")
    if not path.is_file():
        raise VideoError(f"“{name}” is not a file.", _ANOTHER_FILE)
    if size == 0:
        raise VideoError(
            f"“{name}” is empty (0 bytes).", "The copy may have failed: copy it again."
        )
    if not os.access(path, os.R_OK):
        raise VideoError(
            f"“{name}” may not be read by you.", "Change its permissions or copy it elsewhere."
        )


def open_container(path: Path, options: dict[str, str] | None = None) -> Container:
    """Open ``path`` for reading; raises ``VideoError`` with what to do about it."""
    check_file(path)
    try:
        # "file:" keeps names such as "http:..." or "a|b" from being read as protocols.
        return av.open(f"file:{path}", metadata_errors="ignore", options=options or {})
    except FFmpegError as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: FFmpegError) -> VideoError:
    if isinstance(error, PermissionError):
        return VideoError(f"“{path.name}” may not be read by you.", "Change its permissions.")
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] in (b"ftyp", b"mdat", b"moov", b"wide", b"free"):
        return VideoError(
            f"“{path.name}” was cut off: the recording stopped before the file was finished.",
            "The table that says where the pictures are is missing. Copy the file again from "
            "the phone; if it is short there too, record again.",
        )
    return VideoError(f"“{path.name}” is not a video that can be read.", _ANOTHER_FILE)


def video_stream(container: Container, path: Path) -> Stream:
    """Return the moving picture of ``container``, all other streams switched off.

    Raises ``VideoError`` for a still picture, text, sound alone, or an unknown codec.
    """
    kind = container.format.name
    if kind.endswith("_pipe") or kind in _NOT_MOVING:
        what = "a text file" if kind == "tty" else "a still picture"
        raise VideoError(f"“{path.name}” is {what}, not a video.", _ANOTHER_FILE)
    moving = [s for s in container.streams.video if not _is_cover(s)]
    if not moving:
        what = "only sound" if container.streams.audio else "no picture"
        raise VideoError(f"“{path.name}” has {what} in it.", _ANOTHER_FILE)
    stream = max(moving, key=lambda s: (s.codec_context is not None, _area(s)))
    if stream.codec_context is None:
        raise VideoError(
            f"“{path.name}” is stored in a way (codec) Sweetspot does not know.",
            "Convert it to H.264, for instance by sharing it from the phone's photo app.",
        )
    for other in container.streams:
        if other.index != stream.index:
            other.discard = av.stream.Discard.all
    return stream


def sound_stream(container: Container) -> Stream | None:
    """Return the sound of ``container`` that can be decoded, or None."""
    for stream in container.streams.audio:
        if stream.codec_context is not None:
            return stream
    return None


def _is_cover(stream: Stream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _area(stream: Stream) -> int:
    context = stream.codec_context
    return 0 if context is None else context.width * context.height
