"""Onsets stand where the sound sets in, on the video's own clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, make_clip
from numpy.typing import NDArray

from core.errors import Cancelled
from core.progress import CancelAfter
from core.video.onset_strength import HOP, RATE_HZ, OnsetStrength
from core.video.sound import OnsetCurve, read_onset_curve

Clip = Callable[[str], Path]


def curve_of(samples: NDArray[np.float32], pieces: int = 1) -> OnsetCurve:
    """Return the curve of samples pushed in a number of pieces."""
    strength = OnsetStrength()
    found = [strength.push(part) for part in np.array_split(samples, pieces)]
    found.append(strength.push(samples[:0], last=True))
    whole = np.concatenate(found)
    return OnsetCurve(whole, np.zeros_like(whole), HOP / RATE_HZ, 0.0)


def impacts(kind: str, noise: float) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return noisy samples with 30 impacts at times between hops, and the times."""
    rng = np.random.default_rng(5)
    samples = rng.normal(0, max(noise, 1e-6), RATE_HZ * 15).astype(np.float32)
    starts = [round((0.1 + 0.45 * k + 0.2 * rng.random()) * RATE_HZ) for k in range(30)]
    t = np.arange(2000) / RATE_HZ
    for start in starts:
        if kind == "click":
            samples[start] += 0.7
        else:
            samples[start : start + 2000] += rng.normal(0, 0.3, 2000) * np.exp(-t / 0.008)
    return samples, np.array(starts) / RATE_HZ


@pytest.mark.parametrize(
    ("kind", "noise"), [("click", 0), ("click", 0.003), ("pock", 0), ("pock", 0.02)]
)
def test_impacts_are_found_within_three_milliseconds(kind: str, noise: float) -> None:
    samples, times = impacts(kind, noise)
    found = curve_of(samples).onsets().time_s
    assert len(found) == len(times)
    assert np.abs(found - times).max() < 0.003


def test_the_curve_does_not_depend_on_how_the_sound_arrives() -> None:
    samples, _ = impacts("pock", 0.003)
    whole, torn = curve_of(samples), curve_of(samples, pieces=117)
    assert np.array_equal(whole.strength, torn.strength)


def test_a_constant_crowd_is_no_onset() -> None:
    rng = np.random.default_rng(2)
    crowd = rng.normal(0, 0.1, RATE_HZ * 10).astype(np.float32)
    assert len(curve_of(crowd).onsets().time_s) <= 3
    assert len(curve_of(np.zeros(RATE_HZ, np.float32)).onsets().time_s) == 0


def test_clicks_of_a_file_stand_on_the_video_s_clock(clip: Clip) -> None:
    curve = read_onset_curve(clip("sound.mp4"))
    assert curve is not None
    assert curve.onsets().time_s == pytest.approx([0.4, 1.003, 1.7], abs=0.003)
    assert len(curve.strength) == len(curve.envelope)
    loud = curve.start_s + np.argmax(curve.envelope) * curve.hop_s
    assert np.abs(loud - np.array([0.4, 1.003, 1.7])).min() < 0.02


@pytest.mark.parametrize("name", ["late.mp4", "late.mkv", "late.ts"])
def test_sound_that_starts_late_stays_late(tmp_path: Path, name: str) -> None:
    plan = ClipPlan(n=45, clicks_s=(1.1,), sound_start_s=0.5)
    curve = read_onset_curve(make_clip(tmp_path / name, plan))
    assert curve is not None
    strongest = curve.onsets()
    assert strongest.time_s[np.argmax(strongest.strength)] == pytest.approx(1.1, abs=0.004)


def test_sound_keeps_its_place_when_an_edit_list_cuts_the_picture(tmp_path: Path) -> None:
    muxing = {"use_editlist": "1", "avoid_negative_ts": "disabled"}
    plan = ClipPlan(n=60, shift=-15, muxing=muxing, clicks_s=(0.9,))
    curve = read_onset_curve(make_clip(tmp_path / "edited.mp4", plan))
    assert curve is not None
    onsets = curve.onsets()
    assert onsets.time_s[np.argmax(onsets.strength)] == pytest.approx(0.9, abs=0.004)


def test_a_video_without_sound_has_none_and_reading_can_be_stopped(clip: Clip) -> None:
    assert read_onset_curve(clip("steady.mp4")) is None
    with pytest.raises(Cancelled):
        read_onset_curve(clip("sound.mp4"), CancelAfter(1))


@pytest.mark.shared
def test_the_impacts_of_labelled_clips_are_heard(shared_data: Path) -> None:
    heard, labelled = 0, 0
    for truth in sorted((shared_data / "clips").glob("*.json")):
        hits = json.loads(truth.read_text())["hits"]
        times = [hit["audio_onset_s"] for hit in hits if hit.get("audio_onset_s") is not None]
        curve = read_onset_curve(truth.with_suffix(".mp4")) if times else None
        if curve is not None:
            found = curve.onsets().time_s
            labelled += len(times)
            heard += sum(bool(np.abs(found - t).min() < 0.02) for t in times)
    assert heard >= 0.9 * labelled
