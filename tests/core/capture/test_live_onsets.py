"""Onsets of live sound: finally those of the file, and mostly the same ones at once."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from clips import click_track
from hypothesis import given, settings
from hypothesis import strategies as st

from core.capture.live_frame import SoundBlock
from core.capture.live_onsets import HeardOnsets, LiveOnset, LiveOnsets
from core.capture.stream_sound import StreamSound
from core.video.facts import facts_of
from core.video.onset_strength import RATE_HZ, Floats, OnsetStrength
from core.video.sound import HOP_S, OnsetCurve, read_onset_curve

CLICK_HZ = 44100
BEGUN_S = 5000.0


def offline(samples: Floats) -> list[LiveOnset]:
    """Return the onsets of whole sound at ``RATE_HZ``, as reading a file finds them."""
    curve = OnsetStrength()
    strength = np.concatenate([curve.push(samples), curve.push(samples[:0], last=True)])
    found = OnsetCurve(strength, strength, HOP_S, BEGUN_S).onsets()
    return [LiveOnset(*pair) for pair in zip(found.time_s, found.strength, strict=True)]


def heard(samples: Floats, sizes: list[int], rate_hz: int = RATE_HZ) -> list[HeardOnsets]:
    """Push samples in blocks of the given sizes, over and over, and flush."""
    live, found, at, turn = LiveOnsets(), [], 0, 0
    while at < len(samples):
        size = sizes[turn % len(sizes)]
        block = SoundBlock(samples[at : at + size], rate_hz, BEGUN_S + at / rate_hz)
        found.append(live.push(block))
        at, turn = at + size, turn + 1
    return [*found, live.flush()]


def final(found: list[HeardOnsets]) -> list[LiveOnset]:
    """Return the final onsets of all that was heard."""
    return [one for part in found for one in part.final]


def assert_same(found: list[LiveOnset], expected: list[LiveOnset]) -> None:
    """Compare strengths exactly, times to a rounding."""
    assert [one.strength for one in found] == [one.strength for one in expected]
    times = [one.taken_s for one in expected]
    assert [one.taken_s for one in found] == pytest.approx(times, abs=1e-7)


@settings(max_examples=15)
@given(
    seed=st.integers(0, 999),
    seconds=st.floats(0.05, 9),
    sizes=st.lists(st.integers(1, 9000), min_size=1, max_size=5).filter(lambda s: sum(s) > 400),
)
def test_the_final_ones_are_those_of_the_whole_however_it_comes_in(
    seed: int, seconds: float, sizes: list[int]
) -> None:
    rng = np.random.default_rng(seed)
    samples = rng.normal(0, 0.01, round(seconds * RATE_HZ)).astype(np.float32)
    for at_s in rng.uniform(0, seconds, rng.integers(0, 12)):
        at = int(at_s * RATE_HZ)
        burst = rng.normal(0, rng.uniform(0.01, 0.5), 300)
        samples[at : at + 300] += burst[: len(samples) - at].astype(np.float32)
    assert_same(final(heard(samples, sizes)), offline(samples))


def test_the_final_ones_come_within_the_promised_time() -> None:
    rng = np.random.default_rng(3)
    samples = rng.normal(0, 0.001, 20 * RATE_HZ).astype(np.float32)
    for at_s in np.arange(1.0, 15.0, 0.7):
        samples[int(at_s * RATE_HZ) :][:300] += rng.normal(0, 0.3, 300).astype(np.float32)
    live, lags = LiveOnsets(), []
    for at in range(0, len(samples), 220):
        found = live.push(SoundBlock(samples[at : at + 220], RATE_HZ, BEGUN_S + at / RATE_HZ))
        now_s = BEGUN_S + (at + 220) / RATE_HZ
        lags += [now_s - one.taken_s for one in found.final]
    assert len(lags) == 20
    assert max(lags) < 4.5


def test_the_early_ones_come_at_once_and_are_nearly_all_the_same() -> None:
    clicks = [1.5, 2.03, 3.4, 5.0, 6.2, 7.71]
    samples = click_track(clicks, 9.0)
    live, early = LiveOnsets(), []
    for at in range(0, len(samples), 441):
        block = SoundBlock(samples[at : at + 441], CLICK_HZ, BEGUN_S + at / CLICK_HZ)
        for one in live.push(block).early:
            early.append(one.taken_s - BEGUN_S)
            assert (at + 441) / CLICK_HZ - early[-1] < 0.1
    assert early == pytest.approx(clicks, abs=0.006)


def test_a_device_s_own_rate_and_drift_leave_the_moments_where_they_were() -> None:
    clicks = [2.0, 30.0, 58.0]
    samples = click_track(clicks, 60.0)
    # The device's second is 100 millionths too long.
    live, found = LiveOnsets(), []
    for at in range(0, len(samples), 4410):
        taken_s = BEGUN_S + at / CLICK_HZ * 1.0001
        found += live.push(SoundBlock(samples[at : at + 4410], CLICK_HZ, taken_s)).final
    times = [one.taken_s - BEGUN_S for one in [*found, *live.flush().final]]
    assert times == pytest.approx([click * 1.0001 for click in clicks], abs=0.006)


def test_missing_sound_is_silence_and_shifts_nothing() -> None:
    samples = click_track([1.0, 6.0], 9.0)
    live, found = LiveOnsets(), []
    for at in range(0, len(samples), 441):
        if 2.0 < at / CLICK_HZ < 3.5:
            continue
        block = SoundBlock(samples[at : at + 441], CLICK_HZ, BEGUN_S + at / CLICK_HZ)
        found += live.push(block).final
    times = [one.taken_s - BEGUN_S for one in [*found, *live.flush().final]]
    assert [min(abs(click - at) for at in times) < 0.006 for click in (1.0, 6.0)] == [True, True]


def test_another_rate_begins_anew() -> None:
    live = LiveOnsets()
    live.push(SoundBlock(click_track([0.5], 1.0), CLICK_HZ, BEGUN_S))
    samples = click_track([2.0], 4.0)[::2].copy()
    live.push(SoundBlock(samples, RATE_HZ, BEGUN_S + 1))
    assert [round(one.taken_s - BEGUN_S, 2) for one in live.flush().final] == [3.0]


def test_memory_does_not_grow_with_the_hours() -> None:
    live = LiveOnsets()
    quiet = np.random.default_rng(1).normal(0, 0.01, 5 * RATE_HZ).astype(np.float32)
    sizes = []
    for turn in range(10):
        live.push(SoundBlock(quiet, RATE_HZ, BEGUN_S + 5 * turn))
        sizes.append(len(live._final._curve) + len(live._early._curve) + len(live._anchors))
    assert max(sizes[6:]) < 1.2 * max(sizes[:6])


@pytest.mark.shared
@pytest.mark.parametrize("clip", ["phone-practice", "serve-clay"])
def test_real_clips_sound_the_same_live(shared_data: Path, clip: str) -> None:
    path = shared_data / "clips" / f"{clip}.mp4"
    curve = read_onset_curve(path)
    assert curve is not None
    whole = curve.onsets()
    live, found = LiveOnsets(), HeardOnsets()
    sound = StreamSound(lambda stamp_s: stamp_s)
    with av.open(str(path)) as container:
        zero_s = float(facts_of(path).index.pts[0] * facts_of(path).index.tick_s)
        blocks = [b for p in container.demux(audio=0) if p.size for b in sound.decoded(p)]
    for part in [*map(live.push, blocks), live.flush()]:
        found = HeardOnsets(found.early + part.early, found.final + part.final)
    times = np.array([one.taken_s for one in found.final]) - zero_s
    assert times == pytest.approx(whole.time_s, abs=1e-6)
    early = np.array([one.taken_s for one in found.early]) - zero_s
    clear = whole.time_s[(whole.strength > 0.6) & (whole.time_s > 1.0)]
    assert all(np.abs(early - at_s).min() < 0.006 for at_s in clear)
