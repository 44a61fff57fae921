"""Recordings in fragments: whole at any time, and an ordinary MP4 once they are closed."""

from __future__ import annotations

import shutil
from pathlib import Path

import av
import numpy as np
import pytest
from clips import ClipPlan, bar_picture, make_clip, number_in
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import FileError, VideoError
from core.video.container import open_container, video_stream
from core.video.ending import ends_early
from core.video.fragment_writer import CodedPacket, CopyPlan, EncodePlan, FragmentWriter
from core.video.mp4_closing import close_fragments
from core.video.mp4_table import table_packets
from core.video.picture import look_of
from core.video.reader import VideoReader, probe
from core.video.sound import read_onset_curve

RATE = 48000
COUNT = 90


def encoded(path: Path, ticks: list[int], size: tuple[int, int] = (128, 96)) -> FragmentWriter:
    """Write bar pictures at ``ticks`` of 1/90000 s with clicks; the file is not closed."""
    writer: FragmentWriter | None = None
    for number, tick in enumerate(ticks):
        frame = av.VideoFrame.from_ndarray(bar_picture(number, size), "rgb24")
        frame = frame.reformat(format="yuvj422p")
        if writer is None:
            writer = FragmentWriter(path, EncodePlan(frame, look_of(frame, None), 30.0), RATE)
        writer.encode(frame, tick)
        until = round(tick / 90000 * RATE)
        writer.sound(np.zeros(max(until - writer.n_sound, 0), np.float32))
    assert writer is not None
    return writer


def copied(path: Path, source: Path) -> Path:
    """Copy the packets of ``source`` into fragments."""
    writer: FragmentWriter | None = None
    with av.open(str(source)) as container:
        for packet in container.demux(container.streams.video[0]):
            if packet.size == 0:
                continue
            if writer is None:
                plan = CopyPlan.of(packet)
                assert plan is not None
                writer = FragmentWriter(path, plan, None)
                unit = float(packet.time_base / plan.tick_s)
            times = (round(value * unit) for value in (packet.pts, packet.dts, packet.duration))
            writer.copy(CodedPacket(bytes(packet), *times, packet.is_keyframe))
    assert writer is not None
    writer.close()
    return path


@pytest.fixture(scope="module")
def fragmented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fragments") / "film.mp4"
    encoded(path, [3000 * k for k in range(COUNT)]).close()
    return path


