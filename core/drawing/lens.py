"""A close look at one part of a picture, laid over its emptiest corner."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from core.drawing.boxes import BoxMark, draw_marks
from core.drawing.palette import GROUND_COLOUR, rgb_of
from core.video.frame import Picture

LENS_PX = 220


def put_lens(
    drawn: Picture,
    picture: Picture,
    marks: Sequence[BoxMark],
    window: tuple[float, float, float],
    scale: float,
    text_px: int,
    lens_px: int = LENS_PX,
) -> None:
    """Draw a part of ``picture``, enlarged and with its marks, into ``drawn``, in place.

    ``drawn`` is ``picture`` enlarged by ``scale``; marks and ``window`` (the part's middle x and y
    and its side) are in pixels of ``picture``. The lens lies where the fewest marks are hidden.
    """
    lens = min(lens_px, drawn.shape[0] // 2, drawn.shape[1] // 2)
    height, width = picture.shape[:2]
    side = int(min(window[2], width, height))
    left = int(np.clip(window[0] - side / 2, 0, width - side))
    top = int(np.clip(window[1] - side / 2, 0, height - side))
    crop = picture[top : top + side, left : left + side]
    zoom = lens / side
    close = cv2.resize(crop, (lens, lens), interpolation=cv2.INTER_CUBIC)
    # Words would cover what the lens is there to show.
    silent = [BoxMark(m.xyxy, m.colour, "", m.dashed, m.thin) for m in marks]
    close = draw_marks(
        np.asarray(close, np.uint8), [scaled(m, zoom, left, top) for m in silent], text_px
    )
    cv2.rectangle(close, (0, 0), (lens - 1, lens - 1), rgb_of("#FFFFFF"), 2)
    at_x, at_y = _emptiest_corner(drawn, marks, (left + side / 2, top + side / 2), scale, lens)
    seen = [round(v * scale) for v in (left, top, left + side, top + side)]
    for colour, line in ((GROUND_COLOUR, 3), ("#FFFFFF", 1)):
        cv2.rectangle(drawn, seen[:2], seen[2:], rgb_of(colour), line, cv2.LINE_AA)
    drawn[at_y : at_y + lens, at_x : at_x + lens] = close


def scaled(mark: BoxMark, scale: float, left: float = 0.0, top: float = 0.0) -> BoxMark:
    """Return a mark as it is in a picture enlarged by ``scale``, cut at ``left`` and ``top``."""
    x0, y0, x1, y1 = mark.xyxy
    moved = ((x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale)
    return BoxMark(moved, mark.colour, mark.words, mark.dashed, mark.thin)


def _emptiest_corner(
    drawn: Picture,
    marks: Sequence[BoxMark],
    looked_at: tuple[float, float],
    scale: float,
    lens: int,
) -> tuple[int, int]:
    """Return left and top of the corner that hides the fewest centres of marks, strong ones first;
    what is looked at is hidden only where it fills the picture."""
    height, width = drawn.shape[:2]
    corners = [(x, y) for y in (height - lens, 0) for x in (width - lens, 0)]
    centres = [((m.xyxy[0] + m.xyxy[2]) / 2, (m.xyxy[1] + m.xyxy[3]) / 2) for m in marks]
    points = np.array([*centres, looked_at])
    weights = np.array([0.01 if m.thin else 1.0 for m in marks] + [100.0])
    hidden = [
        weights[((points * scale >= c) & (points * scale < np.add(c, lens))).all(axis=1)].sum()
        for c in corners
    ]
    return corners[int(np.argmin(hidden))]
