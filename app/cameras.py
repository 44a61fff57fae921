"""``sweetspot cameras``: what can be watched and listened to on this computer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from core.capture.devices import (
    Camera,
    SoundDevice,
    list_cameras,
    list_loudspeakers,
    list_microphones,
)
from core.capture.opening import open_source
from core.capture.phone_apps import PHONE_APPS
from core.capture.source_spec import SourceKind, SourceSpec
from core.capture.trial import tried
from core.errors import CaptureError
from core.text_table import aligned

_SECONDS = 3.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--try",
        dest="wanted",
        metavar="SOURCE",
        help="watch a camera of the list, an address or a video file for some seconds",
    )
    parser.add_argument(
        "--seconds", type=float, default=_SECONDS, metavar="S", help=f"how long; {_SECONDS:g}"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of lists")


def cameras(wanted: argparse.Namespace) -> int:
    """List what there is, or try one source; return 0. Raises ``CaptureError``."""
    out = sys.stdout
    if wanted.wanted:
        spec = spec_of(wanted.wanted, list_cameras())
        trial = tried(open_source(spec, comes_back=False), max(wanted.seconds, 0.1))
        answer = asdict(trial) | {"fps": trial.fps}
        out.write(json.dumps(answer) if wanted.json else f"{spec.shown}: {trial.words}")
        out.write("\n")
        return 0
    found = list_cameras()
    microphones, loudspeakers = list_microphones(), list_loudspeakers()
    if wanted.json:
        told = {
            "cameras": [asdict(one) for one in found],
            "microphones": [asdict(one) for one in microphones],
            "loudspeakers": [asdict(one) for one in loudspeakers],
        }
        out.write(json.dumps(told))
        out.write("\n")
        return 0
    parts = [
        *camera_lines(found),
        *sound_lines("Microphones", "No microphone is plugged in.", microphones),
        *sound_lines("Loudspeakers", "There is no loudspeaker.", loudspeakers),
        *phone_lines(),
    ]
    out.write("\n".join(parts) + "\n")
    return 0


def spec_of(wanted: str, found: Sequence[Camera]) -> SourceSpec:
    """Return the source that is meant: a camera by name or id, a file, or else an address."""
    for camera in found:
        if wanted in (camera.id, camera.name):
            return camera.spec()
    if wanted.startswith("/dev/"):
        raise CaptureError(f"There is no camera {wanted}.", "“sweetspot cameras” lists them.")
    if Path(wanted).is_file():
        return SourceSpec(SourceKind.FILE, str(Path(wanted).absolute()), Path(wanted).name)
    return SourceSpec(SourceKind.ADDRESS, wanted)


def camera_lines(found: Sequence[Camera]) -> list[str]:
    """Return the cameras, each with its formats, the one it begins with first."""
    if not found:
        return ["No camera is plugged in. A phone can be one, see below."]
    lines = ["Cameras"]
    for camera in found:
        place = f" ({camera.id})" if camera.id != camera.name else ""
        lines.append(f"  {camera.name}{place}")
        if camera.formats:
            rows = [(one.words, one.pixels) for one in camera.formats]
            lines += [f"    {line}" for line in aligned(rows, left=(0, 1))]
        else:
            lines.append("    does not tell its formats, or you may not ask it")
    return lines


def sound_lines(title: str, none: str, found: Sequence[SoundDevice]) -> list[str]:
    """Return the devices, the system's own choice first."""
    if not found:
        return [none]
    usual = [" (the usual one)" if one.is_default else "" for one in found]
    return [title, *(f"  {one.name}{mark}" for one, mark in zip(found, usual, strict=True))]


def phone_lines() -> list[str]:
    """Return what to type for the apps that make a phone a camera."""
    rows = [(app.name, app.phones, app.address) for app in PHONE_APPS]
    lines = [f"  {line}" for line in aligned(rows, left=(0, 1, 2))]
    return ["Phones, by an app; PHONE is the number that it shows", *lines]
