"""A video's sound as a curve of onsets and a peak envelope, on the video's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from core.progress import NoProgress, Progress
from core.video.container import Container, Stream, open_container, sound_stream
from core.video.facts import facts_of
from core.video.onset_strength import HOP, RATE_HZ, Floats, OnsetStrength
from core.video.peaks import local_threshold, peaks_above

HOP_S = HOP / RATE_HZ
# The flux of an impact peaks this long after its attack (a click 0, a "pock" 2 to 4 ms).
LATE_S = 0.002
THRESHOLD, LEAST = 4.0, 0.15
"""An onset stands out by so many times the spread around it, and is at least so strong."""
REACH_S = 0.04
"""Of several onsets this near to one another the strongest counts."""
_GAP_S = 0.02
_PIECE = 8 * RATE_HZ
_LONGEST_GAP_S = 3600.0


@dataclass(frozen=True)
class Onsets:
    """Moments at which a sound sets in: seconds on the video's clock, and how clearly (k,)."""

    time_s: NDArray[np.float64]
    strength: Floats


@dataclass(frozen=True)
class OnsetCurve:
    """Onset strength and loudness, one value a hop.

    ``strength`` (n,) is the mean rise over bands from 1 kHz up, in nepers above each band's
    noise floor; ``envelope`` (n,) the largest absolute sample, full scale 1. Value i stands
    for ``start_s + i * hop_s`` seconds on the video's clock (first shown frame = 0).
    """

    strength: Floats
    envelope: Floats
    hop_s: float
    start_s: float

    def onsets(self, threshold: float = THRESHOLD, least: float = LEAST) -> Onsets:
        """Pick peaks of ``strength`` that stand out from what is around them.

        A peak counts when it is the largest within 40 ms, at least ``least``, and over the
        local median by ``threshold`` times the local spread; constant noise raises both.
        """
        above = local_threshold(self.strength, self.hop_s, threshold, least)
        where, height = peaks_above(self.strength, above, round(REACH_S / self.hop_s))
        return Onsets(self.start_s + where * self.hop_s - LATE_S, height)


def read_onset_curve(path: Path, progress: Progress | None = None) -> OnsetCurve | None:
    """Decode the sound of ``path`` once, in bounded memory; None when it has none.

    Raises ``VideoError`` when the file cannot be opened and ``Cancelled`` when asked to stop.
    Sound that is damaged is silence.
    """
    progress = progress or NoProgress()
    facts = facts_of(path)
    if not facts.info.has_sound:
        return None
    first_picture_s = float(int(facts.index.pts[0]) * facts.index.tick_s)
    curve: OnsetCurveMaker | None = None
    with open_container(path) as container:
        for at_s, samples in _in_pieces(_mono(container)):
            curve = curve or OnsetCurveMaker(at_s - first_picture_s)
            curve.push(samples)
            progress.step(at_s - first_picture_s, facts.info.duration_s, "sound")
    return None if curve is None else curve.finish()


def read_samples(path: Path, rate_hz: int) -> Iterator[tuple[float, Floats]]:
    """Yield a video's sound as (time of the first sample, mono samples at ``rate_hz``).

    Times are on the video's own clock, as those of the curve; pieces follow each other without a
    gap. Nothing comes of a video without sound. Raises ``VideoError``.
    """
    facts = facts_of(path)
    if not facts.info.has_sound:
        return
    first_picture_s = float(int(facts.index.pts[0]) * facts.index.tick_s)
    with open_container(path) as container:
        for at_s, samples in _mono(container, rate_hz):
            yield at_s - first_picture_s, samples


class OnsetCurveMaker:
    """Makes an onset curve of sound that comes piece by piece, at ``rate_hz``; mono.

    ``start_s`` is the first sample's time. Keeps the curve and no sound.
    """

    def __init__(self, start_s: float = 0.0, rate_hz: int = RATE_HZ) -> None:
        self._start_s = start_s
        self._detector = OnsetStrength()
        self._strength: list[Floats] = []
        self._envelope: list[Floats] = []
        self._rest = np.zeros(HOP // 2, np.float32)
        self._rate_hz = rate_hz
        self._resampler = (
            None
            if rate_hz == RATE_HZ
            else av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
        )

    def push(self, samples: Floats) -> None:
        """Take the next samples (n,)."""
        if self._resampler is None:
            self._take(samples)
            return
        if len(samples):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples, np.float32)[None], "flt", "mono"
            )
            frame.sample_rate = self._rate_hz
            for made in self._resampler.resample(frame):
                self._take(np.asarray(made.to_ndarray(), np.float32).ravel())

    def finish(self) -> OnsetCurve:
        """Return the whole curve."""
        self._strength.append(self._detector.push(np.zeros(0, np.float32), last=True))
        curve = np.concatenate(self._strength)
        loud = np.concatenate([*self._envelope, np.abs(self._rest).max(keepdims=True, initial=0)])
        loud = np.pad(loud, (0, max(len(curve) - len(loud), 0)))[: len(curve)]
        return OnsetCurve(curve, loud.astype(np.float32), HOP_S, self._start_s)

    def _take(self, samples: Floats) -> None:
        self._strength.append(self._detector.push(samples))
        rest = np.concatenate([self._rest, samples])
        whole = len(rest) // HOP * HOP
        self._envelope.append(np.abs(rest[:whole].reshape(-1, HOP)).max(axis=1, initial=0))
        self._rest = rest[whole:]


def _in_pieces(samples: Iterator[tuple[float, Floats]]) -> Iterator[tuple[float, Floats]]:
    """Join what the decoder gives into pieces of some seconds, so that few arrays are kept."""
    start_s, held, count = 0.0, list[Floats](), 0
    for at_s, piece in samples:
        start_s = start_s if held else at_s
        held.append(piece)
        count += len(piece)
        if count >= _PIECE:
            yield start_s, np.concatenate(held)
            held, count = [], 0
    if held:
        yield start_s, np.concatenate(held)


def _mono(container: Container, rate_hz: int = RATE_HZ) -> Iterator[tuple[float, Floats]]:
    """Yield (time of the first sample in file seconds, mono samples at ``rate_hz``).

    They follow each other without a gap: missing sound is filled with silence and
    overlapping sound is dropped, by the sound's own time stamps.
    """
    stream = sound_stream(container)
    if stream is None:
        return
    for other in container.streams:
        if other.index != stream.index:
            other.discard = av.stream.Discard.all
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate_hz)
    start_s: float | None = None
    done = 0
    for frame in _decoded(container, stream):
        samples = np.concatenate(
            [np.zeros(0, np.float32)]
            + [np.asarray(f.to_ndarray(), np.float32).ravel() for f in resampler.resample(frame)]
        )
        at_s = float(frame.time) if frame.pts is not None else None
        if start_s is None:
            start_s = at_s or 0.0
        elif at_s is not None:
            # The resampler holds a few samples back; only jumps matter.
            gap_s = at_s - (start_s + done / rate_hz)
            if _GAP_S < gap_s < _LONGEST_GAP_S:
                samples = np.concatenate([np.zeros(round(gap_s * rate_hz), np.float32), samples])
            elif gap_s < -_GAP_S:
                samples = samples[round(-gap_s * rate_hz) :]
        if len(samples):
            yield start_s + done / rate_hz, samples
            done += len(samples)


def _decoded(container: Container, stream: Stream) -> Iterator[av.AudioFrame]:
    """Yield decoded sound; damaged packets are passed over."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except FFmpegError:
            return
        if packet is None:
            return
        try:
            yield from packet.decode()
        except FFmpegError:
            continue
