"""A contact sheet: many pictures in rows, each with lines of words under it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from core.drawing.palette import rgb_of
from core.drawing.words import shortened, write
from core.video.frame import Picture

GROUND, TITLE, TEXT = "#15191E", "#E9EDF2", "#A4AFBC"
_GAP, _TEXT_PX = 16, 15


def contact_sheet(
    tiles: Sequence[tuple[Picture, Sequence[str]]], columns: int = 3, tile_width: int = 620
) -> Picture:
    """Return the tiles (a picture, its lines of words, the first a title) as one picture.

    Pictures keep their shape inside tiles of 16 to 9. At least one tile is needed.
    """
    columns = max(1, min(columns, len(tiles)))
    tile_height = round(tile_width * 9 / 16)
    line_px = round(1.45 * _TEXT_PX)
    cell = tile_height + max(len(lines) for _, lines in tiles) * line_px + _GAP
    n_rows = -(-len(tiles) // columns)
    width = columns * (tile_width + _GAP) + _GAP
    sheet = np.empty((n_rows * (cell + _GAP) + _GAP, width, 3), np.uint8)
    sheet[...] = rgb_of(GROUND)
    for number, (picture, lines) in enumerate(tiles):
        left = _GAP + number % columns * (tile_width + _GAP)
        top = _GAP + number // columns * (cell + _GAP)
        fitted = fit(picture, tile_width, tile_height)
        y, x = (tile_height - len(fitted)) // 2, (tile_width - fitted.shape[1]) // 2
        sheet[top + y : top + y + len(fitted), left + x : left + x + fitted.shape[1]] = fitted
        for place, line in enumerate(lines):
            baseline = top + tile_height + (place + 1) * line_px
            colour = rgb_of(TEXT if place else TITLE)
            text = shortened(line, _TEXT_PX, tile_width)
            write(sheet, text, left, baseline, _TEXT_PX, colour)
    return sheet


def fit(picture: Picture, width: int, height: int) -> Picture:
    """Return the picture scaled to the largest size inside ``width`` x ``height`` pixels."""
    scale = min(width / picture.shape[1], height / picture.shape[0])
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)
