"""Pictures as JPEG, for thumbnails."""

from __future__ import annotations

import cv2
import numpy as np

from core.errors import VideoError
from core.video.frame import Picture


def to_jpeg(picture: Picture, size: tuple[int, int], quality: int = 85) -> bytes:
    """Return an RGB picture (h, w, 3), scaled to ``size`` (width, height), as a JPEG file."""
    shrinks = size[0] < picture.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    scaled = picture if picture.shape[1::-1] == size else cv2.resize(picture, size, None, 0, 0, how)
    done, content = cv2.imencode(
        ".jpg", np.ascontiguousarray(scaled[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    if not done:
        raise VideoError("A picture could not be made into a JPEG.")
    return content.tobytes()
