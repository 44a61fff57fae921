"""Letterbox: how a picture is fitted into the detector's input, and how boxes come back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.video.frame import Picture

PAD_VALUE = 128


@dataclass(frozen=True)
class Letterbox:
    """A picture of (source) pixels shrunk to (fitted) and centred in the (input) size.

    Scales are exact per axis: rounding the fitted size does not shift boxes. Coordinates are
    continuous, 0 at the outer edge of the first pixel.
    """

    source_width: int
    source_height: int
    input_width: int
    input_height: int

    @property
    def fitted(self) -> tuple[int, int]:
        """Width and height of the shrunk picture inside the input."""
        scale = min(self.input_width / self.source_width, self.input_height / self.source_height)
        return (
            max(1, round(self.source_width * scale)),
            max(1, round(self.source_height * scale)),
        )

    @property
    def margin(self) -> tuple[int, int]:
        """Left and top margin in input pixels."""
        width, height = self.fitted
        return (self.input_width - width) // 2, (self.input_height - height) // 2

    def apply(self, picture: Picture) -> Picture:
        """Return the input (H, W, 3): ``picture`` resized by area and padded with grey."""
        width, height = self.fitted
        left, top = self.margin
        if picture.shape[:2] != (height, width):
            shrinks = width < picture.shape[1]
            how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
            picture = np.asarray(cv2.resize(picture, (width, height), interpolation=how), np.uint8)
        if (width, height) == (self.input_width, self.input_height):
            return picture
        canvas = np.full((self.input_height, self.input_width, 3), PAD_VALUE, np.uint8)
        canvas[top : top + height, left : left + width] = picture
        return canvas

    def to_source(self, xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map boxes (n, 4) from input pixels to source pixels, clipped to the picture."""
        width, height = self.fitted
        left, top = self.margin
        scale = np.array([self.source_width / width, self.source_height / height], np.float32)
        corners = (xyxy.reshape(-1, 2, 2) - np.array([left, top], np.float32)) * scale
        size = np.array([self.source_width, self.source_height], np.float32)
        return np.asarray(np.clip(corners, 0, size).reshape(-1, 4), dtype=np.float32)

    def to_input(self, xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        """Map boxes (n, 4) from source pixels to input pixels."""
        width, height = self.fitted
        scale = np.array([width / self.source_width, height / self.source_height], np.float32)
        corners = xyxy.reshape(-1, 2, 2) * scale + np.array(self.margin, np.float32)
        return corners.reshape(-1, 4).astype(np.float32)


def oriented_input(manifest_size: tuple[int, int], source: tuple[int, int]) -> tuple[int, int]:
    """Return the input (width, height), turned upright for a source that is taller than wide."""
    width, height = manifest_size
    taller = source[1] > source[0]
    return (min(width, height), max(width, height)) if taller else (width, height)
