"""Golden frames are chosen around sounds, lie in the input as the detector's do, and are kept."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, make_clip, number_in
from hypothesis import given
from hypothesis import strategies as st

from core.detections.model_manifest import ModelManifest
from core.detections.preprocess import PAD_VALUE, Letterbox
from core.errors import Cancelled, FileError, ModelError
from core.phone.check_parts import GoldenBox, HitFigure
from core.phone.golden import Golden, GoldenFrame, GoldenLetterbox, Stretch, read_pictures, shown
from core.phone.golden_choice import N_FRAMES, choose, stretches_around
from core.progress import CancelAfter
from core.video.still import read_still
from core.video.still_writer import write_still

SIZE = 96, 64
MANIFEST = ModelManifest("Test", ("player", "ball"), *SIZE, {"player": 0.3, "ball": 0.4})


@given(
    st.integers(1, 5000),
    st.floats(5, 240),
    st.lists(st.floats(0, 200), max_size=20),
    st.integers(1, 60),
)
def test_stretches_lie_in_the_film_in_order_and_apart(
    n_film: int, fps: float, times: list[float], n_frames: int
) -> None:
    strength = np.arange(len(times), dtype=np.float32)
    spans = stretches_around(np.array(times), strength, n_film, fps, n_frames)
    assert spans
    assert sum(end - first for first, end in spans) <= n_frames
    assert all(0 <= first < end <= n_film for first, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_a_stretch_lies_around_its_parts_strongest_sound() -> None:
    times, strength = np.array([1.0, 3.0, 7.0]), np.array([1, 5, 2], np.float32)
    spans = stretches_around(times, strength, 300, 30.0)
    assert [(first + end) // 2 for first, end in spans] == [90, 210]
    assert sum(end - first for first, end in spans) == N_FRAMES


def test_a_film_gives_consecutive_frames_around_its_click(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", ClipPlan(n=60, size=(192, 128), clicks_s=[1.0]))
    golden = choose(clip, MANIFEST, SIZE, tmp_path / "golden", n_frames=16)
    (stretch,) = golden.stretches
    pictures = [p for _, p in read_pictures(tmp_path / "golden", stretch, SIZE)]
    numbers = [number_in(np.kron(p, np.ones((2, 2, 1), np.uint8))) for p in pictures]
    assert len(numbers) == 16
    assert numbers == list(range(numbers[0], numbers[0] + 16))
    assert numbers[0] < 30 < numbers[-1]
    assert [frame.time_s for frame in stretch.frames][:3] == pytest.approx(
        [0, 1 / 30, 2 / 30], abs=1e-6
    )
    assert golden.source == "clip.mp4"


def test_pictures_of_a_folder_stand_alone_and_are_letterboxed(tmp_path: Path) -> None:
    for number, (width, height) in enumerate([(160, 90), (60, 120)]):
        picture = np.full((height, width, 3), 50 + 100 * number, np.uint8)
        write_still(tmp_path / "in" / f"{number}.png", picture)
    golden = choose(tmp_path / "in", MANIFEST, SIZE, tmp_path / "golden")
    assert [len(stretch.frames) for stretch in golden.stretches] == [1, 1]
    for stretch, value in zip(golden.stretches, (50, 150), strict=True):
        ((_, picture),) = read_pictures(tmp_path / "golden", stretch, SIZE)
        box = Letterbox(*stretch.source_size, *SIZE)
        assert stretch.letterbox == GoldenLetterbox(box.fitted, box.margin)
        (left, top), (width, height) = box.margin, box.fitted
        assert (picture[top : top + height, left : left + width] == value).all()
        assert (picture == PAD_VALUE).all(axis=2).sum() == SIZE[0] * SIZE[1] - width * height


def test_where_there_is_nothing_to_choose_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source in (tmp_path / "empty", tmp_path / "absent.mp4"):
        with pytest.raises(FileError):
            choose(source, MANIFEST, SIZE, tmp_path / "golden")


def test_choosing_can_be_stopped(tmp_path: Path) -> None:
    for number in range(3):
        write_still(tmp_path / "in" / f"{number}.png", np.zeros((10, 10, 3), np.uint8))
    with pytest.raises(Cancelled):
        choose(tmp_path / "in", MANIFEST, SIZE, tmp_path / "golden", CancelAfter(2))


def golden_of(**changes: object) -> Golden:
    """A small value; its pictures are not on the disk."""
    boxes = (GoldenBox("ball", 0.41, (1.5, 2, 3, 4)), GoldenBox("player", 0.2, (0, 0, 9, 9)))
    frame = GoldenFrame("000.png", 0, 0.0, boxes)
    stretch = Stretch(
        (160, 90),
        30.0,
        GoldenLetterbox((96, 54), (0, 5)),
        (frame,),
        (HitFigure(0.1, 3, 5, 0.1), HitFigure(0.2, 6, None, None)),
    )
    values = {
        "source": "a film",
        "input_size": SIZE,
        "classes": MANIFEST.classes,
        "thresholds": dict(MANIFEST.thresholds),
        "stride": 4,
        "top_k": 100,
        "stretches": (stretch,),
    }
    return Golden(**(values | changes))  # type: ignore[arg-type]


def test_read_of_write_is_the_same(tmp_path: Path) -> None:
    golden = golden_of()
    golden.save(tmp_path)
    assert Golden.load(tmp_path) == golden


@pytest.mark.parametrize("file", ["../000.png", "/etc/passwd", "a/b.png"])
def test_names_outside_of_the_folder_are_refused(file: str, tmp_path: Path) -> None:
    golden = golden_of()
    golden.save(tmp_path)
    raw = json.loads((tmp_path / "golden.json").read_text())
    raw["stretches"][0]["frames"][0]["file"] = file
    (tmp_path / "golden.json").write_text(json.dumps(raw))
    with pytest.raises(ModelError, match="outside"):
        Golden.load(tmp_path)


def test_frames_suit_only_the_detector_that_reads_them_so() -> None:
    golden = golden_of()
    assert golden.suits(MANIFEST, SIZE)
    assert not golden.suits(MANIFEST, (128, 64))
    assert not golden_of(thresholds={"player": 0.3, "ball": 0.5}).suits(MANIFEST, SIZE)
    assert not golden_of(classes=("ball", "player")).suits(MANIFEST, SIZE)


def test_only_boxes_from_the_thresholds_on_are_shown() -> None:
    golden = golden_of()
    assert [box.label for box in shown(golden.frames[0].boxes, golden.thresholds)] == ["ball"]


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    write_still(tmp_path / "000.png", np.zeros((10, 10, 3), np.uint8))
    with pytest.raises(ModelError, match="10 x 10"):
        list(read_pictures(tmp_path, golden_of().stretches[0], SIZE))
    assert read_still(tmp_path / "000.png").shape == (10, 10, 3)
