"""Sound on the picture's clock: drift, jitter, gaps, late and missing sound."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capture.live_frame import SoundBlock
from core.live.record_clock import FilmClock, SlowOffset
from core.live.record_sound import LATE_S, RATE_HZ, SoundTrack, Stretch

BLOCK_S = 0.2
MARK_S = 10.0


class Court:
    """True time goes by; camera and sound card each count it their own way."""

    def __init__(self, camera_ppm: float, card_ppm: float, rate: int = 8000) -> None:
        self._camera, self._card, self._rate = 1 + camera_ppm * 1e-6, 1 + card_ppm * 1e-6, rate
        self._rng = np.random.default_rng(1)
        self.clock = FilmClock()
        self.track = SoundTrack(self.clock)
        self.errors_s: list[float] = []

    def play(self, seconds: float, deaf: tuple[float, float] = (-1.0, -1.0)) -> None:
        """Film so long; a click at every ``MARK_S``; no sound comes in ``deaf``."""
        pictures = self._pictures(seconds)
        due_s, film_s = next(pictures)
        for number in range(int(seconds / BLOCK_S)):
            begins_s = number * BLOCK_S / self._card
            while due_s < begins_s + BLOCK_S:
                self.clock.picture(due_s + 100 + self._rng.exponential(0.002), film_s)
                self.track.fill(film_s - LATE_S)
                due_s, film_s = next(pictures)
            if not deaf[0] <= begins_s < deaf[1]:
                self._hear(number, begins_s)

    def _pictures(self, seconds: float) -> Iterator[tuple[float, float]]:
        at_s = 0.0
        while True:
            yield at_s, at_s * self._camera
            at_s += 1 / 12 if at_s < seconds else 1e9

    def _hear(self, number: int, begins_s: float) -> None:
        count = round(BLOCK_S * self._rate)
        true_s = (number * count + np.arange(count)) / self._rate / self._card
        mark = int(np.searchsorted(true_s, np.ceil(true_s[0] / MARK_S) * MARK_S))
        samples = np.zeros(count, np.float32)
        samples[mark : mark + 1] = 1.0
        before_s = self.track.seconds
        taken_s = begins_s + 100 + self._rng.normal(0, 0.004)
        made = self.track.take(SoundBlock(samples, self._rate, taken_s))
        if mark < count and len(made) and made.max() > 0.2:
            at_s = before_s + int(np.argmax(made)) / RATE_HZ
            self.errors_s.append(at_s - float(true_s[mark]) * self._camera)


@pytest.mark.parametrize(
    ("camera_ppm", "card_ppm", "seconds"), [(200, -200, 900), (-200, 200, 600), (0, 80, 300)]
)
def test_clocks_that_drift_apart_leave_sound_on_its_picture(
    camera_ppm: float, card_ppm: float, seconds: float
) -> None:
    """Clocks twice as bad as they are sold, for a quarter of an hour: 0.36 s of drift."""
    court = Court(camera_ppm, card_ppm)
    court.play(seconds)
    assert len(court.errors_s) > seconds / MARK_S - 3
    assert max(map(abs, court.errors_s)) < 0.02


def test_sound_that_stops_for_a_while_comes_back_to_its_place() -> None:
    court = Court(50, -50)
    court.play(120, deaf=(31.0, 47.5))
    assert len(court.errors_s) >= 9
    assert max(map(abs, court.errors_s)) < 0.02


def test_sound_that_comes_late_begins_with_silence() -> None:
    court = Court(0, 0)
    court.play(40, deaf=(0.0, 15.0))
    assert len(court.errors_s) >= 2
    assert max(map(abs, court.errors_s)) < 0.02


def test_sound_before_the_first_picture_is_left_out() -> None:
    clock = FilmClock()
    track = SoundTrack(clock)
    assert not len(track.take(SoundBlock(np.ones(480, np.float32), 48000, 9.0)))
    clock.picture(10.0, 0.0)
    early = track.take(SoundBlock(np.ones(48000, np.float32), 48000, 9.5))
    assert track.seconds == pytest.approx(0.5, abs=0.001)
    assert len(early) == pytest.approx(24000, abs=10)


def test_without_any_sound_the_track_is_silence_up_to_the_picture() -> None:
    clock = FilmClock()
    track = SoundTrack(clock)
    clock.picture(10.0, 0.0)
    clock.picture(13.0, 3.0)
    assert not track.fill(3.0).any()
    assert track.seconds == pytest.approx(3.0, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(
    ratio=st.floats(0.999, 1.001),
    lengths=st.lists(st.integers(20, 700), min_size=4, max_size=40),
)
def test_stretching_block_by_block_is_stretching_the_whole(
    ratio: float, lengths: list[int]
) -> None:
    time_s = np.arange(sum(lengths)) / 48000
    samples = np.sin(2 * np.pi * 700 * time_s).astype(np.float32)
    blocks = np.split(samples, np.cumsum(lengths)[:-1])
    stretch = Stretch()
    made = np.concatenate([stretch.push(block, ratio) for block in blocks])
    whole = Stretch().push(samples, ratio)
    common = min(len(made), len(whole))
    assert abs(len(made) - len(whole)) <= 2
    assert np.allclose(made[:common], whole[:common], atol=2e-3)
    assert abs(len(samples) * ratio - len(made)) < 5
    wanted = np.sin(2 * np.pi * 700 * np.arange(common) / ratio / 48000)
    assert np.abs(made[4:common] - wanted[4:]).max() < 0.01, "it is the same sound"


def test_an_offset_forgives_late_ones_and_follows_a_jump() -> None:
    offset = SlowOffset()
    for k in range(100):
        offset.add(k * 0.1, 5.0 + (0.3 if k % 7 == 3 else 0.0))
    assert offset.value == pytest.approx(5.0)
    for k in range(100, 105):
        offset.add(k * 0.1, 6.0)
    assert offset.value == pytest.approx(6.0)
