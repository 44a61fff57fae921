"""The health check: each fault is found, named with its pictures, and hides no other."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from dataset_maker import SIZE, dataset_of, picture_of, write_picture

from core.dataset.dataset import Dataset
from core.dataset.finding import Severity, counted
from core.dataset.health import Health, check_dataset
from core.dataset.labels import LabelledBox, LabelledPicture
from core.dataset.reading import read_dataset
from core.errors import Cancelled
from core.progress import CancelAfter

STOPS, LOOK = Severity.STOPS_TRAINING, Severity.WORTH_A_LOOK
ALL_CLASSES = [LabelledBox(kind, (10, 10, 30 + kind, 40)) for kind in range(4)]


def sound(folder: Path, n: int, seed: int = 0) -> list[LabelledPicture]:
    """Return pictures with a box of each class and different to look at."""
    return [
        picture_of(write_picture(folder / f"{seed + i}.png", seed + i), ALL_CLASSES)
        for i in range(n)
    ]


@pytest.fixture
def healthy(tmp_path: Path) -> Dataset:
    return dataset_of({"train": sound(tmp_path, 4), "val": sound(tmp_path, 2, 50)})


def changed(dataset: Dataset, picture: LabelledPicture, split: str = "train") -> Dataset:
    """Return the dataset with ``picture`` in the place of the first of a split."""
    splits = {**dataset.splits, split: (picture, *dataset.split(split)[1:])}
    return replace(dataset, splits=splits)


def with_boxes(dataset: Dataset, *boxes: LabelledBox) -> Health:
    """Check the dataset with more boxes in its first training picture."""
    first = dataset.split("train")[0]
    return check_dataset(changed(dataset, picture_of(first.path, [*ALL_CLASSES, *boxes])))


def test_a_healthy_dataset_has_no_findings(healthy: Dataset) -> None:
    assert check_dataset(healthy, SIZE).findings == ()


@pytest.mark.parametrize(
    ("box", "kind", "severity"),
    [
        (LabelledBox(2, (5, 5, 5, 9)), "empty box", STOPS),
        (LabelledBox(2, (9, 5, 5, 9)), "empty box", STOPS),
        (LabelledBox(2, (70, 5, 75, 9)), "box elsewhere", STOPS),
        (LabelledBox(2, (5, -9, 15, -4)), "box elsewhere", STOPS),
        (LabelledBox(2, (60, 5, 66, 9)), "box outside", LOOK),
        (LabelledBox(0, (10, 10, 30, 40)), "box twice", LOOK),
    ],
)
def test_boxes_that_are_none(
    healthy: Dataset, box: LabelledBox, kind: str, severity: Severity
) -> None:
    found = [each for each in with_boxes(healthy, box).findings if each.kind != "tiny objects"]
    assert [(each.kind, each.severity) for each in found] == [(kind, severity)]
    assert found[0].pictures == (healthy.split("train")[0].path,)
    assert "In 1 picture 1 box" in found[0].sentence


def test_a_box_may_reach_one_pixel_over_the_edge(healthy: Dataset) -> None:
    health = with_boxes(healthy, LabelledBox(0, (-1, -1, 65, 49)))
    assert health.of_kind("box outside") is None


@pytest.mark.parametrize("trouble", ["missing", "empty", "cut short", "no picture"])
def test_pictures_that_cannot_be_read(healthy: Dataset, trouble: str) -> None:
    path = healthy.split("train")[1].path
    content = path.read_bytes()
    spoilt = {"empty": b"", "cut short": content[: len(content) // 2], "no picture": b"hello"}
    if trouble == "missing":
        path.unlink()
    else:
        path.write_bytes(spoilt[trouble])
    health = check_dataset(healthy, SIZE)
    (finding,) = health.findings
    assert health.stops_training
    assert finding.kind == "unreadable picture"
    assert finding.pictures == (path,)
    assert f"{path.name} is " in finding.sentence
    assert trouble.removeprefix("no ") in finding.sentence


def test_a_picture_of_another_size(healthy: Dataset) -> None:
    first = healthy.split("train")[0]
    write_picture(first.path, 1, (40, 30))
    finding = check_dataset(healthy, SIZE).of_kind("wrong size")
    assert finding is not None
    assert finding.severity is STOPS
    assert "is 40x30, not 64x48" in finding.sentence


def test_a_frame_before_is_checked_like_a_picture(healthy: Dataset, tmp_path: Path) -> None:
    first = replace(healthy.split("train")[0], previous=tmp_path / "before.png")
    dataset = changed(healthy, first)
    missing = check_dataset(dataset, SIZE).of_kind("unreadable picture")
    assert missing is not None
    assert "before.png is missing" in missing.sentence
    write_picture(tmp_path / "before.png", 7, (40, 30))
    assert check_dataset(dataset, SIZE).of_kind("wrong frame before") is not None
    write_picture(tmp_path / "before.png", 7)
    assert check_dataset(dataset, SIZE).findings == ()


def test_pictures_turned_by_a_mark(healthy: Dataset, tmp_path: Path) -> None:
    jpeg = cv2.imencode(".jpg", np.full((48, 64, 3), 90, np.uint8))[1].tobytes()
    mark = (
        bytes.fromhex("ffe10022457869660000")
        + bytes.fromhex("49492a00080000000100120103000100000006000000000000000000")[: 0x22 - 8]
    )
    path = tmp_path / "turned.jpg"
    path.write_bytes(jpeg[:2] + mark + jpeg[2:])
    stored = picture_of(path, ALL_CLASSES)
    upright = picture_of(path, ALL_CLASSES, size=(48, 64))
    finding = check_dataset(changed(healthy, stored), SIZE).of_kind("turned picture")
    assert finding is not None
    assert finding.severity is STOPS
    health = check_dataset(changed(healthy, upright), SIZE)
    assert not health.stops_training
    assert health.of_kind("EXIF mark") is not None


def test_the_same_picture_in_one_split_and_in_two(healthy: Dataset, tmp_path: Path) -> None:
    first, second, *_ = healthy.split("train")
    shutil.copy(first.path, second.path)
    finding = check_dataset(healthy, SIZE).of_kind("picture twice")
    assert finding is not None
    assert set(finding.pictures) == {first.path, second.path}
    judged = healthy.split("val")[0]
    shutil.copy(first.path, judged.path)
    leak = check_dataset(healthy, SIZE).of_kind("same picture in two splits")
    assert leak is not None
    assert leak.pictures == (judged.path,)


def test_a_picture_that_looks_the_same_in_two_splits(healthy: Dataset) -> None:
    first, judged = healthy.split("train")[0], healthy.split("val")[0]
    picture = cv2.imread(str(first.path))
    picture[20:24, 20:24] = 255
    cv2.imwrite(str(judged.path), picture)
    leak = check_dataset(healthy, SIZE).of_kind("near-same picture in two splits")
    assert leak is not None
    assert leak.pictures == (judged.path, first.path)
    assert "50% of the pictures of val (1)" in leak.sentence


@pytest.mark.parametrize("field", ["session", "source"])
def test_one_practice_in_two_splits(healthy: Dataset, field: str) -> None:
    splits = {
        name: tuple(replace(each, **{field: "monday"}) for each in pictures)
        for name, pictures in healthy.splits.items()
    }
    health = check_dataset(replace(healthy, splits=splits), SIZE)
    (finding,) = health.findings
    assert finding.severity is LOOK
    assert finding.kind == f"same {'practice' if field == 'session' else 'source'} in two splits"
    assert set(finding.pictures) == {each.path for each in healthy.split("val")}


def test_splits_and_classes_that_are_missing(healthy: Dataset) -> None:
    nothing = replace(healthy, splits={"val": healthy.split("val")})
    assert check_dataset(nothing, SIZE).of_kind("no training pictures") is not None
    bare = tuple(picture_of(each.path) for each in healthy.split("train"))
    health = check_dataset(replace(healthy, splits={"train": bare}), SIZE)
    assert health.stops_training
    assert health.of_kind("no boxes") is not None
    assert health.of_kind("no validation pictures") is not None
    assert [each.kind for each in health.findings].count("class without boxes") == 4


def test_a_class_that_is_never_complete(healthy: Dataset) -> None:
    partial = tuple(picture_of(each.path, ALL_CLASSES, [2]) for each in healthy.split("train"))
    health = check_dataset(replace(healthy, splits={**healthy.splits, "train": partial}), SIZE)
    (finding,) = health.findings
    assert finding.kind == "class never complete"
    assert "every ball" in finding.sentence


def test_classes_out_of_balance(healthy: Dataset) -> None:
    many = [LabelledBox(0, (x, 0, x + 4, 4 + y)) for x in range(0, 60, 5) for y in range(12)]
    finding = with_boxes(healthy, *many).of_kind("classes out of balance")
    assert finding is not None
    assert "boxes of player" in finding.sentence


def test_balls_that_are_too_small_for_the_input(healthy: Dataset) -> None:
    small = LabelledBox(2, (50, 2, 54, 6))
    first = healthy.split("train")[0]
    dataset = changed(healthy, picture_of(first.path, [*ALL_CLASSES, small]))
    assert check_dataset(dataset, SIZE).of_kind("tiny objects") is None
    finding = check_dataset(dataset, (32, 32)).of_kind("tiny objects")
    assert finding is not None
    assert finding.pictures == (first.path,)
    assert "(1) are at most 3 pixels wide at 32x32" in finding.sentence


def test_what_cannot_be_read_is_a_finding_and_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "instances_train.json").write_text(
        '{"categories": [{"id": 1, "name": "ball"}],'
        '"images": [{"id": 1, "file_name": "gone.png", "width": 64, "height": 48}],'
        '"annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 9, 9]}, {}]}',
        encoding="utf-8",
    )
    health = check_dataset(read_dataset(tmp_path, strict=False), SIZE)
    assert {"unreadable labels", "unreadable picture"} <= {each.kind for each in health.findings}
    severities = [each.severity for each in health.findings]
    assert severities == sorted(severities, key=lambda each: each is not STOPS)


def test_it_can_be_cancelled(healthy: Dataset) -> None:
    with pytest.raises(Cancelled):
        check_dataset(healthy, SIZE, CancelAfter(1))


def test_numbers_with_nouns() -> None:
    assert counted(1, "picture", "is", "are") == "1 picture is"
    assert counted(2, "box") == "2 boxes"
