"""Speeds and times in a coach's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state.speed_text import clock_text, speed_text


@pytest.mark.parametrize(
    ("speed", "factor", "text"),
    [
        (1.0, 1.0, "1×"),
        (0.25, 1.0, "0.25×"),
        (1.0, 8.0, "1/8 real"),
        (0.5, 8.0, "1/16 real"),
        (2.0, 2.0, "1× real"),
        (1.5, 8.0, "0.19× real"),
    ],
)
def test_speed_is_said_for_the_real_world(speed: float, factor: float, text: str) -> None:
    assert speed_text(speed, factor) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00.00"), (59.999, "1:00.00"), (61.5, "1:01.50"), (3725.25, "1:02:05.25")],
)
def test_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


@given(st.floats(0, 20000))
def test_no_clock_shows_sixty_seconds(seconds: float) -> None:
    assert ":60" not in clock_text(seconds)
    assert clock_text(seconds, 0).count(".") == 0
