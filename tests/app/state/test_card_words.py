"""The words on a card."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from app.state.card_words import date_words, duration_words, eta_words, hits_words

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("created", "words"),
    [
        ("2026-03-02T08:05:00+01:00", "Today, 08:05"),
        ("2026-03-01T23:30:00+00:00", "Today, 00:30"),
        ("2026-03-01T08:05:00+01:00", "Yesterday, 08:05"),
        ("2026-02-08T08:05:00+01:00", "8 Feb 2026"),
        ("not a time", "not a time"),
    ],
)
def test_dates(created: str, words: str) -> None:
    assert date_words(created, NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (9.4, "0:09"), (754, "12:34"), (3723, "1:02:03")]
)
def test_durations(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3, "a few seconds left"),
        (31, "about 30 s left"),
        (170, "about 3 min left"),
        (9000, "about 2.5 h left"),
    ],
)
def test_time_left_is_rough(seconds: float | None, words: str) -> None:
    assert eta_words(seconds) == words


def test_hits() -> None:
    assert (hits_words(0), hits_words(1), hits_words(2)) == ("0 hits", "1 hit", "2 hits")
