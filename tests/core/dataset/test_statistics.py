"""Figures of a dataset: they add up, and examples span the sizes and the sessions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dataset_maker import SIZE, dataset_of, labelled_pictures, picture_of
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.labels import LabelledBox, LabelledPicture
from core.dataset.statistics import SIZE_NAMES, examples_of, statistics_of


@given(st.lists(labelled_pictures(), max_size=5), st.lists(labelled_pictures(), max_size=3))
def test_everything_is_counted_once(
    train: list[LabelledPicture], val: list[LabelledPicture]
) -> None:
    figures = statistics_of(dataset_of({"train": train, "val": val}), SIZE)
    boxes = [box for picture in train + val for box in picture.boxes()]
    assert figures.pictures == len(train) + len(val)
    assert sum(each.boxes for each in figures.classes) == sum(not box.ignored for box in boxes)
    assert sum(each.ignored for each in figures.classes) == sum(box.ignored for box in boxes)
    assert all(sum(each.sizes) == each.boxes for each in figures.classes)
    assert sum(each.pictures for each in figures.sessions) == figures.pictures
    by_session = [sum(each.boxes.values()) for each in figures.sessions]
    assert sum(by_session) == sum(each.boxes for each in figures.classes)


def test_sizes_are_those_in_the_detectors_input() -> None:
    picture = picture_of(Path("a.png"), [LabelledBox(2, (0, 0, 12, 40))])
    for scale, name in ((1.0, "8 to 16"), (0.5, "3 to 8"), (0.25, "up to 3 px")):
        size = round(SIZE[0] * scale), round(SIZE[1] * scale)
        ball = statistics_of(dataset_of({"train": [picture]}), size).classes[2]
        assert dict(zip(SIZE_NAMES, ball.sizes, strict=True))[name] == 1


def test_negatives_and_complete_pictures() -> None:
    pictures = [
        picture_of(Path("empty.png")),
        picture_of(Path("unknown.png"), (), range(4)),
        picture_of(Path("ball.png"), [LabelledBox(2, (0, 0, 9, 9))], [0]),
    ]
    figures = statistics_of(dataset_of({"train": pictures}), SIZE)
    assert figures.sessions[0].negatives == 1
    assert [each.complete_pictures for each in figures.classes] == [1, 2, 2, 2]


def test_examples_go_from_small_to_large_and_leave_no_session_out() -> None:
    pictures = [
        replace(
            picture_of(Path(f"{name}{n}.png"), [LabelledBox(2, (0, 0, side, side))]), session=name
        )
        for name, sides in (("a", range(1, 21)), ("b", (30,)))
        for n, side in enumerate(sides)
    ]
    dataset = dataset_of({"train": pictures})
    examples = examples_of(dataset, "ball", SIZE, n=6)
    sides = [each.side_px for each in examples]
    assert sides == sorted(sides)
    assert {each.picture.session for each in examples} == {"a", "b"}
    assert sides[0] == 1
    assert sides[-1] == 30
    assert examples_of(dataset, "player", SIZE) == ()
