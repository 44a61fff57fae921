"""Loudness at any zoom."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.state.sound_strip import SoundStrip
from app.state.time_scale import TimeScale

NONE = np.zeros(0)


@settings(max_examples=40)
@given(st.integers(0, 49_999), st.floats(1, 400), st.floats(0, 1))
def test_a_clap_is_seen_at_every_zoom(at: int, zoom: float, anchor: float) -> None:
    envelope = np.full(50_000, 0.01, np.float32)
    envelope[at] = 1.0
    strip = SoundStrip(envelope, 0.01, 0.0, NONE)
    time_s = (at + 0.5) * 0.01
    scale = TimeScale.fit(500.0, 600).zoomed(zoom, anchor * 600).showing(time_s)
    columns = strip.columns(scale)
    x = min(int(scale.x_of(time_s)), len(columns) - 1)
    assert columns[max(x - 2, 0) : x + 3].max() > 0.9


def test_outside_the_recording_it_is_silent() -> None:
    strip = SoundStrip(np.ones(100, np.float32), 0.01, 2.0, NONE)
    columns = strip.columns(TimeScale.fit(10.0, 100))
    assert columns[:19].max() == 0
    assert columns[22:28].min() > 0.9
    assert columns[35:].max() == 0


def test_no_sound_at_all() -> None:
    strip = SoundStrip(np.zeros(0, np.float32), 0.01, 0.0, NONE)
    assert strip.columns(TimeScale.fit(10.0, 50)).max() == 0
