"""Whole sessions go to one split each and stay there, whatever comes later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.splits import assign_splits
from core.errors import DatasetError

names = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=12, unique=True)


@given(names, st.randoms())
def test_order_does_not_matter(sessions: list[str], random: object) -> None:
    shuffled = list(sessions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign_splits(sessions) == assign_splits(shuffled)


@given(names, names)
def test_a_session_stays_where_it_was(first: list[str], more: list[str]) -> None:
    before = assign_splits(first)
    after = assign_splits([*first, *more], kept=before)
    assert {name: after[name] for name in before} == before


@given(names)
def test_there_is_always_something_to_train_on_and_from_two_on_to_judge_by(
    sessions: list[str],
) -> None:
    splits = set(assign_splits(sessions).values())
    assert splits == ({"train", "val"} if len(sessions) > 1 else {"train"})


@given(names)
def test_coming_one_after_the_other_leaves_something_to_judge_by(sessions: list[str]) -> None:
    splits: dict[str, str] = {}
    for n in range(1, len(sessions) + 1):
        splits = assign_splits(sessions[:n], kept=splits)
    assert set(splits.values()) == ({"train", "val"} if len(sessions) > 1 else {"train"})


@given(names, st.sampled_from(["train", "val"]))
def test_the_persons_choice_wins(sessions: list[str], choice: str) -> None:
    kept = assign_splits(sessions)
    assert assign_splits(sessions, kept, {sessions[0]: choice})[sessions[0]] == choice


def test_about_the_wanted_share_of_many_sessions_judges() -> None:
    splits = assign_splits([f"practice {n}" for n in range(1000)])
    assert 150 < list(splits.values()).count("val") < 250


def test_a_split_that_is_none_is_refused() -> None:
    with pytest.raises(DatasetError, match="“holiday” is no split"):
        assign_splits(["monday"], chosen={"monday": "holiday"})
