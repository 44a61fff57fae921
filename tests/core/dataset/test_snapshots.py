"""Snapshots: named by content, whole or absent, and untouched by what happens later."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from dataset_maker import dataset_of, picture_of, said, write_picture

from core.dataset.dataset import Dataset
from core.dataset.labels import LabelledBox, labels_of
from core.dataset.reading import read_dataset
from core.dataset.snapshots import changed_since, take_snapshot
from core.errors import Cancelled, DatasetError
from core.files import write_atomically
from core.progress import CancelAfter


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    paths = [write_picture(tmp_path / "source" / f"{n}.png", n) for n in range(4)]
    pictures = [
        picture_of(path, [LabelledBox(2, (1, 2, 3, 4 + n))]) for n, path in enumerate(paths)
    ]
    return dataset_of({"train": pictures[:3], "val": pictures[3:]})


def test_a_snapshot_reads_as_the_dataset_it_was_taken_of(dataset: Dataset, tmp_path: Path) -> None:
    snapshot = take_snapshot(dataset, tmp_path / "snapshots")
    assert said(read_dataset(snapshot.folder)) == said(dataset)
    assert changed_since(snapshot.folder) == ()


def test_equal_content_is_one_snapshot_wherever_it_lies(dataset: Dataset, tmp_path: Path) -> None:
    first = take_snapshot(dataset, tmp_path / "snapshots")
    assert take_snapshot(dataset, tmp_path / "snapshots") == first
    copy = take_snapshot(read_dataset(first.folder), tmp_path / "elsewhere")
    assert copy.content == first.content


def test_another_label_or_pixel_is_another_snapshot(dataset: Dataset, tmp_path: Path) -> None:
    first = take_snapshot(dataset, tmp_path / "snapshots")
    head, *tail = dataset.split("train")
    moved = replace(head, labels=labels_of([LabelledBox(2, (1, 2, 3, 4.5))]))
    other = replace(dataset, splits={**dataset.splits, "train": (moved, *tail)})
    second = take_snapshot(other, tmp_path / "snapshots")
    write_picture(head.path, 99)
    third = take_snapshot(dataset, tmp_path / "snapshots")
    assert len({first.content, second.content, third.content}) == 3


def test_later_changes_do_not_reach_it_and_damage_is_seen(dataset: Dataset, tmp_path: Path) -> None:
    snapshot = take_snapshot(dataset, tmp_path / "snapshots")
    picture = dataset.split("train")[0].path
    write_atomically(picture, b"something else")
    assert changed_since(snapshot.folder) == ()
    kept = snapshot.folder / "images" / picture.name
    write_atomically(kept, b"damaged")
    (snapshot.folder / "images" / "3.png").unlink()
    assert changed_since(snapshot.folder) == (
        f"images/{picture.name} is not what it was.",
        "images/3.png is missing.",
    )


def test_pictures_take_no_room_twice(dataset: Dataset, tmp_path: Path) -> None:
    snapshot = take_snapshot(dataset, tmp_path / "snapshots")
    picture = dataset.split("train")[0].path
    assert (snapshot.folder / "images" / picture.name).samefile(picture)


def test_where_the_disk_has_no_links_pictures_are_copied(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    snapshot = take_snapshot(dataset, tmp_path / "snapshots")
    picture = dataset.split("train")[0].path
    assert not (snapshot.folder / "images" / picture.name).samefile(picture)
    assert changed_since(snapshot.folder) == ()


def test_a_cancelled_one_leaves_nothing(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        take_snapshot(dataset, tmp_path / "snapshots", CancelAfter(3))
    assert not list((tmp_path / "snapshots").glob("*"))
    assert not list((tmp_path / "snapshots").glob(".*"))


def test_what_a_killed_program_left_is_swept(dataset: Dataset, tmp_path: Path) -> None:
    stale = tmp_path / "snapshots" / ".0123456789abcdef.77.part"
    stale.mkdir(parents=True)
    os.utime(stale, (0, 0))
    take_snapshot(dataset, tmp_path / "snapshots")
    assert not stale.exists()


def test_a_missing_picture_is_named(dataset: Dataset, tmp_path: Path) -> None:
    dataset.split("val")[0].path.unlink()
    with pytest.raises(DatasetError, match=r"3\.png"):
        take_snapshot(dataset, tmp_path / "snapshots")
    with pytest.raises(DatasetError, match="is no snapshot"):
        changed_since(tmp_path)
