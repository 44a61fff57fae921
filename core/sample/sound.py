"""What a drawn practice sounds like: impacts, bounces, claps, birds and wind."""

from __future__ import annotations

import numpy as np

from core.sample.layer import Single
from core.sample.scene import Scene
from core.sample.strokes import StrokeKind
from core.sample.truth import bounces_of, noises_of
from core.video.writer import Sound

RATE_HZ = 44100


def sound_of(scene: Scene) -> Sound:
    """Return the practice's sound; every attack stands exactly at its event's time."""
    rng = np.random.default_rng([scene.seed, 11])
    track = _background(rng, round(scene.seconds * RATE_HZ))
    for shot in scene.shots:
        loud = 0.62 if shot.kind is StrokeKind.SERVE else float(rng.uniform(0.40, 0.55))
        centred = float(np.hypot(*shot.offset))
        _add(track, shot.contact_s, _pock(rng, centred) * loud)
    for bounce in bounces_of(scene):
        _add(track, bounce.time_s, _thud(rng) * (0.16 if bounce.xy else 0.06))
    for noise in noises_of(scene):
        piece = _clap(rng) * 0.22 if noise.kind == "clap" else _thud(rng) * 0.3
        _add(track, noise.time_s, piece)
    return Sound(np.clip(track, -1, 1).astype(np.float32), RATE_HZ)


def _add(track: Single, time_s: float, piece: Single) -> None:
    start = round(time_s * RATE_HZ)
    end = min(start + len(piece), len(track))
    if 0 <= start < end:
        track[start:end] += piece[: end - start]


def _time(seconds: float) -> Single:
    return np.arange(round(seconds * RATE_HZ), dtype=np.float32) / RATE_HZ


def _pock(rng: np.random.Generator, off_centre: float) -> Single:
    """A ball on strings: a click, then ringing strings; off the centre the frame rattles."""
    t = _time(0.25)
    attack = np.minimum(t / 0.0004, 1)
    click = rng.normal(size=len(t)) * np.exp(-t / 0.0035) * 0.9
    pitch = float(rng.uniform(480, 560))
    ring = np.sin(2 * np.pi * pitch * t) * np.exp(-t / 0.022)
    ring += 0.6 * np.sin(2 * np.pi * pitch * 2.31 * t) * np.exp(-t / 0.014)
    rattle = np.sin(2 * np.pi * 172 * t) * np.exp(-t / 0.05) * 0.5 * off_centre
    crack = rng.normal(size=len(t)) * np.exp(-t / 0.012) * 0.35
    return np.asarray(attack * (click + 0.7 * ring + rattle + crack) * 0.6, np.float32)


def _thud(rng: np.random.Generator) -> Single:
    """A ball on the ground: lower and softer."""
    t = _time(0.16)
    body = np.sin(2 * np.pi * (210 - 300 * t) * t) * np.exp(-t / 0.028)
    grit = rng.normal(size=len(t)) * np.exp(-t / 0.006) * 0.5
    return np.asarray(np.minimum(t / 0.0015, 1) * (body + grit), np.float32)


def _clap(rng: np.random.Generator) -> Single:
    """Two hands: a short burst around 1.5 kHz, in two parts."""
    t = _time(0.08)
    burst = rng.normal(size=len(t)) * np.exp(-t / 0.007)
    late = np.where(t > 0.006, np.exp(-(t - 0.006) / 0.012), 0) * rng.normal(size=len(t)) * 0.5
    band = np.sin(2 * np.pi * 1500 * t) * 0.5 + 0.7
    return np.asarray(np.minimum(t / 0.0006, 1) * (burst + late) * band, np.float32)


def _background(rng: np.random.Generator, count: int) -> Single:
    """Wind (brown noise that swells), hiss, and a few birds."""
    white = rng.normal(size=count).astype(np.float32)
    spectrum = np.fft.rfft(white)
    hertz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    wind = np.fft.irfft(spectrum / np.maximum(hertz / 60, 1) ** 1.1, count)
    wind = wind / max(float(np.abs(wind).max()), 1e-6)
    t = np.arange(count) / RATE_HZ
    track = wind * 0.035 * (1 + 0.5 * np.sin(t * 0.9 + 1)) + rng.normal(size=count) * 0.0012
    for _ in range(int(count / RATE_HZ / 2.5)):
        start = float(rng.uniform(0, max(count / RATE_HZ - 0.5, 0.1)))
        for note in range(int(rng.integers(2, 5))):
            s = _time(0.07)
            sweep = np.sin(2 * np.pi * (3600 + 500 * np.sin(s * 60 + note)) * s)
            piece = (sweep * np.hanning(len(s)) * 0.012).astype(np.float32)
            at = round((start + note * 0.11) * RATE_HZ)
            end = min(at + len(piece), count)
            if at < end:
                track[at:end] += piece[: end - at]
    return np.asarray(track, np.float32)
