"""Batches made ahead of time."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.data.feed import Feed


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(1, 4))
def test_order_does_not_depend_on_who_is_faster(keys: list[int], workers: int) -> None:
    def make(key: int) -> int:
        time.sleep(key / 2000)
        return 10 * key

    feed = Feed(make, keys, workers)
    try:
        assert list(feed) == [(key, 10 * key) for key in keys]
    finally:
        feed.close()


def test_only_a_few_are_made_ahead() -> None:
    made: list[int] = []
    feed = Feed(lambda key: made.append(key) or key, range(1000), workers=2)
    try:
        next(feed)
        feed.close()
        assert len(made) <= 5
    finally:
        feed.close()


def test_an_error_comes_in_its_turn() -> None:
    def make(key: int) -> int:
        if key == 2:
            raise OSError("lost")
        return key

    feed = Feed(make, range(5), workers=3)
    try:
        assert [next(feed)[0] for _ in range(2)] == [0, 1]
        with pytest.raises(OSError, match="lost"):
            next(feed)
    finally:
        feed.close()


def test_no_thread_is_left_and_waiting_is_counted() -> None:
    before = threading.active_count()
    slow = Feed(lambda key: time.sleep(0.02) or key, range(3), workers=1)
    assert len(list(slow)) == 3
    assert slow.waited_s > 0.02
    slow.close()
    assert threading.active_count() == before
