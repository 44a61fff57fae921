"""Streams of boxes and what the hit engine makes of them, in one compact file for two languages.

``resources/vectors/streams.bin`` is read by Python here and by Swift in
``ios_companion/Tests/HitEngineTests/StreamFile.swift``. Numbers are little-endian; ``n`` is an
unsigned LEB128 number, ``z`` a signed one (zigzag), ``d`` a float64.

    file    "SWEETST1", n streams, streams
    stream  n width, n height, d fps, d capture_fps (0: none), n pictures, pictures,
            n onsets, onsets, answer
    picture z microseconds since the picture before, n flags (1 cut, 2 `finish` is called first),
            n boxes, boxes
    box     n score * 4 + class (score in 64ths), z x0, z y0, z width, z height in quarter pixels,
            each as the difference to the last box of its class in the stream (at first: to 0)
    onset   z microseconds since the onset before, n strength in 16ths
    answer  n rows of tracks, n observed ones, n main ones, n sum of their ids, d sum of all edges,
            n hits, hits, n weak ones, hits, n hits once the sound was heard, heard ones,
            n early calls, calls
    hit     n frame, n confidence in 1/10 000, d time_s, d time_sigma_s, n parts, then of those
            whose bit is set: 1 ball 2 d, 2 head 4 d, 4 tip 2 d, 8 offset 2 d, 16 r_sigma d,
            32 step d; bit 64 says that it is a serve
    heard   n place among hits and weak ones, n confidence, d time_s, d time_sigma_s,
            d onset (NaN: none)
    call    n frame, n confidence, d time_s, d time_sigma_s

Early calls hear each onset with the first picture that is ``HEARD_LATE_US`` after it, as being
``SHIFT_US`` earlier and as clear as its strength over ``CLEAR`` sixteenths.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.hits.hit import Hit, Stroke

MAGIC = b"SWEETST1"
HEARD_LATE_US = 100_000
SHIFT_US = 60_000
CLEAR = 32

QBox = tuple[int, int, int, int, int, int]
"""Class, score in 64ths, then x0, y0, width and height in quarter pixels."""


@dataclass(frozen=True)
class Picture:
    """One picture of a stream: ``time_us`` on the film's clock, and its boxes."""

    time_us: int
    boxes: tuple[QBox, ...]
    cut: bool = False
    finish_first: bool = False


@dataclass(frozen=True)
class Stream:
    """What the engine is given. ``onsets`` are microseconds and strength in 16ths."""

    size: tuple[int, int]
    fps: float
    capture_fps: float | None
    pictures: tuple[Picture, ...]
    onsets: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Heard:
    """A hit once the sound was heard: which one it is, and what changed."""

    place: int
    confidence: float
    time_s: float
    time_sigma_s: float
    onset_s: float


@dataclass(frozen=True)
class Called:
    """An early call."""

    frame: int
    confidence: float
    time_s: float
    time_sigma_s: float


@dataclass(frozen=True)
class Answer:
    """What the engine makes of a stream."""

    rows: tuple[int, int, int, int]
    edges: float
    hits: tuple[Hit, ...]
    weak: tuple[Hit, ...]
    heard: tuple[Heard, ...]
    called: tuple[Called, ...]


@dataclass
class _Writer:
    data: bytearray = field(default_factory=bytearray)

    def n(self, value: int) -> None:
        while value > 127:
            self.data.append(value & 127 | 128)
            value >>= 7
        self.data.append(value)

    def z(self, value: int) -> None:
        self.n(value * 2 if value >= 0 else -value * 2 - 1)

    def d(self, *values: float) -> None:
        self.data += struct.pack(f"<{len(values)}d", *values)


