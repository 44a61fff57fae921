"""What a film sounds like: the practice at its own speed, and each impact where it is seen.

Slowed sound is a growl and says nothing. So slow parts are silent, but for the impact itself,
which is heard at its own speed in the moment its contact comes on screen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.film.plan import Contact, FilmPlan
from core.timebase import Timebase
from core.video.sound import read_samples

RATE_HZ = 48000
IMPACT_BEFORE_S, IMPACT_AFTER_S = 0.03, 0.36
"""Seconds around an impact that are heard with a contact that is held."""
_FADE_S = 0.008
_KEPT_S = 8.0
_NO_SOUND: NDArray[np.float32] = np.zeros(0, np.float32)


@dataclass(frozen=True)
class SoundPiece:
    """A stretch of the practice's sound: from ``source_s`` on, heard at ``film_s``."""

    film_s: float
    source_s: float
    length_s: float


def sound_pieces(plan: FilmPlan, timebase: Timebase) -> tuple[SoundPiece, ...]:
    """Return what of the practice's sound is heard when, sorted by the film's time."""
    held = [contact for contact in plan.contacts if contact.held]
    impacts = [_impact(contact) for contact in held]
    windows = [(each.source_s, each.source_s + each.length_s) for each in impacts]
    pieces = [piece for run in _normal_runs(plan, timebase) for piece in _without(run, windows)]
    return tuple(sorted((*pieces, *impacts), key=lambda piece: piece.film_s))


def _impact(contact: Contact) -> SoundPiece:
    hit = contact.each.hit
    heard_s = hit.time_s if hit.sound_onset_s is None else hit.sound_onset_s
    before_s = min(IMPACT_BEFORE_S, contact.time_s)
    return SoundPiece(contact.time_s - before_s, heard_s - before_s, before_s + IMPACT_AFTER_S)


def _normal_runs(plan: FilmPlan, timebase: Timebase) -> Iterator[SoundPiece]:
    """Yield the stretches in which the practice is seen at its own speed, frame after frame."""
    n = len(plan.frame)
    if not n:
        return
    again = np.diff(plan.frame, prepend=-9) == 0
    repeated = again | np.append(again[1:], False)
    normal = (plan.speed == 1.0) & ~repeated
    follows = (np.diff(plan.frame, prepend=-9) == 1) & normal & np.append(False, normal[:-1])
    starts = np.flatnonzero(normal & ~follows)
    ends = np.append(plan.time_s[1:], plan.end_s)
    for first in starts.tolist():
        last = first
        while last + 1 < n and follows[last + 1]:
            last += 1
        length_s = float(ends[last] - plan.time_s[first])
        source_s = timebase.time_of(int(plan.frame[first]))
        yield SoundPiece(float(plan.time_s[first]), source_s, length_s)


def _without(run: SoundPiece, windows: list[tuple[float, float]]) -> Iterator[SoundPiece]:
    """Yield what is left of a stretch where impacts are heard elsewhere: none is heard twice."""
    at, end = run.source_s, run.source_s + run.length_s
    for low, high in sorted(windows):
        if high <= at or low >= end:
            continue
        if low > at:
            yield SoundPiece(run.film_s + at - run.source_s, at, low - at)
        at = high
    if at < end:
        yield SoundPiece(run.film_s + at - run.source_s, at, end - at)


class FilmSound:
    """The film's sound as the writer asks for it (``core.video.writer.SoundFlow``), in order.

    Reads the practice's sound once, as it goes, and keeps a few seconds of it.
    """

    rate_hz = RATE_HZ

    def __init__(self, source: Path, pieces: tuple[SoundPiece, ...], length_s: float) -> None:
        self.n_samples = round(length_s * RATE_HZ)
        self._pieces = deque(sorted(pieces, key=lambda piece: piece.film_s))
        self._source = _Recent(read_samples(source, RATE_HZ))

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return samples ``start`` to ``stop`` (not included)."""
        out = np.zeros(stop - start, np.float32)
        while self._pieces and _end_of(self._pieces[0]) < start:
            self._pieces.popleft()
        for piece in self._pieces:
            begin, n = round(piece.film_s * RATE_HZ), round(piece.length_s * RATE_HZ)
            if begin >= stop:
                break
            low, high = max(begin, start), min(begin + n, stop)
            if low >= high:
                continue
            shift = round(piece.source_s * RATE_HZ) - begin
            found = self._source.between(low + shift, high + shift)
            out[low - start : high - start] += found * _gain(low - begin, high - begin, n)
        return np.clip(out, -1.0, 1.0)


def _end_of(piece: SoundPiece) -> int:
    return round((piece.film_s + piece.length_s) * RATE_HZ) + 1


def _gain(low: int, high: int, n: int) -> NDArray[np.float32]:
    """Return the loudness of samples ``low`` to ``high`` of a piece of ``n``: no end clicks."""
    at = np.arange(low, high, dtype=np.float32)
    fade = _FADE_S * RATE_HZ
    return np.clip(np.minimum(at, n - 1 - at) / fade, 0.0, 1.0).astype(np.float32)


class _Recent:
    """The last seconds of a sound that is decoded as far as it is asked for."""

    def __init__(self, pieces: Iterator[tuple[float, NDArray[np.float32]]]) -> None:
        self._coming = pieces
        self._held: deque[tuple[int, NDArray[np.float32]]] = deque()
        self._end = -(1 << 62)

    def between(self, low: int, high: int) -> NDArray[np.float32]:
        """Return samples of the source; silence where it has none."""
        while self._end < high:
            at_s, samples = next(self._coming, (0.0, _NO_SOUND))
            if not len(samples):
                self._end = 1 << 62
                break
            first = round(at_s * RATE_HZ) if not self._held else self._end
            self._held.append((first, samples))
            self._end = first + len(samples)
        while len(self._held) > 1 and self._held[1][0] < low - _KEPT_S * RATE_HZ:
            self._held.popleft()
        out = np.zeros(high - low, np.float32)
        for first, samples in self._held:
            a, b = max(first, low), min(first + len(samples), high)
            if a < b:
                out[a - low : b - low] = samples[a - first : b - first]
        return out
