"""Writing a still picture in the kind that its name says."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from core.errors import FileError
from core.files import write_atomically
from core.video.frame import Picture
from core.video.still import SUFFIXES

_QUALITY = {".jpg": cv2.IMWRITE_JPEG_QUALITY, ".jpeg": cv2.IMWRITE_JPEG_QUALITY}
_LIST = "Sweetspot writes JPEG, PNG, WebP, BMP and TIFF."


def is_still_name(path: Path) -> bool:
    """Return whether a file's name is that of a picture."""
    return path.suffix.lower() in SUFFIXES


def check_still_name(path: Path) -> None:
    """Raise ``FileError`` when a picture cannot be written under that name."""
    if not is_still_name(path):
        kind = f"“{path.suffix}”" if path.suffix else "A name without an ending"
        raise FileError(f"{kind} is no kind of picture that can be written.", _LIST)


def write_still(path: Path, picture: Picture, quality: int = 92) -> None:
    """Write an RGB picture (H, W, 3) in the kind its name says; raise ``FileError``."""
    check_still_name(path)
    suffix = path.suffix.lower()
    options = [_QUALITY[suffix], quality] if suffix in _QUALITY else []
    done, content = cv2.imencode(suffix, np.ascontiguousarray(picture[..., ::-1]), options)
    if not done:
        raise FileError(f"“{path.name}” could not be made into a picture.", _LIST)
    write_atomically(path, content.tobytes())
