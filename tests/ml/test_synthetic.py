"""Drawn practices as training data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import Cancelled
from ml.data.frames import read_coco, read_rgb
from ml.data.synthetic import DrawRequest, draw

CLASSES = ("player", "racket", "ball", "racket_head")


def test_drawn_pictures_have_a_player_and_boxes_inside(tmp_path: Path) -> None:
    request = DrawRequest(str(tmp_path), scenes=1, frames_per_scene=3, width=320, height=192)
    frames = read_coco(draw(request) / "instances_train.json", CLASSES)
    assert len(frames) == 3
    for frame in frames:
        assert read_rgb(frame.path).shape == (192, 320, 3)
        labels = frame.labels
        assert 0 in labels.class_id
        assert not labels.not_exhaustive
        boxes = np.concatenate([labels.xyxy, labels.ignored_xyxy])
        assert (boxes >= 0).all()
        assert (boxes <= [320, 192, 320, 192]).all()


def test_drawing_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        draw(DrawRequest(str(tmp_path), width=320, height=192), cancelled=lambda: True)
    assert not (tmp_path / "instances_train.json").exists()
