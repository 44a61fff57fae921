"""Tiny test clips: every frame carries its number as a bar code, so a test can ask which came.

The clips are made by PyAV in a few milliseconds; traps (edit lists, rotation, holes) are made
by container options or by changing bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
# PyAV's objects, which are partly untyped.
Av = Any
BITS = 8
WIDTH, HEIGHT = 128, 96
RATE_HZ = 44100


@dataclass(frozen=True)
class ClipPlan:
    """What a clip is like. ``ticks`` are presentation times in units of ``1 / rate`` s."""

    n: int = 40
    rate: int = 30
    ticks: Sequence[int] | None = None
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    gop: int = 12
    b_frames: int = 0
    size: tuple[int, int] = (WIDTH, HEIGHT)
    turn_deg: int | None = None
    mirrored: bool = False
    pixel_shape: Fraction | None = None
    shift: int = 0
    """Presentation times move by this many frames; negative ones fall before the edit."""
    options: dict[str, str] = field(default_factory=dict)
    muxing: dict[str, str] = field(default_factory=dict)
    colours: tuple[int, int, int, int] | None = None
    """FFmpeg's numbers of matrix, range, primaries and transfer."""
    clicks_s: Sequence[float] = ()
    sound_start_s: float = 0.0

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height as shown."""
        turned = self.turn_deg is not None and self.turn_deg % 180
        return (self.size[1], self.size[0]) if turned else self.size


def bar_picture(number: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Picture:
    """Return a picture (h, w, 3) with ``number`` in its upper half: white for 1, black for 0.

    The lower half is red at the left and blue at the right, to see which way up it is.
    """
    width, height = size
    picture = np.zeros((height, width, 3), np.uint8)
    for bit in range(BITS):
        lit = number >> (BITS - 1 - bit) & 1
        picture[: height // 2, width * bit // BITS : width * (bit + 1) // BITS] = 235 if lit else 16
    picture[height // 2 :, : width // 2] = (200, 30, 30)
    picture[height // 2 :, width // 2 :] = (30, 30, 200)
    return picture


def number_in(picture: Picture) -> int:
    """Return the number in a bar picture of any size."""
    height, width = picture.shape[:2]
    number = 0
    for bit in range(BITS):
        lit = picture[height // 4, int(width * (bit + 0.5) / BITS)].mean() > 128
        number = number << 1 | int(lit)
    return number


def make_clip(path: Path, plan: ClipPlan | None = None) -> Path:
    """Write the clip and return its path; the kind of file follows the name's ending."""
    plan = plan or ClipPlan()
    with av.open(str(path), "w", options=plan.muxing) as container:
        stream = _video_stream(container, plan)
        sound = container.add_stream("aac", rate=RATE_HZ) if plan.clicks_s else None
        if sound is not None:
            sound.layout = "mono"
        ticks = plan.ticks if plan.ticks is not None else range(plan.n)
        for number, tick in enumerate(ticks):
            picture = _stored(bar_picture(number, plan.upright), plan)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame = frame.reformat(format=plan.pix_fmt)
            frame.pts, frame.time_base = tick, Fraction(1, plan.rate)
            _mux(container, stream.encode(frame), plan)
        _mux(container, stream.encode(None), plan)
        if sound is not None:
            _add_clicks(container, sound, plan)
    return path


def _stored(picture: Picture, plan: ClipPlan) -> Picture:
    """Return an upright picture as the camera stores it: the display matrix undone."""
    if plan.mirrored:
        picture = picture[:, ::-1]
    return np.ascontiguousarray(np.rot90(picture, -(plan.turn_deg or 0) // 90))


def _video_stream(container: Av, plan: ClipPlan) -> Av:
    stream = container.add_stream(plan.codec, rate=plan.rate)
    stream.width, stream.height = plan.size
    stream.pix_fmt = plan.pix_fmt
    context = stream.codec_context
    context.time_base = Fraction(1, plan.rate)
    context.thread_count = 1
    context.gop_size, context.max_b_frames = plan.gop, plan.b_frames
    quick = {"preset": "ultrafast"} if plan.codec in ("libx264", "libx265") else {}
    if plan.codec == "libx265":
        quick["x265-params"] = f"log-level=none:keyint={plan.gop}:bframes={plan.b_frames}"
    if plan.codec == "libx264":
        quick["sc_threshold"] = "0"
    stream.options = quick | plan.options
    if plan.turn_deg is not None:
        stream.set_display_rotation(plan.turn_deg, plan.mirrored)
    if plan.pixel_shape is not None:
        context.sample_aspect_ratio = plan.pixel_shape
    if plan.colours is not None:
        context.colorspace, context.color_range = plan.colours[:2]
        context.color_primaries, context.color_trc = plan.colours[2:]
    return stream


def _mux(container: Av, packets: list[Av], plan: ClipPlan) -> None:
    for packet in packets:
        if plan.shift:
            step = round(plan.shift / plan.rate / packet.time_base)
            packet.pts += step
            packet.dts += step
        container.mux(packet)


def _add_clicks(container: Av, sound: Av, plan: ClipPlan) -> None:
    samples = click_track(plan.clicks_s, plan.n / plan.rate + 0.5)
    start = round(plan.sound_start_s * RATE_HZ)
    for at in range(start, len(samples), 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, at : at + 1024], "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, at, Fraction(1, RATE_HZ)
        container.mux(sound.encode(frame))
    container.mux(sound.encode(None))


def click_track(clicks_s: Sequence[float], seconds: float) -> NDArray[np.float32]:
    """Return mono samples with a short noise burst at each time and faint noise around."""
    rng = np.random.default_rng(1)
    samples = rng.normal(0, 0.001, round(seconds * RATE_HZ)).astype(np.float32)
    burst = rng.normal(0, 0.4, 500) * np.exp(-np.arange(500) / 150)
    for click in clicks_s:
        at = round(click * RATE_HZ)
        samples[at : at + 500] += burst[: len(samples) - at]
    return samples


def cut_off(source: Path, path: Path, share: float) -> Path:
    """Write the first ``share`` of a file."""
    content = source.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def damaged(source: Path, path: Path, at: float, n_bytes: int = 200) -> Path:
    """Write a copy with zeros at a share of its length."""
    content = bytearray(source.read_bytes())
    start = int(len(content) * at)
    content[start : start + n_bytes] = bytes(n_bytes)
    path.write_bytes(content)
    return path


def edit_shortened(source: Path, path: Path, seconds: float) -> Path:
    """Write a copy of an MP4 whose edit list ends the picture after ``seconds``."""
    content = bytearray(source.read_bytes())
    movie = content.index(b"mvhd")
    scale = int.from_bytes(content[movie + 16 : movie + 20], "big")
    entry = content.index(b"elst") + 12
    content[entry : entry + 4] = round(seconds * scale).to_bytes(4, "big")
    path.write_bytes(content)
    return path
