"""Videos are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clips import bar_picture, click_track, number_in

from core.errors import VideoError
from core.video import writer as writer_module
from core.video.reader import VideoReader
from core.video.sound import read_onset_curve
from core.video.writer import Sound, VideoWriter


def test_what_is_written_is_read_with_its_sound(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    sound = Sound(click_track((0.35, 0.801), 1.0), 44100)
    with VideoWriter(path, (128, 96), 25, sound, preset="ultrafast") as writer:
        for number in range(25):
            writer.write(bar_picture(number))
    with VideoReader(path) as reader:
        assert [number_in(frame.rgb) for frame in reader.frames()] == list(range(25))
        assert reader.info.fps == pytest.approx(25)
        assert reader.info.duration_s == pytest.approx(1.0)
        red = reader.frame(3).rgb[-8, 8].astype(int)
        assert np.abs(red - (200, 30, 30)).max() <= 6
    curve = read_onset_curve(path)
    assert curve is not None
    assert curve.onsets().time_s == pytest.approx([0.35, 0.801], abs=0.003)


def test_each_picture_can_have_its_own_time(tmp_path: Path) -> None:
    path, times = tmp_path / "uneven.mp4", [0.0, 0.01, 0.05, 0.4, 0.41]
    with VideoWriter(path, (128, 96), None, preset="ultrafast") as writer:
        for number, time_s in enumerate(times):
            writer.write(bar_picture(number), time_s)
    with VideoReader(path) as reader:
        assert reader.info.timebase.times_s == pytest.approx(times, abs=1e-4)
        assert number_in(reader.frame(3).rgb) == 3


def test_odd_sides_lose_a_pixel(tmp_path: Path) -> None:
    path = tmp_path / "odd.mp4"
    with VideoWriter(path, (129, 97), 30, preset="ultrafast") as writer:
        writer.write(bar_picture(7, (129, 97)))
    with VideoReader(path) as reader:
        assert (reader.info.width, reader.info.height) == (128, 96)


def test_a_failure_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    path = tmp_path / "old.mp4"
    path.write_bytes(b"old")

    def failing() -> None:
        with VideoWriter(path, (128, 96), 30) as writer:
            writer.write(bar_picture(1))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        failing()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_and_a_missing_encoder_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VideoError, match="could not be written"):
        VideoWriter(tmp_path / "file" / "out.mp4", (128, 96), 30)
    monkeypatch.setattr(writer_module, "ENCODERS", ("no_such_encoder",))
    with pytest.raises(VideoError, match="cannot write videos"):
        VideoWriter(tmp_path / "out.mp4", (128, 96), 30)


def test_another_encoder_takes_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "ENCODERS", ("no_such_encoder", "mpeg4"))
    path = tmp_path / "plain.mp4"
    with VideoWriter(path, (128, 96), 30) as writer:
        for number in range(4):
            writer.write(bar_picture(number))
    assert writer.codec == "mpeg4"
    with VideoReader(path) as reader:
        assert number_in(reader.frame(3).rgb) == 3
