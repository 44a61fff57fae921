"""How much memory there is for decoded pictures."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SHARE = 0.4
"""Of the free memory, for pictures; the rest is for the net and for everybody else."""

_UNKNOWN = 2 << 30


def cache_limit(asked_mb: int | None, processes: int = 1) -> int:
    """Bytes that one of `processes` on this computer may keep in decoded pictures."""
    if asked_mb is not None:
        return asked_mb << 20
    return int(SHARE * available_bytes() / processes)


def available_bytes() -> int:
    """Memory that can be had without pushing anyone out; half of all where that is not told."""
    if sys.platform == "win32":
        return _available_on_windows()
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (OSError, ValueError):
        return _UNKNOWN


if sys.platform == "win32":
    import ctypes

    class _MemoryStatus(ctypes.Structure):
        """Windows' MEMORYSTATUSEX."""

        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "available", "page_total")),
            *((name, ctypes.c_ulonglong) for name in ("page", "virtual_total", "virtual", "more")),
        ]

    def _available_on_windows() -> int:
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return _UNKNOWN
        return int(status.available)

else:

    def _available_on_windows() -> int:
        return _UNKNOWN
