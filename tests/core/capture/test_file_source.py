"""A file played as if live: the reader's numbers and times, at their moments, none left out."""

from __future__ import annotations

import threading
from pathlib import Path

import av
import numpy as np
import pytest
from clips import ClipPlan, make_clip, number_in

from core.capture.file_source import FileSource
from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.capture.opening import open_source
from core.capture.source_spec import SourceKind, SourceSpec
from core.errors import CaptureError
from core.video.picture import PictureMaker
from core.video.reader import VideoReader


class Clock:
    """A clock that goes while one waits, and when told to."""

    def __init__(self) -> None:
        self.now = 400.0
        self.waited = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def wait(self, seconds: float) -> bool:
        """Let it pass."""
        self.now += seconds
        self.waited += seconds
        return False


class Heard:
    """A tap that remembers what it heard, and when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.packets: list[tuple[float, Packet]] = []
        self.sound: list[tuple[float, SoundBlock]] = []

    def take_packet(self, packet: Packet) -> None:
        """Remember it."""
        self.packets.append((self._clock.now, packet))

    def take_sound(self, block: SoundBlock) -> None:
        """Remember it."""
        self.sound.append((self._clock.now, block))

    def take_trouble(self, trouble: CaptureError | None) -> None:
        """There is none with files."""
        raise AssertionError(trouble)


def played(path: Path, clock: Clock, heard: Heard | None = None) -> list[tuple[float, LiveFrame]]:
    """Return all pictures with the moments at which they came."""
    frames = []
    with FileSource(path, clock, clock.wait) as source:
        source.tap(heard)
        while (frame := source.read()) is not None:
            frames.append((clock.now, frame))
        assert source.read() is None
    return frames


PLANS = {
    "plain": ClipPlan(n=20),
    "B-frames": ClipPlan(n=20, b_frames=2),
    "uneven times": ClipPlan(n=6, ticks=[0, 1, 4, 5, 9, 30]),
    "turned": ClipPlan(n=6, turn_deg=90),
    "HEVC": ClipPlan(n=12, codec="libx265"),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_numbers_times_and_pictures_are_the_reader_s(tmp_path: Path, plan: ClipPlan) -> None:
    clip, clock = make_clip(tmp_path / "c.mp4", plan), Clock()
    frames = played(clip, clock)
    with VideoReader(clip) as reader:
        assert len(frames) == reader.info.n_frames
        for came_s, frame in frames:
            expected = reader.frame(frame.number)
            picture = PictureMaker(frame.look).rgb(frame.decoded)
            assert frame.time_s == expected.time_s
            assert np.array_equal(picture, expected.rgb)
            assert came_s == pytest.approx(400 + frame.time_s)
            assert frame.taken_s == pytest.approx(came_s)
            assert frame.size == (reader.info.width, reader.info.height)


def test_who_asks_late_gets_all_and_their_moments_stay(tmp_path: Path) -> None:
    clip, clock = make_clip(tmp_path / "c.mp4", ClipPlan(n=30)), Clock()
    with FileSource(clip, clock, clock.wait) as source:
        first = source.read()
        clock.now += 0.5
        waited = clock.waited
        frames = [source.read() for _ in range(15)]
        assert clock.waited == waited
    assert first is not None
    assert [frame.number for frame in frames if frame] == list(range(1, 16))
    assert [frame.taken_s for frame in frames if frame] == pytest.approx(
        [400 + number / 30 for number in range(1, 16)]
    )


def test_sound_and_packets_come_when_they_are_due(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "c.mp4", ClipPlan(n=45, b_frames=1, clicks_s=[0.5, 1.0]))
    clock = Clock()
    heard = Heard(clock)
    frames = played(clip, clock, heard)
    by_time = {round(frame.time_s * 1e6) for _, frame in frames}
    assert {packet.pts for _, packet in heard.packets} == by_time
    assert heard.packets[0][1].is_keyframe
    assert all(packet.dts <= packet.pts for _, packet in heard.packets)
    sound = np.concatenate([block.samples for _, block in heard.sound])
    loud = np.flatnonzero(np.abs(sound) > 0.2)
    begun_s = heard.sound[0][1].taken_s - 400
    assert begun_s + loud[0] / 44100 == pytest.approx(0.5, abs=0.01)
    for came_s, block in heard.sound:
        end_s = block.taken_s + len(block.samples) / block.rate_hz
        assert end_s <= came_s + 1e-6 or came_s == 400
        assert came_s - end_s < 0.1


def test_its_packets_can_be_copied_into_a_file(tmp_path: Path) -> None:
    clip, clock = make_clip(tmp_path / "c.mp4", ClipPlan(n=20)), Clock()
    copy = tmp_path / "copy.mp4"

    class Copying(Heard):
        def take_packet(self, packet: Packet) -> None:
            if not self.packets:
                self.out = av.open(str(copy), "w")
                self.stream = self.out.add_stream_from_template(packet.stream)
            self.packets.append((self._clock.now, packet))
            packet.stream = self.stream
            self.out.mux(packet)

    heard = Copying(clock)
    played(clip, clock, heard)
    heard.out.close()
    with VideoReader(clip) as one, VideoReader(copy) as two:
        assert two.info.timebase.times_s == pytest.approx(one.info.timebase.times_s, abs=1e-4)
        assert [number_in(frame.rgb) for frame in two.frames(0)] == list(range(20))


def test_stop_wakes_whoever_waits_for_the_next_picture(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "c.mp4", ClipPlan(n=2, ticks=[0, 9000]))
    with FileSource(clip) as source:
        assert source.read() is not None
        threading.Timer(0.05, source.stop).start()
        assert source.read() is None


def test_a_file_that_cannot_be_played_says_why(tmp_path: Path) -> None:
    (tmp_path / "no.mp4").write_bytes(b"no video at all" * 30)
    for name, words in (("no.mp4", "is not a video"), ("gone.mp4", "is not there any more")):
        source = open_source(SourceSpec(SourceKind.FILE, str(tmp_path / name)))
        with pytest.raises(CaptureError, match=words):
            source.__enter__()


@pytest.mark.shared
def test_a_real_clip_s_pictures_are_the_reader_s(shared_data: Path) -> None:
    clip, clock = shared_data / "clips" / "phone-practice.mp4", Clock()
    frames = played(clip, clock)
    with VideoReader(clip) as reader:
        assert [f.time_s for _, f in frames] == pytest.approx(reader.info.timebase.times_s)
        for _, frame in frames[::40]:
            picture = PictureMaker(frame.look).rgb(frame.decoded)
            assert np.array_equal(picture, reader.frame(frame.number).rgb)
