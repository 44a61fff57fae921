"""A drawn copy of a video: every frame, at its own time, with the boxes in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fake_detector import SIZE, make_clip, rally

from core.detections.detections import Detections
from core.drawing.film import annotate_film, detect_film
from core.errors import Cancelled
from core.progress import CancelAfter, NoProgress
from core.video.reader import VideoReader


class TruthTeller:
    """Knows where the rally's boxes are, whatever the picture's size."""

    model_hash = model_name = "truth"

    def fitted_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return half the size."""
        return width // 2, height // 2

    def detect(
        self,
        picture: np.ndarray,
        frame: int = 0,
        *,
        source_size: tuple[int, int] | None = None,
        previous: np.ndarray | None = None,
    ) -> Detections:
        """Return the boxes of ``frame``; a scaled picture must name its source's size."""
        assert picture.shape[1::-1] == (self.fitted_size_for(*source_size) if source_size else SIZE)
        return rally(frame)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "rally.mp4", 12)


def test_the_copy_has_every_frame_and_the_boxes_in_them(clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "drawn.mp4"
    found = annotate_film(clip, target, TruthTeller(), NoProgress())
    assert set(found.frame.tolist()) == set(range(12))
    with VideoReader(clip) as before, VideoReader(target) as after:
        np.testing.assert_allclose(
            after.info.timebase.times_s, before.info.timebase.times_s, atol=1e-3
        )
        for index in (0, 11):
            change = np.abs(after.frame(index).rgb.astype(int) - before.frame(index).rgb)
            assert (change > 60).any()
    assert len(detect_film(clip, TruthTeller(), NoProgress())) == len(found)


def test_stopping_leaves_no_file(clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "drawn.mp4"
    with pytest.raises(Cancelled):
        annotate_film(clip, target, TruthTeller(), CancelAfter(3))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rally.mp4"]
