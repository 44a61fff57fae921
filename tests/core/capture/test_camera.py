"""How a camera is opened on each system, and what is said when it cannot be."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import sys
import threading
from pathlib import Path

import av
import pytest
from clips import ClipPlan, make_clip, number_in

from core.capture import camera as camera_module
from core.capture.camera import camera_options, camera_plan, url_of
from core.capture.camera_words import CameraWords
from core.capture.source_spec import CameraFormat, SourceKind, SourceSpec
from core.capture.stream_source import StreamSource
from core.errors import CaptureError
from core.json_value import value_of
from core.video.picture import PictureMaker

SPEC = SourceSpec(
    SourceKind.CAMERA, "/dev/video9", "Court camera", CameraFormat(1280, 720, 30, "mjpeg")
)


def test_each_system_is_told_the_format_in_its_own_words() -> None:
    chosen = CameraFormat(1280, 720, 29.97, "mjpeg")
    common = {"video_size": "1280x720", "framerate": "29.97"}
    assert camera_options(chosen, "linux") == common | {"input_format": "mjpeg"}
    windows = camera_options(chosen, "win32")
    assert windows.pop("rtbufsize")
    assert windows == common | {"vcodec": "mjpeg"}
    raw = dataclasses.replace(chosen, pixels="nv12")
    assert camera_options(raw, "win32")["pixel_format"] == "nv12"
    assert camera_options(dataclasses.replace(chosen, pixels=""), "darwin") == common
    assert camera_options(None, "darwin") == {"framerate": "30"}
    assert camera_options(None, "linux") == {}


def test_each_system_has_its_own_address() -> None:
    assert url_of("/dev/video0", "linux") == "/dev/video0"
    assert url_of("USB Camera", "darwin") == "USB Camera:none"
    assert url_of("@device_pnp_x", "win32") == "video=@device_pnp_x"


def test_a_choice_can_be_kept_as_json() -> None:
    kept = json.loads(json.dumps(dataclasses.asdict(SPEC)))
    assert value_of(SourceSpec, kept, "source") == SPEC
    plain = SourceSpec(SourceKind.FILE, "/tmp/a.mp4")
    kept = json.loads(json.dumps(dataclasses.asdict(plain)))
    assert value_of(SourceSpec, kept, "source") == plain


def test_a_camera_that_is_not_there_says_so() -> None:
    with pytest.raises(CaptureError, match="“Court camera” is not connected"):
        StreamSource(camera_plan(SPEC)).__enter__()


def test_plugged_in_again_it_is_found_under_its_new_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = (("/dev/video0", "Built-in"), ("/dev/video11", "Court camera"))
    monkeypatch.setattr(camera_module, "named_cameras", lambda: there)
    plan = camera_plan(SPEC, system="linux")
    assert plan.find is not None
    assert plan.find() == "/dev/video11"
    monkeypatch.setattr(camera_module, "named_cameras", lambda: there[:1])
    with pytest.raises(CaptureError, match="not connected"):
        plan.find()


@pytest.mark.parametrize(
    ("number", "system", "words"),
    [
        (errno.EBUSY, "linux", "Another program is using “C920”"),
        (errno.EACCES, "linux", "group “video”"),
        (errno.EPERM, "darwin", "Privacy & Security"),
        (errno.EACCES, "win32", "let desktop apps use the camera"),
        (errno.ENOENT, "linux", "not connected"),
        (errno.ENODEV, "linux", "not connected"),
        (errno.EINVAL, "linux", "does not take this size and speed"),
        (errno.EIO, "win32", "Is another program using it"),
        (errno.EIO, "darwin", "Privacy & Security"),
    ],
)
def test_what_a_driver_refuses_is_said_in_plain_words(number: int, system: str, words: str) -> None:
    with pytest.raises(av.error.FFmpegError) as raised:
        av.error.err_check(-number)
    error = CameraWords("C920", system).refused(raised.value)
    assert words in str(error)


def test_a_camera_that_stops_says_that_nothing_is_lost() -> None:
    for error in (CameraWords("C920").lost(None), CameraWords("C920").silent(3)):
        assert "kept" in error.hint


def test_the_same_camera_is_opened_once_only(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "c.ts", ClipPlan(n=10))
    plan = dataclasses.replace(
        camera_plan(SPEC), url=str(clip), find=None, format=None, options={}, endless=False
    )
    with StreamSource(plan) as source:
        with pytest.raises(CaptureError, match="already being watched"):
            StreamSource(plan).__enter__()
        assert source.read() is not None
    with StreamSource(plan) as again:
        assert again.read() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    content = make_clip(tmp_path / "c.ts", ClipPlan(n=30)).read_bytes()
    pipe = tmp_path / "camera"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()
    plan = dataclasses.replace(
        camera_plan(SPEC), url=str(pipe), find=None, format="mpegts", options={}, endless=False
    )
    seen = []
    with StreamSource(plan) as source:
        while (frame := source.read()) is not None:
            seen.append(number_in(PictureMaker(frame.look).rgb(frame.decoded)))
    writer.join()
    assert seen == list(range(30))
