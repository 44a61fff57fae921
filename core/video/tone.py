"""Bringing high dynamic range (PQ, HLG; BT.2020) to an ordinary BT.709 picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.video.frame import Picture

Floats = NDArray[np.float64]

REFERENCE_WHITE_NITS = 203.0
"""Diffuse white in HDR, ITU-R BT.2408."""
PEAK_NITS = 1000.0

# ITU-R BT.2087, BT.2020 to BT.709 primaries in linear light.
_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)


def nits_from_pq(signal: Floats) -> Floats:
    """Return display luminance in nits of a PQ signal in 0..1 (SMPTE ST 2084)."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    power = np.power(signal, 1 / m2)
    base = np.maximum(power - c1, 0) / (c2 - c3 * power)
    return np.asarray(10000 * np.power(base, 1 / m1), np.float64)


def nits_from_hlg(signal: Floats) -> Floats:
    """Return luminance in nits of an HLG signal in 0..1 on a 1000 nit display (BT.2100).

    The system gamma 1.2 is applied to each channel, which is exact for greys.
    """
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return np.asarray(PEAK_NITS * np.power(scene, 1.2), np.float64)


def rolled_off(linear: Floats) -> Floats:
    """Compress light relative to diffuse white (1.0) into 0..1, straight up to a knee.

    Above the knee a curve with equal slope bends towards 1, which the peak reaches.
    """
    knee, peak = 0.55, PEAK_NITS / REFERENCE_WHITE_NITS
    over = np.clip(linear - knee, 0, peak - knee) / (peak - knee)
    slope = (peak - knee) / (1 - knee)
    bent = knee + (1 - knee) * (1 - np.power(1 - over, slope))
    return np.where(linear <= knee, linear, bent)


class ToneCurve:
    """Two tables and a matrix: signal to light, BT.2020 to BT.709, light to display."""

    def __init__(self, hlg: bool) -> None:
        signal = np.arange(256) / 255
        nits = nits_from_hlg(signal) if hlg else nits_from_pq(signal)
        light = np.clip(nits / PEAK_NITS, 0, 1)
        self._to_light = np.rint(light * 65535).astype(np.uint16)
        relative = np.arange(65536) / 65535 * PEAK_NITS / REFERENCE_WHITE_NITS
        self._to_display = np.rint(255 * np.power(rolled_off(relative), 1 / 2.2)).astype(np.uint8)

    def apply(self, picture: Picture) -> Picture:
        """Return an SDR picture of the same shape from RGB (BT.2020, HDR signal) uint8."""
        light = np.take(self._to_light, picture)
        mapped = np.asarray(cv2.transform(light, _TO_709), np.uint16)
        return np.take(self._to_display, mapped)
