"""The shadow that a player, his racket and a ball throw on the ground."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.sample.camera import Camera, Floats
from core.sample.court import Place
from core.sample.figure import Piece
from core.sample.layer import Window

Mask = NDArray[np.uint8]


def shadow_mask(pieces: list[Piece], outlines: list[Floats], place: Place, camera: Camera) -> Mask:
    """Return where the sun is kept from the ground, 255 in full shadow, (height, width)."""
    mask = np.zeros((camera.height, camera.width), np.uint8)
    sun = place.sun / max(float(place.sun[2]), 0.25)

    def fallen(points: Floats) -> Floats:
        points = np.atleast_2d(points)
        return points - points[:, 2:] * sun

    for piece in pieces:
        ends, depth = camera.project(fallen(np.stack([piece.start, piece.end])))
        width = (piece.start_m + piece.end_m) * camera.focal_px / float(depth.mean())
        a, b = ([int(v) for v in end] for end in np.rint(ends * 8))
        cv2.line(mask, a, b, (255,), max(1, round(width * 0.8)), cv2.LINE_AA, 3)
    for outline in outlines:
        points = np.rint(camera.project(fallen(outline))[0] * 8).astype(np.int32)
        cv2.polylines(mask, [points], len(outline) > 2, (255,), 2, cv2.LINE_AA, 3)
    return mask


def window_of(mask: Mask, margin: int = 8) -> Window | None:
    """Return the window around what is not 0, or None."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    left, top = max(int(columns[0]) - margin, 0), max(int(rows[0]) - margin, 0)
    right = min(int(columns[-1]) + margin + 1, mask.shape[1])
    bottom = min(int(rows[-1]) + margin + 1, mask.shape[0])
    return Window(left, top, right - left, bottom - top)


def lay_shadow(rgb: Floats, mask: Mask, window: Window, sunny: float) -> None:
    """Darken ``rgb`` (the part of the picture in ``window``) by the mask of the whole picture."""
    soft = 1.2 + 5 * (1 - sunny)
    part = np.asarray(mask[window.slices], np.float32)
    blurred = np.asarray(cv2.GaussianBlur(part, (0, 0), soft), np.float32) / 255
    rgb *= (1 - (0.16 + 0.36 * sunny) * blurred)[..., None]
