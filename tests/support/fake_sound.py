"""A stand-in for ``sounddevice``: devices from a table, streams that a test drives by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.capture import portaudio


class PortAudioError(Exception):
    """What ``sounddevice`` raises."""


@dataclass
class FakeSound:
    """Put it in place with ``install``. ``refuse`` makes opening a stream fail."""

    hosts: list[dict[str, Any]] = field(default_factory=list)
    devices: list[dict[str, Any]] = field(default_factory=list)
    refuse: bool = False
    looked_again: int = 0
    streams: list[FakeStream] = field(default_factory=list)
    PortAudioError = PortAudioError

    def add(self, host: str, name: str, inputs: int, outputs: int, default: bool = False) -> None:
        """Add a device."""
        known = next((one for one in self.hosts if one["name"] == host), None)
        if known is None:
            known = {
                "name": host,
                "devices": [],
                "default_input_device": -1,
                "default_output_device": -1,
            }
            self.hosts.append(known)
        number = len(self.devices)
        known["devices"].append(number)
        if default:
            known["default_input_device"] = number if inputs else known["default_input_device"]
            known["default_output_device"] = number if outputs else known["default_output_device"]
        self.devices.append(
            {
                "name": name,
                "hostapi": self.hosts.index(known),
                "max_input_channels": inputs,
                "max_output_channels": outputs,
                "default_samplerate": 48000.0,
            }
        )

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let ``core.capture`` find this one."""
        monkeypatch.setattr(portaudio, "load", lambda: self)

    def query_hostapis(self) -> list[dict[str, Any]]:
        """Return the sound systems."""
        return self.hosts

    def query_devices(self, number: int | None = None, kind: str | None = None) -> Any:  # noqa: ANN401
        """Return all devices, or one; None is the system's choice."""
        if kind is None:
            return self.devices
        if number is None:
            fitting = [one for one in self.devices if one[f"max_{kind}_channels"]]
            if not fitting:
                raise PortAudioError("Error querying device -1")
            return fitting[0]
        return self.devices[number]

    def InputStream(self, **asked: Any) -> FakeStream:  # noqa: ANN401
        """Open one."""
        return self._stream(asked)

    def OutputStream(self, **asked: Any) -> FakeStream:  # noqa: ANN401
        """Open one."""
        return self._stream(asked)

    def _stream(self, asked: dict[str, Any]) -> FakeStream:
        if self.refuse:
            raise PortAudioError("Device unavailable")
        self.streams.append(FakeStream(asked))
        return self.streams[-1]

    def _terminate(self) -> None:
        self.looked_again += 1

    def _initialize(self) -> None:
        pass


@dataclass
class FakeStream:
    """A stream; the test plays the sound system."""

    asked: dict[str, Any]
    running: bool = False
    closed: bool = False

    def start(self) -> None:
        """Begin."""
        self.running = True

    def close(self, ignore_errors: bool = False) -> None:
        """End."""
        self.running, self.closed = False, True
        finished: Callable[[], None] | None = self.asked.get("finished_callback")
        if finished is not None:
            finished()

    def hear(self, samples: np.ndarray, age_s: float = 0.02, overflow: bool = False) -> None:
        """Deliver a block that began ``age_s`` ago."""
        now_s = time.monotonic() - 77.0  # the sound system's clock is its own
        times = SimpleNamespace(currentTime=now_s, inputBufferAdcTime=now_s - age_s)
        status = SimpleNamespace(input_overflow=overflow)
        self.asked["callback"](samples[:, None].astype(np.float32), len(samples), times, status)

    def played(self, count: int) -> np.ndarray:
        """Ask for the next samples, (count, channels)."""
        wanted = np.full((count, self.asked["channels"]), 9.0, np.float32)
        self.asked["callback"](wanted, count, None, None)
        return wanted
