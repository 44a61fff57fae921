"""What to fix next: always something true of the figures, the most useful first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dataset_maker import SIZE, dataset_of, picture_of

from core.dataset.advice import Advice, what_next
from core.dataset.labels import LabelledBox, LabelledPicture
from core.dataset.statistics import Statistics, statistics_of

BOXES = [LabelledBox(kind, (0, 0, 20, 20)) for kind in range(4)]


def frames(session: str, n: int, boxes: list[LabelledBox] = BOXES) -> list[LabelledPicture]:
    return [
        replace(picture_of(Path(f"{session}{k}.png"), boxes), session=session) for k in range(n)
    ]


def figures_of(**splits: list[LabelledPicture]) -> Statistics:
    return statistics_of(dataset_of(splits), SIZE)


def test_nothing_is_asked_of_a_good_dataset() -> None:
    figures = figures_of(train=[*frames("a", 20), *frames("a", 1, [])], val=frames("b", 20))
    assert what_next(figures, {"a": "Monday", "b": "Tuesday"}) == ()


def test_without_anything_to_judge_by_that_comes_first() -> None:
    advice = what_next(figures_of(train=frames("a", 20)), {"a": "Monday"})
    assert "second practice" in advice[0].sentence


def test_classes_that_fall_behind_are_named_the_rarest_first() -> None:
    train = [*frames("a", 20, BOXES[:2]), *frames("a", 2, BOXES[:3])]
    sentences = [each.sentence for each in what_next(figures_of(train=train), {})]
    assert "No racket head is fixed yet: draw each you see." in sentences
    assert "So far 2 balls are fixed: draw each you see." in sentences
    assert not any("player" in each for each in sentences)


def test_practices_without_fixes_come_before_those_with_few() -> None:
    figures = figures_of(train=frames("a", 3), val=frames("b", 30))
    advice = what_next(figures, {"c": "New", "a": "Monday", "b": "Tuesday"})
    assert [each for each in advice if each.session] == [
        Advice("“New” has no fixed frame yet.", "c"),
        Advice("“Monday” has only 3 frames: fix its doubtful ones.", "a"),
    ]
