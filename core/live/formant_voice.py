"""A small voice of our own: speaks the scores where the system has no voice.

A formant synthesiser in the manner of Klatt (J. Acoust. Soc. Am. 67, 971, 1980): a glottal pulse
train through a cascade of resonators, and noise through one of its own for hissing sounds.
Vowels begin with the formants of Peterson and Barney (J. Acoust. Soc. Am. 24, 175, 1952).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.live.calling import Call

RATE_HZ = 16_000

Wave = NDArray[np.float64]

_STEP = 80  # Samples between two settings of the resonators: 5 ms.
_SHORTER_TRACT = 1.12
"""All formants are so much higher than a man's: a lighter voice carries further."""

_PITCH_HZ = (185.0, 128.0)
_BANDWIDTHS_HZ = (70.0, 100.0, 150.0, 220.0, 300.0)
_UPPER_HZ = (3400.0, 4200.0)


@dataclass(frozen=True)
class Sound:
    """One target of a word, reached smoothly and held.

    ``formants`` are the first three in Hz. ``voice`` and ``breath`` are how strong pulses and
    noise go through them, ``hiss`` how strong noise comes from the lips, around ``hiss_hz``.
    """

    length_s: float
    formants: tuple[float, float, float]
    voice: float = 1.0
    breath: float = 0.0
    hiss: float = 0.0
    hiss_hz: float = 4500.0


def _words() -> dict[Call, tuple[Sound, ...]]:
    w, r = (330.0, 590.0, 2230.0), (360.0, 1120.0, 1400.0)
    uh, oo, ee = (610.0, 1080.0, 2450.0), (315.0, 1150.0, 2150.0), (275.0, 2290.0, 3010.0)
    aw, ah, ih = (530.0, 780.0, 2480.0), (740.0, 1120.0, 2440.0), (370.0, 2050.0, 2600.0)
    eh, lips = (520.0, 1850.0, 2500.0), (270.0, 850.0, 2050.0)
    n, m = (290.0, 1520.0, 2350.0), (240.0, 1000.0, 2150.0)
    tip, teeth = (240.0, 1820.0, 2600.0), (350.0, 1400.0, 2600.0)
    return {
        Call.ONE: (
            Sound(0.07, w, 0.55),
            Sound(0.02, w, 0.6),
            Sound(0.17, uh, 0.9),
            Sound(0.09, n, 0.3),
            Sound(0.04, n, 0.0),
        ),
        Call.TWO: (
            Sound(0.03, tip, 0.0, hiss=0.5, hiss_hz=3400.0),
            Sound(0.03, tip, 0.0, breath=0.35, hiss=0.08, hiss_hz=4000.0),
            Sound(0.08, (255.0, 1460.0, 2230.0), 0.75),
            Sound(0.17, oo, 0.8),
            Sound(0.04, oo, 0.0),
        ),
        Call.THREE: (
            Sound(0.09, teeth, 0.0, hiss=0.16, hiss_hz=5900.0),
            Sound(0.06, r, 0.5),
            Sound(0.05, r, 0.8),
            Sound(0.22, ee),
            Sound(0.05, ee, 0.0),
        ),
        Call.FOUR: (
            Sound(0.09, lips, 0.0, hiss=0.6, hiss_hz=2900.0),
            Sound(0.03, aw, 0.3),
            Sound(0.24, aw, 0.9),
            Sound(0.04, aw, 0.0),
        ),
        Call.FIVE: (
            Sound(0.10, lips, 0.0, breath=0.03, hiss=0.35, hiss_hz=3400.0),
            Sound(0.04, ah, 0.8),
            Sound(0.13, ah),
            Sound(0.13, ih, 0.9),
            Sound(0.08, lips, 0.35, hiss=0.16, hiss_hz=3400.0),
            Sound(0.03, lips, 0.0, hiss=0.05, hiss_hz=3400.0),
        ),
        Call.DOUBTFUL: (
            Sound(0.08, m, 0.45),
            Sound(0.11, eh),
            Sound(0.08, ih, 0.95),
            Sound(0.06, lips, 0.12),
            Sound(0.16, ee),
            Sound(0.05, ee, 0.0),
        ),
    }