@dataclass
class _Reader:
    data: bytes
    at: int = 0

    def n(self) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def z(self) -> int:
        value = self.n()
        return -(value // 2 + 1) if value % 2 else value // 2

    def d(self) -> float:
        self.at += 8
        return float(struct.unpack_from("<d", self.data, self.at - 8)[0])


def to_bytes(cases: Sequence[tuple[Stream, Answer]]) -> bytes:
    """Return the file of these streams and their answers."""
    out = _Writer(bytearray(MAGIC))
    out.n(len(cases))
    for stream, answer in cases:
        _write_stream(out, stream)
        _write_answer(out, answer)
    return bytes(out.data)


def from_bytes(data: bytes) -> list[tuple[Stream, Answer]]:
    """Return the streams and answers of a file."""
    if not data.startswith(MAGIC):
        raise ValueError("this is no file of streams")
    source = _Reader(data, len(MAGIC))
    return [(_read_stream(source), _read_answer(source)) for _ in range(source.n())]


def _write_stream(out: _Writer, stream: Stream) -> None:
    out.n(stream.size[0])
    out.n(stream.size[1])
    out.d(stream.fps, stream.capture_fps or 0.0)
    out.n(len(stream.pictures))
    last_us = 0
    last = dict.fromkeys(range(4), (0, 0, 0, 0))
    for picture in stream.pictures:
        out.z(picture.time_us - last_us)
        last_us = picture.time_us
        out.n(picture.cut + 2 * picture.finish_first)
        out.n(len(picture.boxes))
        for kind, score, x, y, w, h in picture.boxes:
            out.n(score * 4 + kind)
            for value, before in zip((x, y, w, h), last[kind], strict=True):
                out.z(value - before)
            last[kind] = (x, y, w, h)
    out.n(len(stream.onsets))
    last_us = 0
    for time_us, strength in stream.onsets:
        out.z(time_us - last_us)
        last_us = time_us
        out.n(strength)


def _read_stream(source: _Reader) -> Stream:
    size = (source.n(), source.n())
    fps, capture_fps = source.d(), source.d()
    pictures = []
    now_us = 0
    last = dict.fromkeys(range(4), (0, 0, 0, 0))
    for _ in range(source.n()):
        now_us += source.z()
        flags = source.n()
        boxes = []
        for _ in range(source.n()):
            score, kind = divmod(source.n(), 4)
            x, y, w, h = last[kind]
            x, y, w, h = x + source.z(), y + source.z(), w + source.z(), h + source.z()
            last[kind] = (x, y, w, h)
            boxes.append((kind, score, x, y, w, h))
        pictures.append(Picture(now_us, tuple(boxes), bool(flags & 1), bool(flags & 2)))
    onsets = []
    now_us = 0
    for _ in range(source.n()):
        now_us += source.z()
        onsets.append((now_us, source.n()))
    return Stream(size, fps, capture_fps or None, tuple(pictures), tuple(onsets))


def _write_answer(out: _Writer, answer: Answer) -> None:
    for number in answer.rows:
        out.n(number)
    out.d(answer.edges)
    for hits in (answer.hits, answer.weak):
        out.n(len(hits))
        for hit in hits:
            _write_hit(out, hit)
    out.n(len(answer.heard))
    for heard in answer.heard:
        out.n(heard.place)
        out.n(round(heard.confidence * 10_000))
        out.d(heard.time_s, heard.time_sigma_s, heard.onset_s)
    out.n(len(answer.called))
    for call in answer.called:
        out.n(call.frame)
        out.n(round(call.confidence * 10_000))
        out.d(call.time_s, call.time_sigma_s)


def _read_answer(source: _Reader) -> Answer:
    rows = (source.n(), source.n(), source.n(), source.n())
    edges = source.d()
    hits = tuple(_read_hit(source) for _ in range(source.n()))
    weak = tuple(_read_hit(source) for _ in range(source.n()))
    heard = tuple(
        Heard(source.n(), source.n() / 10_000, source.d(), source.d(), source.d())
        for _ in range(source.n())
    )
    called = tuple(
        Called(source.n(), source.n() / 10_000, source.d(), source.d()) for _ in range(source.n())
    )
    return Answer(rows, edges, hits, weak, heard, called)


def _write_hit(out: _Writer, hit: Hit) -> None:
    parts = (
        hit.ball_xy,
        hit.racket_head_xyxy,
        hit.tip_direction,
        hit.offset,
        None if hit.r_sigma is None else (hit.r_sigma,),
        None if hit.ball_step_m is None else (hit.ball_step_m,),
    )
    out.n(hit.frame)
    out.n(round(hit.confidence * 10_000))
    out.d(hit.time_s, math.nan if hit.time_sigma_s is None else hit.time_sigma_s)
    mask = sum(1 << i for i, part in enumerate(parts) if part is not None)
    out.n(mask + 64 * (hit.stroke is Stroke.SERVE))
    for part in parts:
        if part is not None:
            out.d(*part)


def _read_hit(source: _Reader) -> Hit:
    frame, confidence = source.n(), source.n() / 10_000
    time_s, time_sigma_s = source.d(), source.d()
    mask = source.n()

    def part(bit: int, count: int) -> tuple[float, ...] | None:
        return tuple(source.d() for _ in range(count)) if mask & bit else None

    ball, head, tip, offset = part(1, 2), part(2, 4), part(4, 2), part(8, 2)
    r_sigma, step = part(16, 1), part(32, 1)
    return Hit(
        id=f"hit-{frame:06d}",
        time_s=time_s,
        frame=frame,
        confidence=confidence,
        ball_xy=None if ball is None else (ball[0], ball[1]),
        racket_head_xyxy=None if head is None else (head[0], head[1], head[2], head[3]),
        tip_direction=None if tip is None else (tip[0], tip[1]),
        offset=None if offset is None else (offset[0], offset[1]),
        r_sigma=None if r_sigma is None else r_sigma[0],
        stroke=Stroke.SERVE if mask & 64 else Stroke.UNKNOWN,
        time_sigma_s=time_sigma_s,
        ball_step_m=None if step is None else step[0],
    )
