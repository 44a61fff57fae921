"""Network cameras on loopback: each picture with its moment, and all that goes wrong."""

from __future__ import annotations

import dataclasses
import threading
import time
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest
from clips import ClipPlan, make_clip, number_in
from live_servers import MjpegPlan, answering, jpeg, mjpeg_camera, stream_camera
from loopback import closed_port, serving
from rtsp_camera import RtspPlan, rtsp_camera

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.capture.network import network_plan
from core.capture.stream_source import StreamSource
from core.errors import CaptureError
from core.video.picture import PictureMaker
from core.video.reader import VideoReader


class Heard:
    """A tap that remembers."""

    def __init__(self) -> None:
        self.packets: list[tuple[int, bool]] = []
        self.sound: list[SoundBlock] = []
        self.trouble: list[CaptureError | None] = []

    def take_packet(self, packet: Packet) -> None:
        """Remember time and key."""
        self.packets.append((packet.pts, packet.is_keyframe))

    def take_sound(self, block: SoundBlock) -> None:
        """Remember it."""
        self.sound.append(block)

    def take_trouble(self, trouble: CaptureError | None) -> None:
        """Remember it."""
        self.trouble.append(trouble)


def at(address: str, comes_back: bool = False, stall_s: float = 5.0) -> StreamSource:
    """Return a source at an address."""
    plan = network_plan(address, comes_back=comes_back)
    return StreamSource(dataclasses.replace(plan, stall_s=stall_s))


def shown(frame: LiveFrame) -> int:
    """Return the number that is drawn into a picture."""
    return number_in(PictureMaker(frame.look).rgb(frame.decoded))


def watched(source: StreamSource, n: int, heard: Heard | None = None) -> list[LiveFrame]:
    """Return up to ``n`` pictures, fewer when the source ends or breaks."""
    frames: list[LiveFrame] = []
    with source:
        source.tap(heard)
        while len(frames) < n:
            frame = source.read()
            assert frame is not None
            frames.append(frame)
    return frames


def assert_in_order(frames: list[LiveFrame]) -> None:
    """Numbers from 0 without gaps, times from 0 that rise."""
    assert [frame.number for frame in frames] == list(range(len(frames)))
    assert frames[0].time_s == 0
    assert all(np.diff([frame.time_s for frame in frames]) > 0)


def test_all_of_sixty_pictures_come_with_their_moments() -> None:
    plan = MjpegPlan(n=61, fps=60)
    with mjpeg_camera(plan) as camera:
        frames = watched(at(f"http://{camera.place}/video"), 60)
    assert_in_order(frames)
    assert [shown(frame) for frame in frames] == list(range(60))
    late = [frame.taken_s - plan.sent[shown(frame)] for frame in frames]
    # Evened out: a server that was late itself is taken to have been in time.
    assert min(late) > -0.1
    assert np.median(np.abs(late)) < 0.1
    assert all(frame.size == (160, 120) for frame in frames)


def test_parts_without_a_length_are_read_too() -> None:
    with mjpeg_camera(MjpegPlan(n=12, lengths=False)) as camera:
        frames = watched(at(f"http://{camera.place}/video"), 11)
    assert [shown(frame) for frame in frames] == list(range(11))


def test_a_size_that_changes_makes_another_look() -> None:
    sizes = {number: (160, 120) if number < 5 else (320, 240) for number in range(20)}
    plan = MjpegPlan(n=12, picture=lambda number: jpeg(number, sizes[number]))
    with mjpeg_camera(plan) as camera:
        frames = watched(at(f"http://{camera.place}"), 11)
    assert [frame.size for frame in frames] == [sizes[number] for number in range(11)]
    assert len({id(frame.look) for frame in frames}) == 2
    assert [shown(frame) for frame in frames] == list(range(11))


