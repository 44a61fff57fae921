"""Sight and sound together: the film's sound shift, and what an impact heard does to a hit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.hits.evidence import confidence_of, log_odds_of
from core.hits.hit import Hit, HitSource, HitStatus
from core.video.sound import Onsets


@dataclass(frozen=True)
class SoundParameters:
    """Times in seconds, gains in natural log-odds, each with its reason."""

    shift_min_s: float = -0.3  # sound further off is not a shift but another film
    shift_max_s: float = 0.3
    usual_shift_s: float = 0.06  # phones and broadcasts are late by 0 to 0.14
    usual_sigma_s: float = 0.07
    onset_sigma_s: float = 0.012  # attack of an impact, and the shift's own error
    sight_sigma_s: float = 0.015  # what a hit's time is off beyond its own estimate
    sure_shift_s: float = 0.02  # a shift known so well is believed
    gain: float = 2.2  # a loud impact at the very moment
    silence: float = -2.0  # nothing heard, in a film whose hits are all heard
    silence_from: float = 0.4  # share of hits heard by chance and crowd
    silence_least: int = 3  # hits that must be there before silence says anything
    loud_share: float = 0.6  # of the film's loud onsets (90th percentile) counts as loud
    near_sigmas: float = 2.5
    show_from: float = 0.5
    weak_vote: float = 0.15  # the most a candidate that was not chosen counts for the shift
    seen_first: float = 0.7  # so much clearer an alternative must be to take a hit's place
    apart_s: float = 0.36  # a rescued hit is no nearer to another


SOUND = SoundParameters()


@dataclass(frozen=True)
class Shift:
    """How late the sound is against the picture (s), how sure, and how many hits say so."""

    shift_s: float
    sigma_s: float
    n: int


def fuse_sound(
    hits: Sequence[Hit],
    onsets: Onsets | None,
    weak: Sequence[Hit] = (),
    p: SoundParameters = SOUND,
) -> tuple[Hit, ...]:
    """Return the hits to show once the sound has had its vote, by time.

    ``weak`` are the engine's candidates that were not sure enough by sight: those which a
    clear impact supports become hits. Marked, confirmed and rejected hits keep all but
    ``sound_onset_s``. With no sound, ``hits`` come back as they are.
    """
    if onsets is None or len(onsets.time_s) == 0:
        return tuple(sorted(hits, key=lambda hit: hit.time_s))
    loudness = _loudness(onsets, p)
    # What sight alone did not choose says little of the shift, however likely it looked.
    doubted = [replace(hit, confidence=min(hit.confidence, p.weak_vote)) for hit in weak]
    shift = estimate_shift([*hits, *doubted], onsets, p)
    ear = _Ear(onsets, loudness, shift, _silence(hits, onsets, loudness, shift, p))
    heard = [_heard(hit, ear, p) for hit in hits]
    rescued = [_heard(hit, ear, p) for hit in weak]
    rescued = [hit for hit in rescued if hit.sound_onset_s is not None]
    return _strongest(heard, rescued, p)


def _strongest(seen: Sequence[Hit], rescued: Sequence[Hit], p: SoundParameters) -> tuple[Hit, ...]:
    """Return the clearest hit of every moment; sight goes first unless the sound is clearer."""
    ranked = [(log_odds_of(hit.confidence) + p.seen_first, hit) for hit in seen]
    ranked += [(log_odds_of(hit.confidence), hit) for hit in rescued]
    kept = [hit for hit in seen if _is_fixed(hit)]
    for _, hit in sorted(ranked, key=lambda pair: (-pair[0], pair[1].time_s)):
        free = all(abs(hit.time_s - other.time_s) >= p.apart_s for other in kept)
        if free and hit.confidence >= p.show_from and not _is_fixed(hit):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.time_s))


def estimate_shift(hits: Sequence[Hit], onsets: Onsets, p: SoundParameters = SOUND) -> Shift:
    """Return the constant by which the sound is late, from hits and the onsets around them.

    Every shift gets the sum over the hits of the clearest onset it would explain, each hit
    counting by its confidence, on top of what is usual; the best wins.
    """
    loudness = _loudness(onsets, p)
    grid = np.arange(p.shift_min_s, p.shift_max_s + 1e-9, 0.004)
    votes = -0.5 * ((grid - p.usual_shift_s) / p.usual_sigma_s) ** 2
    n = 0
    for hit in hits:
        sigma = _sigma(hit, p)
        low, high = np.searchsorted(
            onsets.time_s, [hit.time_s + p.shift_min_s - 0.1, hit.time_s + p.shift_max_s + 0.1]
        )
        if low == high:
            continue
        lag = onsets.time_s[low:high] - hit.time_s
        off = (lag[None, :] - grid[:, None]) / sigma
        match = loudness[None, low:high] * np.exp(-0.5 * off**2)
        # A moment known ill matches many onsets and so says little.
        says = hit.confidence * min(1.0, 0.02 / sigma + 0.2)
        votes += 4.0 * says * match.max(axis=1)
        n += hit.confidence >= p.show_from
    best = int(np.argmax(votes))
    weights = np.exp(votes - votes[best])
    mean = float((weights * grid).sum() / weights.sum())
    sigma_s = math.sqrt(float((weights * (grid - mean) ** 2).sum() / weights.sum()))
    return Shift(float(grid[best]), sigma_s, n)


Loudness = NDArray[np.float64]


def _loudness(onsets: Onsets, p: SoundParameters) -> Loudness:
    """Return 0..1 per onset: how clear it is among the film's clear ones."""
    strength = np.asarray(onsets.strength, np.float64)
    loud = float(np.quantile(strength, 0.9)) * p.loud_share
    return np.clip(strength / max(loud, 1e-9), 0.0, 1.0)


