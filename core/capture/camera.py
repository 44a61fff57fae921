"""How a camera that is plugged in is opened, on each system."""

from __future__ import annotations

import sys

from core.capture.camera_words import CameraWords
from core.capture.devices import named_cameras
from core.capture.source_spec import CameraFormat, SourceSpec
from core.capture.stream_plan import Stamps, StreamPlan

_CODECS = ("mjpeg", "h264", "hevc")


def camera_plan(
    spec: SourceSpec, comes_back: bool = False, system: str = sys.platform
) -> StreamPlan:
    """Return how to open the camera that was chosen."""
    name = spec.shown
    words = CameraWords(name, system)
    chosen = spec.format

    def find() -> str:
        return url_of(_again(spec, named_cameras(), words), system)

    return StreamPlan(
        name=name,
        words=words,
        url=url_of(spec.address, system),
        find=find,
        format=_driver(system),
        options=camera_options(chosen, system),
        stamps=Stamps.MAYBE_OURS,
        stall_s=3.0,
        comes_back=comes_back,
        claim=f"camera {spec.address}",
    )


def _driver(system: str) -> str:
    return {"darwin": "avfoundation", "win32": "dshow"}.get(system, "v4l2")


def url_of(camera_id: str, system: str = sys.platform) -> str:
    """Return what FFmpeg calls the camera; its own microphone is left alone."""
    if system == "darwin":
        return f"{camera_id}:none"
    return f"video={camera_id}" if system == "win32" else camera_id


def camera_options(chosen: CameraFormat | None, system: str = sys.platform) -> dict[str, str]:
    """Return FFmpeg's options for a format; without one the driver's own choice."""
    options: dict[str, str] = {}
    if system == "win32":
        # The default holds less than two raw pictures of full HD.
        options["rtbufsize"] = str(128 << 20)
    if chosen is None:
        # avfoundation refuses what it is not told: 29.97 is its default, and few cameras have it.
        return options | ({"framerate": "30"} if system == "darwin" else {})
    options["video_size"] = f"{chosen.width}x{chosen.height}"
    options["framerate"] = f"{chosen.fps:.6g}"
    if chosen.pixels:
        if system == "win32":
            options["vcodec" if chosen.pixels in _CODECS else "pixel_format"] = chosen.pixels
        elif system == "darwin":
            options["pixel_format"] = chosen.pixels
        else:
            options["input_format"] = chosen.pixels
    return options


def _again(spec: SourceSpec, there: tuple[tuple[str, str], ...], words: CameraWords) -> str:
    """Return the id of the camera that was chosen; plugged in again it may have got another."""
    for camera_id, name in there:
        if camera_id == spec.address and spec.name in ("", name):
            return camera_id
    for camera_id, name in there:
        if spec.name and name == spec.name:
            return camera_id
    raise words.gone()
