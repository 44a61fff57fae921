"""Training pictures kept decoded in memory, as many as are allowed; the others come from disk."""

from __future__ import annotations

import threading
from pathlib import Path

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
        self._kept: dict[Path, Picture] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, index: int) -> tuple[Picture, Labels]:
        """(H, W, 3) RGB and labels in its pixels. Do not write into the picture.

        Raises OSError naming a picture that cannot be read.
        """
        frame = self.frames[index]
        picture = self._picture(frame.path)
        return picture, scale_labels(frame.labels, picture.shape[1] / frame.width)

    def previous(self, index: int) -> Picture | None:
        """The frame before a picture, where it was kept. Raises OSError if it cannot be read."""
        path = self.frames[index].previous
        return None if path is None else self._picture(path)

    def expected_bytes(self) -> int:
        """What all pictures would take."""
        return sum(
            3
            * min(f.width, self.max_width)
            * round(f.height * min(1, self.max_width / f.width))
            * (1 if f.previous is None else 2)
            for f in self.frames
        )

    def _picture(self, path: Path) -> Picture:
        picture = self._kept.get(path)
        if picture is None:
            picture = read_rgb(path, self.max_width)
            self._keep(path, picture)
        return picture

    def _keep(self, path: Path, picture: Picture) -> None:
        with self._lock:
            fits = self.max_bytes is None or self.kept_bytes + picture.nbytes <= self.max_bytes
            if fits and path not in self._kept:
                self._kept[path] = picture
                self.kept_bytes += picture.nbytes
