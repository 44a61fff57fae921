"""ALSA's chatter."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

_OPEN_NOTHING = """
import ctypes
from core.capture.quiet_alsa import hush
{hush}
alsa, handle = ctypes.CDLL("libasound.so.2"), ctypes.c_void_p()
assert alsa.snd_pcm_open(ctypes.byref(handle), b"no such device", 0, 0) < 0
"""


def test_what_alsa_cannot_open_is_not_written_to_the_terminal() -> None:
    try:
        ctypes.CDLL("libasound.so.2")
    except OSError:
        pytest.skip("there is no ALSA here")
    said = {}
    for hush in ("hush()", ""):
        command = [sys.executable, "-c", _OPEN_NOTHING.format(hush=hush)]
        child = subprocess.run(command, capture_output=True, text=True)
        assert child.returncode == 0, child.stderr
        said[hush] = child.stderr
    assert "ALSA lib" in said[""]
    assert said["hush()"] == ""