def speak(call: Call) -> NDArray[np.float32]:
    """Return the word of a call (“maybe” for a doubtful one), mono at ``RATE_HZ``, peak 0.9.

    The same samples every time.
    """
    return spoken(_words()[call])


def spoken(sounds: Sequence[Sound]) -> NDArray[np.float32]:
    """Return any sequence of sounds as samples."""
    settings = _settings(sounds)
    n = len(settings) * _STEP
    noise = np.random.default_rng(7).standard_normal(n) * 0.35
    voice, breath, hiss = (np.repeat(settings[:, column], _STEP) for column in (3, 4, 5))
    source = _pulses(n) * voice + noise * breath
    throat = source
    for formant in range(3):
        centre = settings[:, formant] * _SHORTER_TRACT
        throat = _resonated(throat, centre, _BANDWIDTHS_HZ[formant])
    for formant, hz in enumerate(_UPPER_HZ, 3):
        throat = _resonated(throat, np.full(len(settings), hz), _BANDWIDTHS_HZ[formant])
    lips = _resonated(noise * hiss, settings[:, 6], 1800.0)
    lips -= np.concatenate([[0.0], lips[:-1]]) * 0.9  # Hissing has no low part.
    whole = throat / max(np.abs(throat).max(), 1e-9) + 0.9 * lips
    fade = np.minimum(1.0, np.minimum(np.arange(n), np.arange(n)[::-1]) / (0.006 * RATE_HZ))
    whole *= fade
    return np.asarray(0.9 * whole / np.abs(whole).max(), np.float32)


def _settings(sounds: Sequence[Sound]) -> Wave:
    """Return formants, strengths and hiss for each step: straight lines between the targets.

    Each target is held for the middle half of its time. Columns: three formants, voice,
    breath, hiss, and where it hisses.
    """
    times: list[float] = []
    rows: list[tuple[float, ...]] = []
    begin = 0.0
    for sound in sounds:
        row = (*sound.formants, sound.voice, sound.breath, sound.hiss, sound.hiss_hz)
        times += [begin + 0.25 * sound.length_s, begin + 0.75 * sound.length_s]
        rows += [row, row]
        begin += sound.length_s
    table = np.array(rows)
    at = np.arange(0.0, begin, _STEP / RATE_HZ)
    return np.stack([np.interp(at, times, column) for column in table.T], axis=1)


def _pulses(n: int) -> Wave:
    """Return the flow through the glottis, differentiated: Rosenberg's pulse, falling in pitch."""
    pitch = np.linspace(*_PITCH_HZ, n)
    phase = np.cumsum(pitch / RATE_HZ) % 1.0
    opening, closing = 0.4, 0.16
    rising = 0.5 * (1 - np.cos(math.pi * np.minimum(phase / opening, 1.0)))
    falling = np.cos(0.5 * math.pi * np.clip((phase - opening) / closing, 0.0, 1.0))
    flow = np.where(phase < opening, rising, np.where(phase < opening + closing, falling, 0.0))
    return np.diff(flow, prepend=0.0) * 4.0


def _resonated(signal: Wave, centre_hz: Wave, bandwidth_hz: float) -> Wave:
    """Return the signal through one resonator whose centre changes from step to step."""
    decay = math.exp(-math.pi * bandwidth_hz / RATE_HZ)
    c = -decay * decay
    out = np.empty_like(signal)
    one = two = 0.0
    for step, hz in enumerate(centre_hz):
        b = 2 * decay * math.cos(2 * math.pi * hz / RATE_HZ)
        a = 1 - b - c
        for at in range(step * _STEP, (step + 1) * _STEP):
            now = a * signal[at] + b * one + c * two
            out[at] = now
            one, two = now, one
    return out
