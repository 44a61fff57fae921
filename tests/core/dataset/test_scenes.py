"""Splitting by scene: nothing that looks alike, and no session, is left in two splits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import pytest
from dataset_maker import SIZE, dataset_of, picture_of, write_picture

from core.dataset.dataset import Dataset
from core.dataset.health import check_dataset
from core.dataset.picture_facts import PictureFacts, facts_of_pictures
from core.dataset.scenes import split_by_scene
from core.progress import NoProgress


def facts_of(dataset: Dataset) -> dict[Path, PictureFacts]:
    return facts_of_pictures((p.path for _, p in dataset.pictures()), NoProgress())


@pytest.fixture
def leaky(tmp_path: Path) -> Dataset:
    """Return ten scenes with a picture in each split, the second with a small spot more."""
    train, val = [], []
    for seed in range(10):
        path = write_picture(tmp_path / f"{seed}-train.png", seed)
        picture = cv2.imread(str(path))
        picture[20:24, 20:24] = 255
        cv2.imwrite(str(tmp_path / f"{seed}-val.png"), picture)
        train.append(picture_of(path))
        val.append(picture_of(tmp_path / f"{seed}-val.png"))
    return dataset_of({"train": train, "val": val})


def test_no_scene_is_left_in_two_splits(leaky: Dataset) -> None:
    kind = "near-same picture in two splits"
    assert check_dataset(leaky, SIZE).of_kind(kind) is not None
    split = split_by_scene(leaky, facts_of(leaky))
    assert check_dataset(split, SIZE).of_kind(kind) is None
    scenes = [{p.path.name[0] for p in split.split(name)} for name in ("train", "val")]
    assert scenes[0] | scenes[1] == set("0123456789")
    assert not scenes[0] & scenes[1]
    assert len(split) == 20
    assert len(split.split("val")) == 4
    assert [p.image_id for p in split.split("val")] == [1, 2, 3, 4]


def test_the_order_of_the_pictures_does_not_matter(leaky: Dataset) -> None:
    turned = replace(leaky, splits={"train": tuple(p for _, p in leaky.pictures())[::-1]})
    first, second = (split_by_scene(each, facts_of(each)) for each in (leaky, turned))
    names = [{p.path for p in each.split("val")} for each in (first, second)]
    assert names[0] == names[1]


def test_pictures_of_one_session_stay_together(leaky: Dataset) -> None:
    named = {
        name: tuple(
            replace(p, session="early" if int(p.path.name[0]) < 2 else "") for p in pictures
        )
        for name, pictures in leaky.splits.items()
    }
    dataset = replace(leaky, splits=named)
    split = split_by_scene(dataset, facts_of(dataset))
    assert sum("early" in {p.session for p in each} for each in split.splits.values()) == 1


def test_one_scene_trains(tmp_path: Path) -> None:
    dataset = dataset_of({"val": [picture_of(write_picture(tmp_path / "a.png"))]})
    assert len(split_by_scene(dataset, facts_of(dataset)).split("train")) == 1