def test_half_and_broken_pictures_are_counted_as_lost() -> None:
    def picture(number: int) -> bytes:
        whole = jpeg(number)
        return {4: whole[: len(whole) // 2], 6: b"\xff\xd8 no picture"}.get(number, whole)

    source = None
    with mjpeg_camera(MjpegPlan(n=14, picture=picture)) as camera:
        source = at(f"http://{camera.place}")
        frames = watched(source, 11)
    assert [shown(frame) for frame in frames] == [0, 1, 2, 3, 5, *range(7, 13)]
    assert source.n_lost == 2
    assert_in_order(frames)


def test_a_stream_with_sound_gives_packets_and_sound_beside_the_pictures(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "c.ts", ClipPlan(n=45, clicks_s=[0.5, 1.0]))
    heard = Heard()
    with stream_camera(clip, 0.6) as camera:
        frames = watched(at(f"http://{camera.place}/live.ts"), 44, heard)
    assert_in_order(frames)
    assert [shown(frame) for frame in frames] == list(range(44))
    assert [frame.time_s for frame in frames] == pytest.approx(np.arange(44) / 30, abs=1e-4)
    by_time = {round(frame.time_s * 1e6) for frame in frames}
    assert {pts for pts, _ in heard.packets} >= by_time
    assert heard.packets[0] == (0, True)
    total_s = sum(len(block.samples) / block.rate_hz for block in heard.sound)
    assert 0.8 < total_s < 2.2


@pytest.mark.parametrize("first_stamp", [1000, (1 << 32) - 30_000])
def test_rtsp_gives_every_picture_at_its_own_time(first_stamp: int) -> None:
    plan, heard = RtspPlan(n=30, fps=60, first_stamp=first_stamp), Heard()
    with rtsp_camera(plan) as camera:
        frames = watched(at(f"rtsp://{camera.place}/live"), 29, heard)
    assert_in_order(frames)
    assert [shown(frame) for frame in frames] == list(range(29))
    assert [frame.time_s for frame in frames] == pytest.approx(np.arange(29) / 60, abs=1e-4)
    assert heard.packets[0] == (0, True)
    assert len(heard.packets) >= 29


def test_who_comes_in_the_middle_begins_at_the_next_key() -> None:
    heard = Heard()
    with rtsp_camera(RtspPlan(n=30, fps=90, begin_at=4)) as camera:
        frames = watched(at(f"rtsp://{camera.place}/live"), 15, heard)
    assert [shown(frame) for frame in frames] == list(range(10, 25))
    assert_in_order(frames)
    assert heard.packets[0] == (0, True)


def test_a_name_and_a_password_open_it_and_are_never_shown() -> None:
    with mjpeg_camera(MjpegPlan(n=9, user="coach:se%cret")) as camera:
        source = at(f"http://coach:se%25cret@{camera.place}/video?token=abc")
        assert len(watched(source, 8)) == 8
        assert source.name == f"http://{camera.place}/video?…"
        with pytest.raises(CaptureError) as wrong, at(f"http://coach:wrong@{camera.place}/video"):
            pass
        with pytest.raises(CaptureError) as missing, at(f"http://{camera.place}/video"):
            pass
    assert "does not take this name and password" in wrong.value.message
    assert "wants a name and a password" in missing.value.message
    for error in (wrong.value, missing.value):
        assert "wrong" not in str(error)
        assert "coach" not in str(error)


def test_rtsp_asks_for_a_password_too() -> None:
    with rtsp_camera(RtspPlan(n=12, fps=60, user="coach:secret")) as camera:
        assert len(watched(at(f"rtsp://coach:secret@{camera.place}/live"), 10)) == 10
        with pytest.raises(CaptureError, match="wants a name and a password"):
            at(f"rtsp://{camera.place}/live").__enter__()


@pytest.mark.parametrize(
    ("status", "kind", "body", "words"),
    [
        ("200 OK", "text/html", b"<html><body>IP Webcam</body></html>" * 40, "is no video"),
        ("404 Not Found", "text/plain", b"no", "There is no video at"),
        ("503 Service Unavailable", "text/plain", b"busy", "with an error"),
        ("403 Forbidden", "text/plain", b"no", "wants a name and a password"),
        ("200 OK", "image/jpeg", jpeg(3), "sends no picture that moves"),
        ("200 OK", "application/octet-stream", bytes(range(256)) * 200, "is no video"),
    ],
)
def test_what_is_no_camera_says_so(status: str, kind: str, body: bytes, words: str) -> None:
    with answering(status, kind, body) as server, pytest.raises(CaptureError) as error:
        at(f"http://{server.place}/").__enter__()
    assert words in error.value.message
    assert error.value.hint


def test_where_nothing_listens_says_so() -> None:
    with pytest.raises(CaptureError, match="Nothing listens at"):
        at(f"http://127.0.0.1:{closed_port()}/video").__enter__()


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_one_that_never_answers_is_given_up(scheme: str) -> None:
    with serving(lambda visit: visit.linger()) as server:
        plan = network_plan(f"{scheme}://{server.place}/live")
        with pytest.raises(CaptureError, match="does not answer"):
            StreamSource(dataclasses.replace(plan, open_s=0.3)).__enter__()


def test_a_silent_camera_is_given_up() -> None:
    with mjpeg_camera(MjpegPlan(n=5, then="be silent")) as camera:
        source = at(f"http://{camera.place}", stall_s=0.3)
        with source:
            for _ in range(5):
                source.read()
            with pytest.raises(CaptureError, match=r"sends nothing|no picture for"):
                source.read()


def test_one_that_hangs_up_is_lost() -> None:
    with mjpeg_camera(MjpegPlan(n=5)) as camera:
        source = at(f"http://{camera.place}")
        with source:
            for _ in range(5):
                source.read()
            with pytest.raises(CaptureError, match="broke") as error:
                source.read()
    assert "kept" in error.value.hint


def test_a_lost_camera_comes_back_by_itself_and_numbers_go_on() -> None:
    heard = Heard()
    plan = MjpegPlan(n=10)
    with mjpeg_camera(plan) as camera:
        frames = watched(at(f"http://{camera.place}", comes_back=True), 25, heard)
        assert camera.n_visits >= 3
    assert_in_order(frames)
    assert [shown(frame) for frame in frames] == list(range(25))
    steps = np.diff([frame.taken_s for frame in frames])
    assert np.diff([frame.time_s for frame in frames]) == pytest.approx(steps, abs=0.05)
    assert [trouble is None for trouble in heard.trouble] == [False, True, False, True]


def test_rtsp_comes_back_with_a_key_and_its_time_goes_on() -> None:
    heard = Heard()
    with rtsp_camera(RtspPlan(n=12, fps=60, gop=6)) as camera:
        frames = watched(at(f"rtsp://{camera.place}/live", comes_back=True), 18, heard)
    assert_in_order(frames)
    assert [shown(frame) for frame in frames][-6:] == list(range(6))
    gap_s = frames[12].time_s - frames[11].time_s
    assert gap_s > 0.2
    again = round(frames[12].time_s * 1e6)
    assert (again, True) in heard.packets
    assert sorted(pts for pts, _ in heard.packets) == [pts for pts, _ in heard.packets]


def test_stop_ends_a_wait_at_once_from_another_thread() -> None:
    with (
        mjpeg_camera(MjpegPlan(n=3, then="be silent")) as camera,
        at(f"http://{camera.place}", stall_s=30) as source,
    ):
        for _ in range(3):
            source.read()
        begun_s = time.monotonic()
        threading.Timer(0.1, source.stop).start()
        assert source.read() is None
        assert time.monotonic() - begun_s < 5
        assert source.read() is None


@pytest.mark.parametrize("b_frames", [0, 2])
def test_pictures_come_in_the_order_in_which_they_are_shown(tmp_path: Path, b_frames: int) -> None:
    clip = make_clip(tmp_path / "c.ts", ClipPlan(n=40, b_frames=b_frames))
    with stream_camera(clip, 0.5) as camera:
        frames = watched(at(f"http://{camera.place}/live.ts"), 30)
    assert_in_order(frames)
    assert [shown(frame) for frame in frames] == list(range(30))
    assert [frame.time_s for frame in frames] == pytest.approx(np.arange(30) / 30, abs=1e-4)


@pytest.mark.shared
def test_a_real_practice_over_the_network_is_the_one_on_disk(
    shared_data: Path, tmp_path: Path
) -> None:
    clip, carried = shared_data / "clips" / "serve-clay.mp4", tmp_path / "carried.ts"
    with av.open(str(clip)) as source, av.open(str(carried), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    with VideoReader(clip) as reader, stream_camera(carried, 1.5) as camera:
        n = min(reader.info.n_frames - 2, 40)
        frames = watched(at(f"http://{camera.place}/live.ts"), n)
        assert [f.time_s for f in frames] == pytest.approx(
            reader.info.timebase.times_s[:n], abs=1e-3
        )
        for frame in frames[::13]:
            picture = PictureMaker(frame.look).rgb(frame.decoded)
            assert np.array_equal(picture, reader.frame(frame.number).rgb)


def test_a_stream_that_begins_anew_in_another_size_goes_on(tmp_path: Path) -> None:
    one = make_clip(tmp_path / "one.ts", ClipPlan(n=30, gop=10))
    two = make_clip(tmp_path / "two.ts", ClipPlan(n=30, gop=10, size=(320, 240)))
    both = tmp_path / "both.ts"
    both.write_bytes(one.read_bytes() + two.read_bytes())
    with stream_camera(both, 1.6) as camera:
        frames = watched(at(f"http://{camera.place}/live.ts"), 50)
    assert_in_order(frames)
    seen = [shown(frame) for frame in frames]
    again = seen.index(0, 1)
    assert {frame.size for frame in frames[:again]} == {(128, 96)}
    assert {frame.size for frame in frames[again:]} == {(320, 240)}
    assert seen[again:] == list(range(50 - again))
    steps = np.diff([frame.time_s for frame in frames])
    assert steps.max() < 1.5


def test_garbage_in_the_middle_costs_pictures_and_no_more(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "c.ts", ClipPlan(n=60, gop=6))
    content = bytearray(whole.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = np.random.default_rng(1).bytes(4000)
    (tmp_path / "g.ts").write_bytes(content)
    with stream_camera(tmp_path / "g.ts", 1.0) as camera:
        source = at(f"http://{camera.place}/live.ts")
        frames = []
        with source, suppress(CaptureError):
            while (frame := source.read()) is not None:
                frames.append(frame)
    assert_in_order(frames)
    late = [shown(frame) for frame in frames if frame.time_s > 1.5]
    assert late == list(range(late[0], 60))
    assert len(frames) > 40


def test_a_snail_of_a_server_is_waited_for() -> None:
    with mjpeg_camera(MjpegPlan(n=5, fps=4)) as camera:
        frames = watched(at(f"http://{camera.place}"), 4)
    assert [shown(frame) for frame in frames] == list(range(4))
    assert np.diff([frame.time_s for frame in frames])[1:] == pytest.approx(0.25, abs=0.15)
