"""Rates, latencies and the slot between two threads."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.live.newest_slot import NewestSlot
from core.live.watch_counts import WINDOW_S, Recent, WatchCounts


@given(st.floats(1, 120), st.floats(0, 3))
def test_a_steady_rate_is_measured(per_s: float, start_s: float) -> None:
    recent, n = Recent(), int(20 * per_s)
    for number in range(n):
        recent.add(start_s + number / per_s)
    assert recent.per_s(start_s + (n - 1) / per_s) == pytest.approx(per_s, abs=0.35)


def test_what_is_old_does_not_count() -> None:
    recent = Recent()
    recent.add(0.0, 9.0)
    recent.add(2 * WINDOW_S, 1.0)
    assert recent.latency(2 * WINDOW_S).n == 1
    assert recent.latency(4 * WINDOW_S).n == 0
    assert recent.per_s(4 * WINDOW_S) == 0.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_percentiles_are_ordered_and_within_the_values(values: list[float]) -> None:
    recent = Recent()
    for value in values:
        recent.add(1.0, value)
    found = recent.latency(1.0)
    ordered = [min(values), found.median_s, found.p95_s, found.p99_s, max(values)]
    assert all(a <= b + 1e-12 for a, b in pairwise(ordered))


def test_dropped_share_is_of_what_was_captured() -> None:
    counts = WatchCounts()
    for number in range(40):
        counts.captured(number / 10, 0.0)
        if number % 4 == 0:
            counts.dropped(number / 10)
        else:
            counts.looked(number / 10, 0.1)
    stats = counts.stats(3.9, lost=2)
    assert (stats.captured, stats.looked, stats.dropped, stats.lost) == (40, 30, 10, 2)
    assert stats.dropped_share == pytest.approx(0.25)


def test_the_newest_wins_and_the_rest_is_given_back() -> None:
    slot: NewestSlot[int] = NewestSlot()
    assert [slot.put(1), slot.put(2), slot.put(3)] == [None, 1, 2]
    assert slot.take() == 3


@given(st.integers(1, 4), st.lists(st.integers(), max_size=12))
def test_a_slot_holds_the_newest_in_their_order(places: int, items: list[int]) -> None:
    slot: NewestSlot[int] = NewestSlot(places)
    lost = [gone for item in items if (gone := slot.put(item)) is not None]
    slot.close()
    left = []
    while (item := slot.take()) is not None:
        left.append(item)
    assert lost + left == items
    assert len(left) == min(places, len(items))


def test_a_closed_slot_gives_what_is_left_and_then_nothing() -> None:
    slot: NewestSlot[int] = NewestSlot()
    slot.put(7)
    slot.close()
    assert [slot.take(), slot.take()] == [7, None]


def test_closing_wakes_who_waits() -> None:
    slot: NewestSlot[int] = NewestSlot()
    got: list[int | None] = []
    waiting = threading.Thread(target=lambda: got.append(slot.take()))
    waiting.start()
    slot.close(drop=True)
    waiting.join(10)
    assert got == [None]
