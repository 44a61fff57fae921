"""Tones for scores, made of sines: the better the hit, the higher, and a 5 rises."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.live.calling import Call

RATE_HZ = 48_000

# Notes of a major pentatonic scale (equal temperament, A4 = 440 Hz): none of them clash.
_NOTES_HZ: dict[Call, tuple[float, ...]] = {
    Call.ONE: (196.00,),
    Call.TWO: (293.66,),
    Call.THREE: (440.00,),
    Call.FOUR: (659.26,),
    Call.FIVE: (659.26, 987.77),
    Call.DOUBTFUL: (246.94, 246.94),
}
_NOTE_S, _LAST_S = 0.11, 0.26
_ATTACK_S = 0.006
# A flute's few overtones carry further on a court than a bare sine.
_OVERTONES = ((1, 1.0), (2, 0.35), (3, 0.12))


def tone_for(call: Call) -> NDArray[np.float32]:
    """Return the call as mono samples at ``RATE_HZ`` in -1..1, without a click at either end."""
    notes = _NOTES_HZ[call]
    last = len(notes) - 1
    parts = [_note(hz, _LAST_S if at == last else _NOTE_S) for at, hz in enumerate(notes)]
    return np.concatenate(parts).astype(np.float32)


def _note(hz: float, length_s: float) -> NDArray[np.float64]:
    t = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    wave = sum(share * np.sin(2 * np.pi * hz * k * t) for k, share in _OVERTONES)
    attack = np.minimum(t / _ATTACK_S, 1.0)
    release = np.clip((length_s - t) / (0.6 * length_s), 0.0, 1.0) ** 1.5
    loudest = sum(share for _, share in _OVERTONES)
    return np.asarray(0.9 / loudest * wave * attack * release, np.float64)