@settings(max_examples=12, deadline=None)
@given(steps=st.lists(st.integers(300, 60000), min_size=2, max_size=60))
def test_times_are_kept_to_the_tick(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    path = tmp_path_factory.mktemp("ticks") / "film.mp4"
    ticks = [0, *(int(at) for at in np.cumsum(steps))]
    encoded(path, ticks).close()
    before = probe(path)
    assert close_fragments(path)
    after = probe(path)
    assert np.allclose(before.timebase.times_s, np.array(ticks) / 90000, atol=1e-9)
    assert np.array_equal(before.timebase.times_s, after.timebase.times_s)
    assert after.has_sound
    assert not after.truncated


@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_copied_packets_are_the_same_film(tmp_path: Path, codec: str, b_frames: int) -> None:
    plan = ClipPlan(codec=codec, b_frames=b_frames, turn_deg=90)
    source = make_clip(tmp_path / "source.mp4", plan)
    path = copied(tmp_path / "copy.mp4", source)
    assert close_fragments(path)
    with VideoReader(source) as old, VideoReader(path) as new:
        assert np.array_equal(old.info.timebase.times_s, new.info.timebase.times_s)
        assert old.info.timebase.end_s == pytest.approx(new.info.timebase.end_s, abs=0.02)
        assert old.info.rotation_deg == new.info.rotation_deg
        for number in range(plan.n):
            assert np.array_equal(old.frame(number).rgb, new.frame(number).rgb)
    table = path.read_bytes().rpartition(b"moov")[2]
    assert (b"hvc1" if codec == "libx265" else b"avc1") in table


def test_the_closed_file_is_an_ordinary_one(fragmented: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(fragmented, tmp_path / "film.mp4"))
    size = path.stat().st_size
    assert close_fragments(path)
    assert not close_fragments(path), "it is one already"
    assert path.stat().st_size - size < 64 * COUNT + 2000, "only a table was added"
    with open_container(path) as container:
        packets = table_packets(path, container, video_stream(container, path))
    assert packets is not None, "the table must be found without reading the film"
    assert len(packets.pts) == COUNT
    curve = read_onset_curve(path)
    assert curve is not None
    assert curve.start_s == pytest.approx(0.0, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(share=st.floats(0.0, 1.0))
def test_a_film_cut_off_anywhere_keeps_what_was_whole(
    fragmented: Path, tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    content = fragmented.read_bytes()
    size = int(len(content) * share)
    path = tmp_path_factory.mktemp("cut") / "film.mp4"
    path.write_bytes(content[:size])
    try:
        close_fragments(path)
    except VideoError:
        assert content[:size].count(b"moof") <= 1, "there was a picture"
        return
    assert not ends_early(path)
    with VideoReader(path) as film:
        times = np.arange(film.info.n_frames) / 30
        assert np.allclose(film.info.timebase.times_s, times, atol=1e-9)
        for number in (0, film.info.n_frames // 2, film.info.n_frames - 1):
            assert number_in(film.frame(number).rgb) == number
    whole = content[:size].rfind(b"moof")
    fragments = content[: max(whole, 0)].count(b"moof")
    assert film.info.n_frames >= 15 * fragments, "a whole fragment holds half a second"


def test_a_closing_that_was_broken_off_is_done_again(fragmented: Path, tmp_path: Path) -> None:
    whole = Path(shutil.copy(fragmented, tmp_path / "whole.mp4"))
    close_fragments(whole)
    table = whole.read_bytes()[fragmented.stat().st_size :]
    for share in (0.1, 0.5, 1.0):
        path = tmp_path / f"{share}.mp4"
        path.write_bytes(fragmented.read_bytes() + table[: int(len(table) * share)])
        assert close_fragments(path)
        assert path.read_bytes() == whole.read_bytes()


def test_a_film_without_a_picture_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    for content in (b"", b"\0\0\0\x1cftypisom"):
        path.write_bytes(content)
        with pytest.raises(VideoError, match="before its first picture"):
            close_fragments(path)


def test_a_disk_that_refuses_is_told_and_the_film_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "film.mp4"
    writer = encoded(path, [3000 * k for k in range(60)])

    whole = writer._sink._file

    class Full:
        def close(self) -> None:
            whole.close()

        def write(self, content: memoryview) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer._sink, "_file", Full())
    frame = av.VideoFrame.from_ndarray(bar_picture(7), "rgb24").reformat(format="yuvj422p")

    def on() -> None:
        for tick in range(60, 120):
            writer.encode(frame, 3000 * tick)

    with pytest.raises(FileError, match="No space left"):
        on()
    writer.abandon()
    assert close_fragments(path)
    assert probe(path).n_frames >= 30


@pytest.mark.parametrize("size", [(127, 95), (128, 95), (641, 361)])
@pytest.mark.parametrize("kind", ["yuvj422p", "yuyv422", "nv12", "yuv444p", "rgb24"])
def test_every_kind_and_size_of_picture_is_encoded(
    tmp_path: Path, size: tuple[int, int], kind: str
) -> None:
    if kind in ("yuyv422", "nv12") and size[0] % 2:
        size = (size[0] - 1, size[1] - 1)
    picture = bar_picture(77, size)
    frame = av.VideoFrame.from_ndarray(picture, "rgb24")
    frame = frame if kind == "rgb24" else frame.reformat(format=kind)
    writer = FragmentWriter(
        tmp_path / "film.mp4", EncodePlan(frame, look_of(frame, None), 30.0), None
    )
    for tick in range(0, 30000, 3000):
        writer.encode(frame, tick)
    writer.close()
    close_fragments(writer.path)
    with VideoReader(writer.path) as film:
        assert (film.info.width, film.info.height) == (size[0] // 2 * 2, size[1] // 2 * 2)
        shown = film.frame(3).rgb
        assert number_in(shown) == 77
        lower = picture[: shown.shape[0], : shown.shape[1]].astype(int)
        assert np.abs(shown.astype(int) - lower).mean() < 8, "colours are kept"
