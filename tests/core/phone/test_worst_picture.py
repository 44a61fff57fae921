"""The frame that differs most as a picture: changed only where there is something to show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import FileError
from core.phone.check_parts import GoldenBox, WorstFrame, Xyxy
from core.phone.golden import FOLDER, write_picture
from core.phone.worst_picture import worst_picture

GROUND = 90
SIZE = (704, 416)


def ball(xyxy: Xyxy) -> GoldenBox:
    return GoldenBox("ball", 0.8, xyxy)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    write_picture(tmp_path / FOLDER, 0, np.full((SIZE[1], SIZE[0], 3), GROUND, np.uint8))
    return tmp_path


def changed(folder: Path, worst: WorstFrame) -> np.ndarray:
    """Return which pixels were drawn on."""
    drawn = worst_picture(folder, worst)
    assert drawn.shape == (SIZE[1], SIZE[0], 3)
    return (drawn != GROUND).any(axis=2)


def test_equal_boxes_are_drawn_thin_and_without_words(folder: Path) -> None:
    box = ball((40.0, 40.0, 60.0, 60.0))
    same = changed(folder, WorstFrame(0, "000.png", (box,), (box,)))
    lost = changed(folder, WorstFrame(0, "000.png", (box,), ()))
    around = np.s_[10:90, 10:200]
    assert 0 < same[around].sum() < lost[around].sum()


def test_the_close_look_keeps_clear_of_what_it_shows(folder: Path) -> None:
    for xyxy in ((20.0, 20.0, 32.0, 32.0), (660.0, 380.0, 672.0, 392.0)):
        box = ball(xyxy)
        drawn = changed(folder, WorstFrame(0, "000.png", (box,), ()))
        top, left = (0, 0) if xyxy[0] > SIZE[0] / 2 else (SIZE[1] - 80, SIZE[0] - 80)
        assert drawn[top : top + 80, left : left + 80].any(), "the lens is in the other corner"


def test_without_boxes_the_picture_is_as_it_was(folder: Path) -> None:
    assert not changed(folder, WorstFrame(0, "000.png", (), ())).any()


def test_a_lost_picture_is_an_expected_error(folder: Path) -> None:
    with pytest.raises(FileError):
        worst_picture(folder, WorstFrame(7, "007.png", (), ()))
