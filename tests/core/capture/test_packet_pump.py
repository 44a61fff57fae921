"""What piles up when nobody reads: the newest stays, and can be decoded."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capture.camera_words import CameraWords
from core.capture.packet_pump import Arrived, PacketPump
from core.capture.stream_plan import StreamPlan

FPS = 30


def piled_up(
    codec: str, seconds: float, gop: int, first: int = 0
) -> tuple[PacketPump, list[Arrived]]:
    """Let pictures come for so long, a key every ``gop``, from frame ``first`` on; take all."""
    pump = PacketPump(StreamPlan("x", CameraWords("x"), ""))
    context = SimpleNamespace(name=codec)
    for number in range(first, first + round(seconds * FPS)):
        stream = SimpleNamespace(type="video", codec_context=context)
        packet = SimpleNamespace(stream=stream, is_keyframe=number % gop == 0, number=number)
        pump._hold(Arrived(packet, number / FPS))
    held = []
    while (arrived := pump.next(0)) is not None:
        held.append(arrived)
    return pump, held


def test_what_is_fetched_in_time_is_all_there() -> None:
    pump, held = piled_up("h264", 0.9, gop=10)
    assert [one.packet.number for one in held] == list(range(27))
    assert pump.n_lost == 0


@given(
    codec=st.sampled_from(["mjpeg", "h264", "hevc", "rawvideo"]),
    seconds=st.floats(1.1, 40),
    gop=st.integers(1, 400),
    first=st.integers(0, 100),
)
def test_memory_is_bounded_and_what_stays_can_be_decoded(
    codec: str, seconds: float, gop: int, first: int
) -> None:
    pump, held = piled_up(codec, seconds, gop, first)
    numbers = [one.packet.number for one in held]
    total = round(seconds * FPS)
    assert pump.n_lost == total - len(held)
    assert len(held) <= 11 * FPS
    assert numbers == list(range(first + total - len(held), first + total))
    if codec in ("mjpeg", "rawvideo"):
        assert len(held) <= FPS + 2
    elif numbers and pump.n_lost:
        assert held[0].packet.is_keyframe


def test_sound_that_nobody_came_for_goes_with_its_pictures() -> None:
    pump = PacketPump(StreamPlan("x", CameraWords("x"), ""))
    context = SimpleNamespace(name="h264")
    for number in range(200):
        for kind in ("video", "audio"):
            stream = SimpleNamespace(type=kind, codec_context=context)
            packet = SimpleNamespace(stream=stream, is_keyframe=number % 15 == 0)
            pump._hold(Arrived(packet, number / FPS))
    held = []
    while (arrived := pump.next(0)) is not None:
        held.append(arrived.is_picture)
    assert len(held) < 4 * FPS
    assert sum(held) == pytest.approx(len(held) / 2, abs=1)
    assert pump.n_lost == 200 - sum(held)
