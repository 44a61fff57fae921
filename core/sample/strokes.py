"""How a player moves through a forehand, a backhand and a serve: key poses and between."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


class StrokeKind(StrEnum):
    """Kinds of strokes that can be drawn."""

    FOREHAND = "forehand"
    BACKHAND = "backhand"
    SERVE = "serve"


@dataclass(frozen=True)
class Swing:
    """Where the racket hand, the racket and the trunk are at one moment.

    Player's coordinates in metres: (to his racket side, forward, up). ``axis`` points from
    the hand to the racket's tip and ``normal`` out of the strings, both of length 1;
    ``free_hand`` is the other hand; ``yaw`` turns the shoulders, radians to the racket side;
    ``crouch`` lowers the hips by metres.
    """

    hand: Floats
    axis: Floats
    normal: Floats
    free_hand: Floats
    yaw: float
    crouch: float


# fmt: off
# ruff: noqa: E501
# Columns: seconds from contact; hand 3; axis 3; normal 3; free hand 3; yaw in degrees; crouch.
_READY = (0.10, 0.42, 1.02, -0.45, 0.55, 0.70, 0.9, 0.5, 0.2, -0.10, 0.46, 1.10, 0, 0.10)
_KEYS = {
    StrokeKind.FOREHAND: (
        (-1.00, *_READY),
        (-0.62, 0.36, 0.16, 1.22, 0.15, -0.05, 0.98, 0.5, 0.85, 0.0, 0.10, 0.36, 1.22, 45, 0.10),
        (-0.33, 0.56, -0.30, 1.14, 0.55, -0.65, 0.52, 0.7, 0.70, 0.0, 0.12, 0.52, 1.18, 78, 0.14),
        (-0.12, 0.60, -0.16, 0.88, 0.72, -0.65, -0.25, 0.6, 0.75, -0.1, -0.12, 0.42, 1.15, 50, 0.15),
        (0.00, 0.44, 0.36, 0.98, 0.94, 0.22, -0.14, -0.15, 0.98, 0.03, -0.30, 0.18, 1.15, 8, 0.10),
        (0.09, 0.18, 0.56, 1.22, 0.35, 0.80, 0.48, -0.85, 0.45, -0.1, -0.34, 0.08, 1.15, -22, 0.06),
        (0.24, -0.24, 0.34, 1.44, -0.72, 0.10, 0.60, -0.3, -0.9, -0.2, -0.30, 0.20, 1.25, -52, 0.04),
        (0.48, -0.30, 0.20, 1.42, -0.55, -0.72, 0.30, 0.5, -0.75, -0.3, -0.26, 0.26, 1.22, -52, 0.05),
        (0.85, *_READY),
    ),
    StrokeKind.BACKHAND: (
        (-1.00, *_READY),
        (-0.62, -0.10, 0.22, 1.18, -0.40, 0.0, 0.90, 0.2, 0.95, 0.1, -0.18, 0.20, 1.26, -40, 0.10),
        (-0.33, -0.42, -0.16, 1.06, -0.50, -0.78, 0.30, -0.8, 0.55, 0.1, -0.46, -0.20, 1.08, -80, 0.15),
        (-0.12, -0.44, -0.02, 0.86, -0.70, -0.66, -0.24, -0.6, 0.75, 0.1, -0.48, -0.04, 0.90, -58, 0.16),
        (0.00, -0.22, 0.40, 0.98, -0.95, 0.22, -0.12, 0.15, 0.98, 0.03, -0.30, 0.40, 0.98, -28, 0.11),
        (0.09, 0.02, 0.58, 1.18, -0.38, 0.82, 0.42, 0.85, 0.42, -0.1, -0.04, 0.58, 1.20, -2, 0.07),
        (0.24, 0.38, 0.34, 1.46, 0.66, 0.22, 0.66, 0.35, -0.9, 0.0, 0.34, 0.36, 1.48, 22, 0.05),
        (0.48, 0.42, 0.16, 1.46, 0.52, -0.62, 0.45, -0.4, -0.7, 0.4, 0.36, 0.20, 1.44, 24, 0.05),
        (0.85, *_READY),
    ),
    StrokeKind.SERVE: (
        (-1.60, *_READY),
        (-1.20, 0.06, 0.44, 1.05, -0.05, 0.92, 0.35, 0.98, 0.0, 0.0, -0.06, 0.46, 1.05, 30, 0.03),
        (-0.80, 0.42, 0.02, 0.84, 0.45, -0.20, -0.80, 0.8, 0.4, 0.3, -0.10, 0.44, 1.75, 60, 0.10),
        (-0.40, 0.52, -0.22, 1.52, 0.10, -0.25, 0.95, 0.3, 0.95, 0.2, -0.12, 0.36, 2.00, 74, 0.16),
        (-0.15, 0.42, -0.20, 1.74, 0.25, -0.62, -0.74, 0.75, 0.5, -0.3, -0.22, 0.30, 1.35, 46, 0.04),
        (0.00, 0.22, 0.24, 2.02, 0.10, 0.14, 0.98, -0.1, 0.98, -0.13, -0.20, 0.20, 1.16, 6, -0.06),
        (0.10, 0.02, 0.56, 1.62, -0.12, 0.92, -0.36, -0.5, 0.3, 0.8, -0.16, 0.14, 1.12, -22, 0.02),
        (0.28, -0.36, 0.36, 0.92, -0.55, 0.10, -0.82, -0.6, 0.75, 0.3, -0.10, 0.26, 1.12, -48, 0.14),
        (0.55, -0.34, 0.20, 0.90, -0.65, -0.55, -0.50, 0.3, 0.85, 0.2, -0.12, 0.34, 1.10, -36, 0.12),
        (0.95, *_READY),
    ),
}
# fmt: on


def swing_at(kind: StrokeKind, from_contact_s: float) -> Swing:
    """Return the swing of a stroke at seconds from its contact (negative before)."""
    table = np.array(_KEYS[kind], np.float64)
    values = _smooth(table[:, 0], table[:, 1:], from_contact_s)
    axis = values[3:6] / np.linalg.norm(values[3:6])
    normal = values[6:9] - (values[6:9] @ axis) * axis
    normal = normal / max(float(np.linalg.norm(normal)), 1e-6)
    yaw = float(np.radians(values[12]))
    return Swing(values[:3], axis, normal, values[9:12], yaw, float(values[13]))


def _smooth(times: Floats, values: Floats, at: float) -> Floats:
    """Interpolate rows by cubic Hermite pieces with finite-difference slopes, held outside."""
    at = min(max(at, float(times[0])), float(times[-1]))
    piece = min(max(int(np.searchsorted(times, at, side="right")) - 1, 0), len(times) - 2)
    slope = np.zeros_like(values)
    slope[1:-1] = (values[2:] - values[:-2]) / (times[2:] - times[:-2])[:, None]
    step = times[piece + 1] - times[piece]
    x = (at - times[piece]) / step
    a, b = (1 + 2 * x) * (1 - x) ** 2, x * (1 - x) ** 2
    c, d = x * x * (3 - 2 * x), x * x * (x - 1)
    mixed = a * values[piece] + c * values[piece + 1]
    return np.asarray(mixed + step * (b * slope[piece] + d * slope[piece + 1]))
