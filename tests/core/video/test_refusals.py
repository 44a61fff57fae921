"""What is no video is refused in words a coach understands."""

from __future__ import annotations

import os
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from clips import ClipPlan, bar_picture, click_track, cut_off, make_clip

from core.errors import VideoError
from core.video.reader import VideoReader, probe


def refusal(path: Path) -> VideoError:
    """Return the error of opening ``path``, by both ways."""
    with pytest.raises(VideoError) as caught:
        VideoReader(path)
    with pytest.raises(VideoError):
        probe(path)
    assert caught.value.hint, "every refusal says what to do"
    assert "Error" not in caught.value.message
    return caught.value


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    assert "empty" in refusal(path).message


@pytest.mark.parametrize("name", ["notes.mp4", "notes.txt"])
def test_a_text_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Forehand, then backhand.\n" * 200)
    assert "not a video" in refusal(path).message


@pytest.mark.parametrize("kind", [".jpg", ".png"])
@pytest.mark.parametrize("name", ["still{}", "still.mp4"])
def test_a_picture(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / name.format(kind)
    path.write_bytes(cv2.imencode(kind, bar_picture(5))[1].tobytes())
    assert "picture" in refusal(path).message


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path).message
    assert "not there" in refusal(tmp_path / "gone.mp4").message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "closed.mp4", ClipPlan(n=2))
    path.chmod(0)
    assert "may not be read" in refusal(path).message


def test_sound_alone(tmp_path: Path) -> None:
    path = tmp_path / "sound.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        stream.layout = "mono"
        samples = click_track((0.1,), 0.5)[None, :20480]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", "mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert "only sound" in refusal(path).message


def test_a_recording_whose_table_was_never_written(tmp_path: Path) -> None:
    whole = make_clip(tmp_path / "whole.mp4", ClipPlan(n=20))
    cut = cut_off(whole, tmp_path / "cut.mp4", 0.6)
    assert "cut off" in refusal(cut).message


def test_a_name_that_looks_like_an_address_is_a_file(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "pipe:1 %d|x.mp4", ClipPlan(n=2))
    assert probe(path).n_frames == 2
