"""What opening a video finds out: its frames, its look, its sound; remembered per file."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from av.error import FFmpegError

from core.errors import VideoError
from core.video.container import NO_TIME, Container, open_container, sound_stream, video_stream
from core.video.decoder import Decoder
from core.video.ending import ends_early
from core.video.fingerprint import fingerprint
from core.video.frame import VideoInfo
from core.video.mp4_table import table_packets
from core.video.packet_index import PacketIndex, Packets, index_of, read_packets
from core.video.picture import DecodedFrame, Look, look_of

_REMEMBERED = 8
_lock = threading.Lock()
_facts: OrderedDict[tuple[Path, int, int], VideoFacts] = OrderedDict()


@dataclass(frozen=True)
class VideoFacts:
    """A video's description, its frame table, its look and how it must be opened."""

    info: VideoInfo
    index: PacketIndex
    look: Look
    options: dict[str, str]


def facts_of(path: Path) -> VideoFacts:
    """Return what is known of ``path``, read once per content; raises ``VideoError``."""
    try:
        stat = path.stat()
    except OSError:
        return _read_facts(path)  # which says what is wrong
    key = (path.absolute(), stat.st_mtime_ns, stat.st_size)
    with _lock:
        known = _facts.get(key)
        if known is not None:
            _facts.move_to_end(key)
            return known
    found = _read_facts(path)
    with _lock:
        _facts[key] = found
        while len(_facts) > _REMEMBERED:
            _facts.popitem(last=False)
    return found


def _read_facts(path: Path) -> VideoFacts:
    packets, options = _packets_of(path)
    truncated = ends_early(path)
    with open_container(path, options) as container:
        stream = video_stream(container, path)
        has_sound = sound_stream(container) is not None
        ordered = container.format.name != "avi"
        index = index_of(packets, stream.time_base, ordered)
        first = _first_picture(container, stream)
        if index is None or first is None:
            raise VideoError(
                f"“{path.name}” holds no picture that can be shown.",
                "It is damaged or was cut off. Copy it again from the phone or camera.",
            )
        if truncated:
            index = index.cut(_decodable(path, index, options))
        look = look_of(first, stream.sample_aspect_ratio)
        codec = stream.codec_context.name
    width, height = look.upright
    info = VideoInfo(
        path=path,
        width=width,
        height=height,
        timebase=index.timebase(),
        has_sound=has_sound,
        codec=codec,
        rotation_deg=look.orientation.degrees,
        hdr=look.hdr,
        truncated=truncated,
        fingerprint=fingerprint(path),
    )
    return VideoFacts(info, index, look, options)


def _packets_of(path: Path) -> tuple[Packets, dict[str, str]]:
    """Read the packets; where presentation times are missing let FFmpeg work them out."""
    with open_container(path) as container:
        from_table = table_packets(path, container, video_stream(container, path))
    options: dict[str, str] = {}
    if from_table is not None:
        return from_table, options
    for options in ({}, {"fflags": "+genpts"}):
        with open_container(path, options) as container:
            packets = read_packets(container, video_stream(container, path))
        if not (packets.pts == NO_TIME).any():
            break
    return packets, options


def _decodable(path: Path, index: PacketIndex, options: dict[str, str]) -> int:
    """Return how many frames of a cut-off file can be decoded, looking at its end only."""
    decoder = Decoder(path, index, options)
    try:
        for key in range(len(index.key_frame) - 1, max(len(index.key_frame) - 4, -1), -1):
            last = decoder.last_from(key)
            if last is not None:
                return last + 1
    finally:
        decoder.close()
    return 1


def _first_picture(container: Container, stream: object) -> DecodedFrame | None:
    """Decode until the first picture; None when there is none."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return None
            for frame in packet.decode():
                return frame
        except FFmpegError:
            continue
