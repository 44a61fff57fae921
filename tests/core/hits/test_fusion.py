"""Sight and sound: the shift is found, weak hits are rescued, the coach's word stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hits.fusion import estimate_shift, fuse_sound
from core.hits.hit import Hit, HitSource, HitStatus
from core.video.sound import Onsets


def _hit(time_s: float, confidence: float = 0.8, **more: object) -> Hit:
    hit = Hit(f"hit-{round(time_s * 30):06d}", time_s, round(time_s * 30), confidence)
    return replace(hit, time_sigma_s=0.01, **more)  # type: ignore[arg-type]


def _onsets(times: list[float], strength: float = 1.0) -> Onsets:
    order = sorted(times)
    return Onsets(np.array(order, np.float64), np.full(len(order), strength, np.float32))


@settings(max_examples=30, deadline=None)
@given(shift=st.floats(-0.1, 0.2), seed=st.integers(0, 100))
def test_a_constant_shift_is_found(shift: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    times = np.cumsum(rng.uniform(0.9, 2.0, 8))
    hits = [_hit(float(t)) for t in times]
    other = [float(t) for t in rng.uniform(0, times[-1], 5)]
    onsets = _onsets([float(t) + shift + rng.normal(0, 0.004) for t in times] + other)
    found = estimate_shift(hits, onsets)
    assert found.shift_s == pytest.approx(shift, abs=0.02)


def test_no_sound_changes_nothing() -> None:
    hits = (_hit(1.0), _hit(2.0, 0.55))
    assert fuse_sound(hits, None) == hits
    assert fuse_sound(hits, _onsets([])) == hits


def test_an_impact_makes_surer_and_is_noted() -> None:
    hits = [_hit(t, 0.6) for t in (1.0, 2.2, 3.7)]
    heard = fuse_sound(hits, _onsets([1.06, 2.26, 3.76]))
    assert [hit.sound_onset_s for hit in heard] == pytest.approx([1.06, 2.26, 3.76])
    assert all(hit.confidence > 0.75 for hit in heard)


def test_a_weak_candidate_with_an_impact_becomes_a_hit() -> None:
    hits = [_hit(t) for t in (1.0, 2.2, 3.7)]
    weak = [_hit(5.0, 0.3), _hit(6.0, 0.3)]
    shown = fuse_sound(hits, _onsets([1.06, 2.26, 3.76, 5.06]), weak)
    assert [round(hit.time_s, 1) for hit in shown] == [1.0, 2.2, 3.7, 5.0]


def test_a_clap_alone_is_no_hit() -> None:
    hits = [_hit(t) for t in (1.0, 2.2, 3.7)]
    shown = fuse_sound(hits, _onsets([0.3, 1.06, 1.7, 2.26, 3.2, 3.76, 4.4]))
    assert len(shown) == 3


def test_a_rescued_candidate_does_not_double_a_hit() -> None:
    hits = [_hit(t) for t in (1.0, 2.2, 3.7)]
    shown = fuse_sound(hits, _onsets([1.06, 2.26, 3.76]), [_hit(1.1, 0.4)])
    assert len(shown) == 3


def test_crowd_noise_does_not_flood() -> None:
    rng = np.random.default_rng(3)
    noise = [float(t) for t in np.sort(rng.uniform(0, 10, 120))]
    hits = [_hit(t) for t in (1.0, 3.0, 5.0)]
    weak = [_hit(t, 0.1) for t in (0.4, 1.7, 2.3, 4.1, 6.0, 7.0, 8.0)]
    shown = fuse_sound(hits, _onsets(noise, 0.3), weak)
    assert len(shown) <= 5


def test_the_coach_s_word_is_not_touched() -> None:
    fixed = _hit(1.0, 0.2, status=HitStatus.CONFIRMED)
    marked = _hit(2.0, 1.0, source=HitSource.MARKED)
    gone = _hit(3.0, 0.9, status=HitStatus.REJECTED)
    shown = fuse_sound([fixed, marked, gone], _onsets([1.05, 2.06, 3.05]))
    assert [hit.confidence for hit in shown] == [0.2, 1.0, 0.9]
    assert [hit.time_s for hit in shown] == [1.0, 2.0, 3.0]
    assert [hit.status for hit in shown] == [fixed.status, marked.status, gone.status]


def test_the_sound_makes_a_vague_moment_exact() -> None:
    hits = [_hit(t) for t in (1.0, 2.2, 3.7, 5.1)]
    vague = replace(_hit(6.52), time_sigma_s=0.04)
    shown = fuse_sound([*hits, vague], _onsets([1.06, 2.26, 3.76, 5.16, 6.55]))
    assert shown[-1].time_s == pytest.approx(6.49, abs=0.015)
    assert shown[-1].frame == vague.frame
    assert (shown[-1].time_sigma_s or 1) < 0.03


def test_another_moment_that_is_heard_takes_the_place_of_a_silent_one() -> None:
    hits = [_hit(t) for t in (1.0, 2.2, 3.7)] + [_hit(5.0, 0.7)]
    weak = [_hit(5.2, 0.65)]
    shown = fuse_sound(hits, _onsets([1.06, 2.26, 3.76, 5.26]), weak)
    assert [round(hit.time_s, 1) for hit in shown] == [1.0, 2.2, 3.7, 5.2]
