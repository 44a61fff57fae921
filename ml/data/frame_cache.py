"""Training pictures kept decoded in memory, as many as are allowed; the others come from disk."""

from __future__ import annotations

import threading

from core.dataset.labels import LabelledPicture, Labels
from core.video.frame import Picture
from ml.data.frames import read_rgb, scale_labels


class FrameCache:
    """Pictures with their labels scaled to match. Safe to read from several threads.

    Once `max_bytes` are in use nothing is thrown out for anything else: every picture comes once
    an epoch, so the share that is kept is the share that is saved, whichever pictures they are.
    """

    def __init__(
        self, frames: list[LabelledPicture], max_width: int, max_bytes: int | None = None
    ) -> None:
        """Pictures wider than `max_width` are shrunk to it; None for `max_bytes` is no limit."""
        self.frames = frames
        self.max_width = max_width
        self.max_bytes = max_bytes
        self.kept_bytes = 0
        self._kept: dict[int, Picture] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, index: int) -> tuple[Picture, Labels]:
        """(H, W, 3) RGB and labels in its pixels. Do not write into the picture.

        Raises OSError naming a picture that cannot be read.
        """
        frame = self.frames[index]
        picture = self._kept.get(index)
        if picture is None:
            picture = read_rgb(frame.path, self.max_width)
            self._keep(index, picture)
        return picture, scale_labels(frame.labels, picture.shape[1] / frame.width)

    def expected_bytes(self) -> int:
        """What all pictures would take."""
        return sum(
            3 * min(f.width, self.max_width) * round(f.height * min(1, self.max_width / f.width))
            for f in self.frames
        )

    def _keep(self, index: int, picture: Picture) -> None:
        with self._lock:
            fits = self.max_bytes is None or self.kept_bytes + picture.nbytes <= self.max_bytes
            if fits and index not in self._kept:
                self._kept[index] = picture
                self.kept_bytes += picture.nbytes
