"""The detector gives exact source pixels whatever the size, and says what is wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detections.detections import ObjectClass
from core.detections.onnx_detector import OnnxDetector
from core.errors import ModelError
from core.geometry import centre_of
from core.video.frame import Picture

pytest.importorskip("onnx")

from tiny_detector import COLOURS, write_tiny_detector


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_detector(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def detector(folder: Path) -> OnnxDetector:
    return OnnxDetector(folder, threads=1)


def _painted(width: int, height: int, kind: ObjectClass, x: int, y: int, side: int) -> Picture:
    picture = np.full((height, width, 3), 90, np.uint8)
    picture[y : y + side, x : x + side] = COLOURS[kind]
    return picture


@settings(max_examples=25, deadline=None)
@given(
    size=st.sampled_from([(128, 64), (640, 320), (320, 640), (500, 300), (303, 517)]),
    place=st.tuples(st.floats(0.1, 0.8), st.floats(0.1, 0.8)),
    kind=st.sampled_from(list(ObjectClass)),
)
def test_a_square_is_found_where_it_is(
    detector: OnnxDetector, size: tuple[int, int], place: tuple[float, float], kind: ObjectClass
) -> None:
    width, height = size
    side = max(size) // 10
    x, y = round(place[0] * (width - side)), round(place[1] * (height - side))
    found = detector.detect(_painted(width, height, kind, x, y, side), 7).of_class(kind)
    assert len(found) >= 1
    assert (found.frame == 7).all()
    centre = centre_of(found.xyxy).mean(axis=0)
    cell = 4 * max(width / 128, height / 64) if width >= height else 4 * height / 128
    assert abs(centre - (x + side / 2, y + side / 2)).max() <= 1.5 * cell


def test_a_picture_scaled_by_the_reader_gives_the_same_boxes(detector: OnnxDetector) -> None:
    full = _painted(640, 320, ObjectClass.BALL, 200, 120, 40)
    fitted = detector.fitted_size_for(640, 320)
    scaled = np.ascontiguousarray(full[2::5, 2::5])
    assert fitted == (128, 64)
    assert scaled.shape[:2] == (64, 128)
    whole = detector.detect(full)
    small = detector.detect(scaled, source_size=(640, 320))
    assert len(whole) == len(small)
    assert np.abs(whole.xyxy - small.xyxy).max() < 1e-3


def test_a_close_look_maps_back_and_sees_smaller_things(detector: OnnxDetector) -> None:
    picture = _painted(1280, 640, ObjectClass.BALL, 400, 300, 8)
    assert len(detector.detect(picture).of_class(ObjectClass.BALL)) == 0
    near = detector.detect(picture, region=(360.0, 276.0, 488.0, 340.0))
    ball = near.of_class(ObjectClass.BALL)
    assert len(ball) >= 1
    assert np.abs(centre_of(ball.xyxy).mean(axis=0) - (404, 304)).max() <= 4


def test_a_close_look_at_the_edge_is_cut_to_the_picture(detector: OnnxDetector) -> None:
    picture = _painted(640, 320, ObjectClass.BALL, 0, 0, 24)
    found = detector.detect(picture, region=(-50.0, -60.0, 78.0, 4000.0))
    assert (found.xyxy >= 0).all()
    assert (found.xyxy[:, [1, 3]] <= 320).all()


def test_portrait_films_get_an_upright_input(detector: OnnxDetector) -> None:
    assert detector.input_size_for(480, 848) == (64, 128)
    assert detector.input_size_for(848, 480) == (128, 64)


def test_a_fixed_input_stays_as_it_is(tmp_path: Path) -> None:
    fixed = OnnxDetector(write_tiny_detector(tmp_path / "fixed", dynamic=False), threads=1)
    assert fixed.input_size_for(480, 848) == (128, 64)
    assert fixed.at_input(256, 128) is fixed
    assert len(fixed.detect(_painted(480, 848, ObjectClass.PLAYER, 100, 300, 80))) >= 1


def test_another_input_finds_the_same_square_and_is_another_detector(
    detector: OnnxDetector,
) -> None:
    larger = detector.at_input(250, 130)
    assert larger.input_size_for(640, 320) == (256, 128)
    assert larger.model_hash != detector.model_hash
    picture = _painted(640, 320, ObjectClass.BALL, 300, 100, 60)
    for one in (larger, detector):
        centre = centre_of(one.detect(picture).of_class(ObjectClass.BALL).xyxy).mean(axis=0)
        assert abs(centre - (330, 130)).max() <= 30
    assert detector.input_size_for(640, 320) == (128, 64)


def test_it_names_itself(detector: OnnxDetector) -> None:
    assert detector.model_name == "Tiny"
    assert len(detector.model_hash) == 64


def _edited(folder: Path, tmp_path: Path, **changes: object) -> Path:
    copy = tmp_path / "edited"
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    raw = json.loads((copy / "manifest.json").read_text())
    raw.update(changes)
    (copy / "manifest.json").write_text(json.dumps(raw))
    return copy


def test_a_missing_folder_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"manifest\.json is missing"):
        OnnxDetector(tmp_path / "nowhere")


def test_changed_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    copy = _edited(folder, tmp_path)
    with (copy / "model.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="not the one its manifest names"):
        OnnxDetector(copy)


def test_a_file_that_is_no_net_is_a_model_error(folder: Path, tmp_path: Path) -> None:
    copy = _edited(folder, tmp_path, files={})
    (copy / "model.onnx").write_bytes(b"not a net at all")
    with pytest.raises(ModelError, match="cannot be read"):
        OnnxDetector(copy)


def test_a_net_for_other_things_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = _edited(folder, tmp_path, classes=["cat", "dog", "ball", "racket"])
    with pytest.raises(ModelError, match="cat, dog"):
        OnnxDetector(copy)


def test_a_net_without_the_promised_outputs_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = _edited(folder, tmp_path, outputs=["a", "b", "c"])
    with pytest.raises(ModelError, match="not a Sweetspot detector"):
        OnnxDetector(copy)
