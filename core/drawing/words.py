"""Words on a picture: measured, and drawn on a dark pill that keeps them readable."""

from __future__ import annotations

import threading

import cv2
import numpy as np

from core.drawing.palette import GROUND_COLOUR, Rgb, rgb_of
from core.video.frame import Picture

Rect = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""

_WEIGHT = 600
_PILL_OPACITY = 0.78
_LOCAL = threading.local()


def _font() -> cv2.FontFace:
    """Return OpenCV's own font, one object a thread: measuring changes it."""
    if not hasattr(_LOCAL, "font"):
        _LOCAL.font = cv2.FontFace("sans")
    font: cv2.FontFace = _LOCAL.font
    return font


def width_of(text: str, size_px: int) -> int:
    """Return how many pixels a line of text takes."""
    x, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), _font(), size_px, _WEIGHT)
    return int(x + width)


def write(picture: Picture, text: str, left: int, baseline: int, size_px: int, colour: Rgb) -> None:
    """Draw a line of text into ``picture`` (H, W, 3 RGB), in place."""
    cv2.putText(picture, text, (left, baseline), colour, _font(), size_px, _WEIGHT)


def shortened(text: str, size_px: int, room_px: int) -> str:
    """Return the text, cut with an ellipsis where it is wider than ``room_px``."""
    if width_of(text, size_px) <= room_px:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width_of(text[:middle].rstrip() + "…", size_px) <= room_px
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + "…"


def pill_size(text: str, size_px: int) -> tuple[int, int]:
    """Return width and height of the pill around a line of text."""
    return width_of(text, size_px) + round(0.9 * size_px), round(1.5 * size_px)


def draw_pill(picture: Picture, rect: Rect, text: str, size_px: int, colour: Rgb) -> None:
    """Draw text on its dark pill into ``picture``, in place; parts outside are cut off."""
    left, top, width, height = rect
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, picture.shape[1]), min(top + height, picture.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = picture[y0:y1, x0:x1]
    ground = np.array(rgb_of(GROUND_COLOUR), np.float32) * _PILL_OPACITY
    part[...] = (part * (1 - _PILL_OPACITY) + ground).astype(np.uint8)
    baseline = top + round(0.5 * height + 0.36 * size_px)
    write(picture, text, left + round(0.45 * size_px), baseline, size_px, colour)