def _sigma(hit: Hit, p: SoundParameters) -> float:
    return math.hypot(hit.time_sigma_s or 0.02, p.sight_sigma_s, p.onset_sigma_s)


@dataclass(frozen=True)
class _Ear:
    """What is heard: onsets, how clear each is, the film's shift, and what silence costs."""

    onsets: Onsets
    loudness: Loudness
    shift: Shift
    silence: float


def _support(
    hit: Hit, onsets: Onsets, loudness: Loudness, shift: Shift, p: SoundParameters
) -> tuple[int, float]:
    """Return the onset that fits a hit best, and 0..1 how well."""
    sigma = math.hypot(_sigma(hit, p), min(shift.sigma_s, 0.05))
    off = (onsets.time_s - shift.shift_s - hit.time_s) / sigma
    support = np.where(np.abs(off) <= p.near_sigmas, loudness * np.exp(-0.25 * off**2), 0.0)
    best = int(np.argmax(support))
    return best, float(support[best])


def _silence(
    hits: Sequence[Hit], onsets: Onsets, loudness: Loudness, shift: Shift, p: SoundParameters
) -> float:
    """Return the log-odds of a hit that is not heard: the more of the film's hits are, the less."""
    if len(hits) < p.silence_least:
        return 0.0
    heard = sum(
        hit.confidence for hit in hits if _support(hit, onsets, loudness, shift, p)[1] > HEARD
    )
    share = heard / sum(hit.confidence for hit in hits)
    return p.silence * max(0.0, share - p.silence_from) / (1 - p.silence_from)


HEARD = 0.15
"""Support from here on is an onset; below it is silence."""


def _heard(hit: Hit, ear: _Ear, p: SoundParameters) -> Hit:
    best, clear = _support(hit, ear.onsets, ear.loudness, ear.shift, p)
    known = min(1.0, p.sure_shift_s / max(ear.shift.sigma_s, 1e-3))
    fixed = _is_fixed(hit)
    if clear <= HEARD:
        if fixed:
            return hit
        return replace(hit, confidence=_moved(hit.confidence, ear.silence * known))
    onset = float(ear.onsets.time_s[best])
    if fixed:
        return replace(hit, sound_onset_s=onset)
    gain = p.gain * clear * (0.4 + 0.6 * known)
    told = replace(hit, sound_onset_s=onset, confidence=_moved(hit.confidence, gain))
    return _retimed(told, onset - ear.shift.shift_s, ear.shift, p)


def _retimed(hit: Hit, heard_s: float, shift: Shift, p: SoundParameters) -> Hit:
    """Return the hit at the mean of the moments seen and heard, each by its certainty.

    The frame stays: it names the picture whose ball and strings the hit holds.
    """
    if hit.time_sigma_s is None:
        return hit
    seen_var = hit.time_sigma_s**2 + (p.sight_sigma_s / 3) ** 2
    heard_var = p.onset_sigma_s**2 + shift.sigma_s**2
    share = seen_var / (seen_var + heard_var)
    time_s = max(0.0, (1 - share) * hit.time_s + share * heard_s)
    return replace(
        hit, time_s=time_s, time_sigma_s=math.sqrt(seen_var * heard_var / (seen_var + heard_var))
    )


def _moved(confidence: float, gain: float) -> float:
    return round(confidence_of(log_odds_of(confidence) + gain), 4)


def _is_fixed(hit: Hit) -> bool:
    """Whether the coach has spoken."""
    return hit.status is not HitStatus.PROPOSED or hit.source is HitSource.MARKED
