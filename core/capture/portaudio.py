"""PortAudio through ``sounddevice``: what sound devices there are, where there is PortAudio."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from core.capture.quiet_alsa import hush
from core.errors import CaptureError

Library = Any
"""The module ``sounddevice``."""

# Windows lists each device once for each of its sound systems; this is the one without detours.
_HOSTS = ("Windows WASAPI", "Core Audio", "ALSA")
_lock = threading.RLock()
_in_use = 0


@dataclass(frozen=True)
class SoundDevice:
    """A microphone or a loudspeaker: ``id`` is its sound system and name, numbers may change."""

    id: str
    name: str
    rate_hz: int
    is_default: bool = False


def load() -> Library:
    """Import ``sounddevice``, which loads and starts PortAudio."""
    hush()
    # By its name, so that whoever packs the program sees that it belongs to it.
    import sounddevice

    return sounddevice


def library() -> Library:
    """Return ``sounddevice``; raises ``CaptureError`` where it or PortAudio is missing."""
    try:
        return load()
    except (ImportError, OSError) as error:
        raise CaptureError(
            "This computer's sound cannot be used: PortAudio is missing.",
            "Everything else works without. On Debian and Ubuntu: sudo apt install libportaudio2",
        ) from error
    except Exception as error:
        # It starts PortAudio while it is imported, and its error cannot be imported before it.
        if type(error).__name__ != "PortAudioError":
            raise
        raise CaptureError(
            "This computer's sound does not start.",
            "Everything else works without. Restart the computer's sound, or the computer.",
        ) from error


def sound_inputs() -> tuple[SoundDevice, ...]:
    """Return what can be listened to, the system's choice first; none without PortAudio."""
    return _listed("input")


def sound_outputs() -> tuple[SoundDevice, ...]:
    """Return what can be played on, the system's choice first; none without PortAudio."""
    return _listed("output")


def number_of(device_id: str, way: str) -> int | None:
    """Return PortAudio's number of a device ("" or None: the system's choice, as None).

    ``way`` is input or output. Raises ``CaptureError`` when there is none such.
    """
    if not device_id:
        return None
    with _lock:
        for number, device in _usable(library(), way):
            if device.id == device_id:
                return number
    name = device_id.partition(": ")[2] or device_id
    raise CaptureError(f"“{name}” is not connected.", "Plug it in, or choose another device.")


@contextmanager
def in_use() -> Iterator[None]:
    """Say that a stream is open or opening: the list must not be made anew meanwhile."""
    global _in_use
    with _lock:
        _in_use += 1
    try:
        yield
    finally:
        with _lock:
            _in_use -= 1


def _listed(way: str) -> tuple[SoundDevice, ...]:
    try:
        sound = library()
    except CaptureError:
        return ()
    with _lock:
        if not _in_use:
            _look_again(sound)
        found = [device for _, device in _usable(sound, way)]
    return tuple(sorted(found, key=lambda device: not device.is_default))


def _look_again(sound: Library) -> None:
    """Let PortAudio see what was plugged in or pulled out: it looks only when it begins."""
    try:
        sound._terminate()
        sound._initialize()
    except sound.PortAudioError:
        return


def _usable(sound: Library, way: str) -> list[tuple[int, SoundDevice]]:
    try:
        hosts = sound.query_hostapis()
        devices = sound.query_devices()
    except sound.PortAudioError:
        return []
    return usable_devices(tuple(hosts), tuple(devices), way)


def usable_devices(
    hosts: tuple[dict[str, Any], ...], devices: tuple[dict[str, Any], ...], way: str
) -> list[tuple[int, SoundDevice]]:
    """Return number and description of the devices for ``way`` (input or output).

    ``hosts`` and ``devices`` are ``sounddevice``'s lists. Of several sound systems the one is
    taken that is known to be straight; where there is none of those, all are.
    """
    known = [host["name"] for host in hosts if host["name"] in _HOSTS and host["devices"]]
    found: list[tuple[int, SoundDevice]] = []
    seen: set[str] = set()
    for number, device in enumerate(devices):
        host = hosts[device["hostapi"]]
        if device[f"max_{way}_channels"] < 1 or (known and host["name"] not in known):
            continue
        identity = f"{host['name']}: {device['name']}"
        if identity in seen:
            continue
        seen.add(identity)
        default = host[f"default_{way}_device"] == number
        rate = round(device["default_samplerate"])
        found.append((number, SoundDevice(identity, device["name"], rate, default)))
    return found
