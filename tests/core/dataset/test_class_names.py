"""Other datasets' classes become ours by name, and what does not is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from dataset_maker import dataset_of, labelled_pictures, picture_of, said
from hypothesis import given

from core.dataset.class_names import OUR_CLASSES, our_name, with_classes
from core.dataset.labels import BoxHistory, LabelledBox, LabelledPicture
from core.errors import DatasetError


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("person", "player"),
        ("Tennis-Racket", "racket"),
        ("sports ball", "ball"),
        ("Racket_Head", "racket_head"),
        ("BALL", "ball"),
        ("net", "net"),
    ],
)
def test_names(theirs: str, ours: str) -> None:
    assert our_name(theirs) == ours


def test_a_name_can_be_told_by_hand() -> None:
    assert our_name("tennis player RH", {"tennis player RH": "player"}) == "player"
    assert our_name("head", {"HEAD": "racket_head"}) == "racket_head"


@given(labelled_pictures())
def test_our_own_classes_stay_as_they_are(picture: LabelledPicture) -> None:
    dataset = dataset_of({"train": [picture]})
    mapped, mapping = with_classes(dataset)
    assert said(mapped) == said(dataset)
    assert mapping.sentences == ()


def test_what_is_not_ours_is_left_out_and_what_is_absent_is_not_background() -> None:
    words = BoxHistory("coach")
    boxes = [
        LabelledBox(1, (0, 0, 1, 1)),
        LabelledBox(0, (0, 0, 2, 2), history=words),
        LabelledBox(1, (0, 0, 3, 3), ignored=True),
    ]
    dataset = replace(
        dataset_of({"train": [picture_of(Path("a.png"), boxes, [0])]}),
        classes=("sports ball", "umbrella"),
    )
    mapped, mapping = with_classes(dataset)
    (picture,) = mapped.split("train")
    assert mapped.classes == OUR_CLASSES
    assert picture.boxes() == [LabelledBox(2, (0, 0, 2, 2), history=words)]
    assert picture.labels.not_exhaustive == {0, 1, 2, 3}
    assert mapping.taken == {"sports ball": "ball"}
    assert mapping.dropped == {"umbrella": 2}
    assert mapping.absent == ("player", "racket", "racket_head")
    assert mapped.provenance.notes == mapping.sentences


def test_two_names_for_one_class_become_one() -> None:
    boxes = [LabelledBox(0, (0, 0, 1, 1)), LabelledBox(1, (0, 0, 2, 2))]
    dataset = replace(
        dataset_of({"train": [picture_of(Path("a.png"), boxes)]}), classes=("person", "player")
    )
    (picture,) = with_classes(dataset)[0].split("train")
    assert picture.labels.class_id.tolist() == [0, 0]
    assert picture.labels.not_exhaustive == {1, 2, 3}


def test_a_dataset_without_any_of_our_classes_is_refused() -> None:
    dataset = replace(dataset_of({"train": []}), classes=("cat", "dog"))
    with pytest.raises(DatasetError, match="None of the classes"):
        with_classes(dataset)
