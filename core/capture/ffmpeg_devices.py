"""The cameras of macOS and Windows, as FFmpeg tells them.

FFmpeg has calls for the names; the formats it only writes into its log, so that is read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from contextlib import suppress

import av
import av.logging
from av.device import enumerate_input_devices
from av.error import FFmpegError

from core.capture.source_spec import CameraFormat

_DSHOW = re.compile(
    r"(?:vcodec|pixel_format)=(\w+)\s+min s=(\d+)x(\d+) fps=([\d.]+) max s=(\d+)x(\d+) fps=([\d.]+)"
)
_AVFOUNDATION = re.compile(r"(\d+)x(\d+)@\[\s*([\d.]+) ([\d.]+)\s*\]fps")
_SCREEN = re.compile(r"^Capture screen \d+$")
_one_at_a_time = threading.Lock()


def device_names(driver: str) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of each camera that ``driver`` (dshow, avfoundation) knows."""
    with _one_at_a_time:
        try:
            found = enumerate_input_devices(driver)
        except (FFmpegError, ValueError):
            return ()
    return named_devices(driver, [(d.name, d.description, list(d.media_types)) for d in found])


def named_devices(
    driver: str, listed: Iterable[tuple[str, str, list[str]]]
) -> tuple[tuple[str, str], ...]:
    """Pick the cameras from what FFmpeg listed: its name, its description, its media.

    avfoundation numbers cameras anew when one is unplugged, so there the name is the id, and a
    second camera of the same name is left out: FFmpeg could not open it by its name. Screens
    are no cameras.
    """
    found: dict[str, str] = {}
    for told, described, media in listed:
        if media and "video" not in media:
            continue
        if driver == "avfoundation":
            if not _SCREEN.match(described):
                found.setdefault(described, described)
        else:
            found.setdefault(told or described, described or told)
    return tuple(found.items())


def dshow_formats(camera_id: str) -> tuple[CameraFormat, ...]:
    """Return the formats of a camera of Windows; none where it does not tell."""
    return parsed_dshow(_log_of(f"video={camera_id}", "dshow", {"list_options": "true"}))


def avfoundation_formats(camera_id: str) -> tuple[CameraFormat, ...]:
    """Return the formats of a camera of macOS; none where it does not tell."""
    # Asked for a size that no camera has, FFmpeg lists those that it has.
    wrong = {"video_size": "1x1", "framerate": "30"}
    return parsed_avfoundation(_log_of(f"{camera_id}:none", "avfoundation", wrong))


def parsed_dshow(log: str) -> tuple[CameraFormat, ...]:
    """Read ``pixel_format=… min s=WxH fps=F max s=WxH fps=F`` lines: the most of each."""
    found = {
        CameraFormat(int(width), int(height), round(float(fps), 3), pixels): None
        for pixels, _, _, _, width, height, fps in _DSHOW.findall(log)
    }
    return tuple(found)


def parsed_avfoundation(log: str) -> tuple[CameraFormat, ...]:
    """Read ``WxH@[least most]fps`` lines: the most of each. Pixels are the driver's choice."""
    found = {
        CameraFormat(int(width), int(height), round(float(most), 3)): None
        for width, height, _, most in _AVFOUNDATION.findall(log)
    }
    return tuple(found)


def _log_of(url: str, driver: str, options: dict[str, str]) -> str:
    """Return what FFmpeg writes while it fails to open the device."""
    with _one_at_a_time:
        level, skips = av.logging.get_level(), av.logging.get_skip_repeated()
        av.logging.set_level(av.logging.INFO)
        av.logging.set_skip_repeated(False)
        try:
            with av.logging.Capture() as lines, suppress(FFmpegError, ValueError, OSError):
                av.open(url, format=driver, options=options).close()
            return "".join(text for _, _, text in lines)
        finally:
            av.logging.set_level(level)
            av.logging.set_skip_repeated(skips)
