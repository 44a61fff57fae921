"""Clips for measuring: the sample at full HD, and any clip looped without encoding it again."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np

from core.resources import sample_video
from core.video.reader import VideoReader, probe
from core.video.writer import VideoWriter


def scaled_sample(path: Path, size: tuple[int, int]) -> Path:
    """Write the sample at ``size`` (width, height) and return ``path``; made only once."""
    if path.is_file():
        return path
    with (
        VideoReader(sample_video(), cache_bytes=0) as reader,
        VideoWriter(path, size, reader.info.fps, quality=20, preset="veryfast") as writer,
    ):
        for frame in reader.frames():
            writer.write(np.asarray(cv2.resize(frame.rgb, size), np.uint8))
    return path


def looped(source: Path, path: Path, seconds: float) -> Path:
    """Write ``source`` over and over until it is ``seconds`` long; packets are copied."""
    if path.is_file():
        return path
    rounds = max(1, round(seconds / probe(source).duration_s))
    with av.open(str(path), "w") as out, av.open(str(source)) as first:
        stream = out.add_stream_from_template(first.streams.video[0])
        shift = 0
        for _ in range(rounds):
            shift = _append(source, out, stream, shift)
    return path


def _append(
    source: Path,
    out: av.container.OutputContainer,
    stream: av.VideoStream,
    shift: int,
) -> int:
    """Copy all packets, ``shift`` ticks later; return the next round's shift."""
    end = shift
    with av.open(str(source)) as container:
        video = container.streams.video[0]
        tick = video.time_base
        for packet in container.demux(video):
            if packet.size == 0 or packet.pts is None or packet.dts is None:
                continue
            packet.pts += shift
            packet.dts += shift
            packet.time_base = tick
            packet.stream = stream
            end = max(end, packet.pts + (packet.duration or 1))
            out.mux(packet)
    return end
