"""A detector with a memory is shown the frame before; one without never notices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.detections.detections import ObjectClass
from core.detections.in_order import LONGEST_GAP, InOrder
from core.detections.onnx_detector import OnnxDetector
from core.video.frame import Picture

pytest.importorskip("onnx")

from tiny_detector import COLOURS, write_tiny_detector

SIZE = (128, 64)


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> OnnxDetector:
    folder = write_tiny_detector(tmp_path_factory.mktemp("models") / "tiny", memory=True)
    return OnnxDetector(folder, threads=1)


def _ball_at(x: int, height: int = SIZE[1], width: int = SIZE[0]) -> Picture:
    picture = np.zeros((height, width, 3), np.uint8)
    picture[24:32, x : x + 8] = COLOURS[ObjectClass.BALL]
    return picture


def test_what_came_since_the_frame_before_is_seen(detector: OnnxDetector) -> None:
    watch = InOrder(detector)
    first = watch.detect(_ball_at(16), 0)
    second = watch.detect(_ball_at(64), 1).of_class(ObjectClass.BALL)
    assert len(first) == 0, "nothing is known to have moved in the first frame"
    assert len(second) >= 1
    assert (np.abs(second.xyxy[:, [0, 2]].mean(axis=1) - 68) <= 6).all()


def test_a_frame_that_was_only_remembered_counts_as_the_one_before(detector: OnnxDetector) -> None:
    straight, resumed = InOrder(detector), InOrder(detector)
    straight.detect(_ball_at(16), 0)
    resumed.remember(_ball_at(16), 0)
    one, other = straight.detect(_ball_at(64), 1), resumed.detect(_ball_at(64), 1)
    assert np.array_equal(one.xyxy, other.xyxy)
    assert np.array_equal(one.score, other.score)


@pytest.mark.parametrize(
    ("gap", "seen"), [(1, True), (LONGEST_GAP, True), (LONGEST_GAP + 1, False)]
)
def test_a_picture_of_long_ago_says_nothing(detector: OnnxDetector, gap: int, seen: bool) -> None:
    watch = InOrder(detector)
    watch.remember(_ball_at(16), 5)
    assert bool(len(watch.detect(_ball_at(64), 5 + gap))) == seen


def test_a_picture_of_another_size_says_nothing(detector: OnnxDetector) -> None:
    watch = InOrder(detector)
    watch.remember(_ball_at(16, 128, 256), 0)
    assert len(watch.detect(_ball_at(64), 1)) == 0


def test_a_close_look_sees_what_moved_there(detector: OnnxDetector) -> None:
    region = (32.0, 0.0, 96.0, 32.0)
    found = detector.detect(_ball_at(64), region=region, previous=_ball_at(16))
    assert len(found) >= 1
    assert len(detector.detect(_ball_at(64), region=region)) == 0


def test_a_detector_without_memory_finds_the_same_as_ever(tmp_path: Path) -> None:
    plain = OnnxDetector(write_tiny_detector(tmp_path / "plain"), threads=1)
    watch = InOrder(plain)
    watch.remember(_ball_at(16), 0)
    assert np.array_equal(watch.detect(_ball_at(64), 1).xyxy, plain.detect(_ball_at(64), 1).xyxy)
