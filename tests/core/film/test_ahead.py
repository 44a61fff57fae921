"""Things are made ahead: in order, in bounds, and the thread ends with them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from core.film.ahead import ahead


def names() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("film")}


def test_everything_comes_in_order_and_only_so_much_is_made() -> None:
    made: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(1, 50):
            made.append(number)
            yield number

    for wanted, number in enumerate(ahead(numbers(), 4), start=1):
        assert number == wanted
        assert len(made) <= number + 5
    assert made == list(range(1, 50))
    assert not names()


def test_what_goes_wrong_is_raised_where_it_is_used() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    coming = ahead(broken())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="broken"):
        next(coming)
    assert not names()


def test_one_that_is_left_early_ends_its_thread() -> None:
    coming = ahead(iter(range(1, 1000)))
    assert next(coming) == 1
    coming.close()
    assert not names()
