"""What is written and read again is what it was, up to what a form says that it loses."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from dataset_maker import dataset_of, labelled_pictures, named, picture_of, said, write_picture
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.dataset.converting import Form, write_dataset
from core.dataset.dataset import Dataset
from core.dataset.labels import LabelledBox, LabelledPicture, labels_of
from core.dataset.reading import read_dataset
from core.errors import Cancelled, DatasetError
from core.progress import CancelAfter

splits = st.fixed_dictionaries(
    {
        "train": st.lists(labelled_pictures(), min_size=1, max_size=4),
        "val": st.lists(labelled_pictures(), max_size=2),
    }
)
# Each example writes and flushes files: shrinking one would take minutes.
few = settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def there_and_back(
    pictures: dict[str, list[LabelledPicture]], form: Form
) -> tuple[Dataset, Dataset, tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "source").mkdir()
        dataset = dataset_of(named(pictures, folder / "source"))
        written = write_dataset(dataset, folder / "out", form)
        return dataset, read_dataset(folder / "out"), written.lost


def without(
    dataset: Dataset, *, ignored: bool = False, session: bool = False
) -> list[tuple[str, LabelledPicture]]:
    """Return what is left when only boxes (and what the flags name) are kept."""
    left = []
    for split, picture in said(dataset):
        boxes = [box for box in picture.boxes() if ignored or not box.ignored]
        name = picture.session if session else ""
        bare = replace(
            picture,
            labels=labels_of(boxes),
            session=name,
            frame=None,
            source="",
            history=(),
            previous=None,
        )
        left.append((split, bare))
    return left


@few
@given(splits)
def test_coco_loses_nothing(pictures: dict[str, list[LabelledPicture]]) -> None:
    before, after, lost = there_and_back(pictures, Form.COCO)
    assert said(after) == said(before)
    assert after.classes == before.classes
    assert lost == ()


@few
@given(splits)
def test_yolo_keeps_boxes_and_splits(pictures: dict[str, list[LabelledPicture]]) -> None:
    before, after, lost = there_and_back(pictures, Form.YOLO)
    assert said(after) == without(before)
    assert after.classes == before.classes
    assert bool(lost) == (without(before) != said(before))


@few
@given(splits)
def test_voc_keeps_boxes_ignored_regions_and_sessions(
    pictures: dict[str, list[LabelledPicture]],
) -> None:
    before, after, lost = there_and_back(pictures, Form.VOC)
    kept = without(before, ignored=True, session=True)
    assert said(after) == kept
    assert after.classes == before.classes
    assert bool(lost) == (kept != said(before))


@pytest.mark.parametrize("form", list(Form))
def test_pictures_of_one_name_do_not_take_each_others_place(form: Form, tmp_path: Path) -> None:
    places = [write_picture(tmp_path / side / "a.png", n) for n, side in enumerate("lr")]
    boxes = [LabelledBox(n, (1, 1, 5 + n, 9)) for n in range(2)]
    dataset = dataset_of(
        {
            "train": [picture_of(places[0], boxes[:1])],
            "val": [picture_of(places[1], boxes[1:])],
        }
    )
    write_dataset(dataset, tmp_path / "out", form)
    again = read_dataset(tmp_path / "out")
    for split, place in zip(("train", "val"), places, strict=True):
        (copy,) = again.split(split)
        assert copy.path.read_bytes() == place.read_bytes()
        assert copy.labels == dataset.split(split)[0].labels


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(DatasetError, match="not an empty folder"):
        write_dataset(dataset_of({"train": []}), tmp_path, Form.COCO)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_cancelled_conversion_leaves_no_labels_and_can_be_taken_up(tmp_path: Path) -> None:
    paths = [write_picture(tmp_path / f"{n}.png", n) for n in range(4)]
    dataset = dataset_of({"train": [picture_of(path) for path in paths]})
    with pytest.raises(Cancelled):
        write_dataset(dataset, tmp_path / "out", Form.COCO, CancelAfter(3))
    assert not list((tmp_path / "out").glob("*.json"))
    assert write_dataset(dataset, tmp_path / "out", Form.COCO).n_pictures == 4
    assert said(read_dataset(tmp_path / "out")) == said(dataset)
