"""How a playing speed and a time are said to a coach."""

from __future__ import annotations


def speed_text(speed: float, real_factor: float) -> str:
    """Return the real-world speed in words: “1×”, or “1/8 real” in a slow-motion file."""
    if real_factor == 1.0:
        return f"{speed:g}×"
    real = speed / real_factor
    if real >= 0.95:
        return f"{real:.2g}× real"
    parts = 1.0 / real
    if abs(parts - round(parts)) < 0.05 * parts:
        return f"1/{round(parts)} real"
    return f"{real:.2g}× real"


def clock_text(time_s: float, decimals: int = 2) -> str:
    """Return ``m:ss.ss``, with hours when there are any."""
    scale = 10**decimals
    ticks = round(max(time_s, 0.0) * scale)
    minutes, rest = divmod(ticks, 60 * scale)
    hours, minutes = divmod(minutes, 60)
    seconds = rest / scale
    width = 3 + decimals if decimals else 2
    tail = f"{seconds:0{width}.{decimals}f}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"
