"""The words of the status line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state.live_words import (
    detail_lines,
    disk_words,
    duration_text,
    size_text,
    status_words,
)
from core.live.watch_values import Latency, Quality, WatchStats


def test_the_status_line() -> None:
    assert status_words(WatchStats()) == "Getting ready …"
    stats = WatchStats(
        captured=90, looked=90, looked_per_s=29.8, to_paint=Latency(50, 0.084, 0.12, 0.2)
    )
    assert status_words(stats) == "30 pictures a second  ·  84 ms behind  ·  none left out"
    slow = WatchStats(
        looked=9, looked_per_s=12.0, dropped_share=0.6, quality=Quality.LIGHT,
        to_boxes=Latency(9, 0.15, 0.2, 0.2),
    )  # fmt: skip
    assert status_words(slow).startswith("12 pictures a second  ·  150 ms behind  ·  60% left out")
    assert "to keep up" in status_words(slow)


def test_the_details_name_every_figure() -> None:
    stats = WatchStats(captured=90, dropped=4, cpu={"detecting": 0.5, "reading": 0.1})
    lines = dict(detail_lines(stats))
    assert lines["Left out, a newer one came first"] == "4 of 90"
    assert lines["Finding player, racket and ball"] == "50% of a core"
    assert lines["From camera to screen"] == "not known yet"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (7.9, "0:07"), (754, "12:34"), (3723, "1:02:03"), (-1, "0:00")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration_text(seconds) == words


@pytest.mark.parametrize(
    ("free", "left_s", "words"),
    [
        (118e9, None, "118 GB left"),
        (4.2e9, 5 * 3600, "4.2 GB left, 5 h"),
        (480e6, 45 * 60, "480 MB left, 45 min"),
        (118e9, 90 * 3600, "118 GB left"),
    ],
)
def test_the_room_on_the_disk(free: float, left_s: float | None, words: str) -> None:
    assert disk_words(free, left_s) == words


@given(st.floats(0, 1e13))
def test_sizes_are_short(n_bytes: float) -> None:
    assert len(size_text(n_bytes)) <= 8
