"""Pictures of faults, and sheets of them: what is wrong can be seen."""

from __future__ import annotations

import numpy as np
import pytest
from label_values import known, truth_found

from core.detections.detections import Detections
from core.drawing.palette import Rgb, colour_named, rgb_of
from core.drawing.sheet import contact_sheet, fit
from core.evaluation.costs import faults_of
from core.evaluation.fault_drawing import HEIGHT, WIDTH, draw_faults

CLASSES = ("player", "racket", "ball", "racket_head")


def near(picture: np.ndarray, colour: Rgb) -> np.ndarray:
    return np.abs(picture.astype(int) - colour).max(axis=2) < 50


def drawn(picture: np.ndarray, labels: object, found: Detections) -> np.ndarray:
    faults = faults_of(labels, found, CLASSES, {})  # type: ignore[arg-type]
    return draw_faults(picture, labels, found, faults, CLASSES)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(1920, 1080), (480, 848), (64, 48), (960, 540)])
def test_pictures_of_any_size_fit(size: tuple[int, int]) -> None:
    picture = np.full((size[1], size[0], 3), 90, np.uint8)
    labels = known([[10, 10, 16, 16]], [2])
    result = drawn(picture, labels, Detections.empty())
    assert max(result.shape[1] / WIDTH, result.shape[0] / HEIGHT) == pytest.approx(1, abs=2e-3)
    assert near(result, colour_named("ball", 2)).any()


def test_a_missed_ball_is_magnified_where_no_fault_is_hidden() -> None:
    picture = np.full((540, 960, 3), 90, np.uint8)
    picture[500:506, 900:906] = (20, 160, 30)
    labels = known([[900, 500, 906, 506]], [2])
    result = drawn(picture, labels, Detections.empty())
    green = near(result, (20, 160, 30))
    assert 25 <= green[480:520, 880:920].sum() <= 60, "as it is"
    green[480:520, 880:920] = False
    assert green.sum() > 900, "and large, elsewhere"
    assert not green[320:, 740:].any()


def test_what_is_right_is_thin_and_silent() -> None:
    picture = np.full((540, 960, 3), 90, np.uint8)
    labels = known([[200, 100, 400, 400]], [1])
    right = drawn(picture, labels, truth_found(labels))
    wrong = drawn(picture, labels, Detections.empty())
    colour = colour_named("racket", 1)
    assert near(right, colour)[95:405].sum() > 0
    dark = rgb_of("#0C1014")
    assert not near(right, dark).any(), "no words"
    assert near(wrong, dark).any()


def test_where_all_is_wrong_not_all_is_named() -> None:
    picture = np.full((540, 960, 3), 200, np.uint8)
    boxes = [[20 + 60 * i, 100, 60 + 60 * i, 140] for i in range(15)]
    many = drawn(picture, known(boxes, [2] * 15), Detections.empty())
    few = drawn(picture, known(boxes[:10], [2] * 10), Detections.empty())
    dark = rgb_of("#0C1014")
    words = [near(each, dark)[:80].sum() for each in (many, few)]
    assert words[0] <= words[1] * 1.1


@pytest.mark.parametrize(("n", "columns", "rows"), [(1, 1, 1), (3, 3, 1), (4, 3, 2), (12, 3, 4)])
def test_a_sheet_holds_every_tile_and_its_words(n: int, columns: int, rows: int) -> None:
    colours = [(20 * i + 10, 255 - 20 * i, 128) for i in range(n)]
    tiles = [
        (np.full((90, 160, 3), colour, np.uint8), [f"{i}. title", "why " * 99])
        for i, colour in enumerate(colours)
    ]
    sheet = contact_sheet(tiles, tile_width=320)
    assert sheet.shape[1] == columns * 336 + 16
    assert sheet.shape[0] == pytest.approx(rows * (180 + 2 * 22 + 32) + 16, abs=2 * rows)
    for colour in colours:
        assert (np.abs(sheet.astype(int) - colour).max(axis=2) < 4).sum() == 320 * 180


def test_fitting_keeps_the_shape() -> None:
    assert fit(np.zeros((848, 480, 3), np.uint8), 620, 349).shape == (349, 198, 3)
    assert fit(np.zeros((10, 20, 3), np.uint8), 620, 349).shape == (310, 620, 3)
