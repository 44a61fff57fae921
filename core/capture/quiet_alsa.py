"""Keeps ALSA, the sound of Linux, from writing its every doubt to the terminal."""

from __future__ import annotations

import ctypes
import sys

_Handler = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)


def _say_nothing(file: bytes, line: int, function: bytes, code: int, text: bytes) -> None:
    """Take ``snd_lib_error_handler_t``'s arguments; what matters comes as an error, too."""


# ALSA keeps it for as long as the program lives.
_handler = _Handler(_say_nothing)


def hush(system: str = sys.platform) -> None:
    """Let ALSA be silent from now on; does nothing where there is no ALSA."""
    if not system.startswith("linux"):
        return
    try:
        alsa = ctypes.CDLL("libasound.so.2")
        alsa.snd_lib_error_set_handler(_handler)
    except (OSError, AttributeError):
        return
