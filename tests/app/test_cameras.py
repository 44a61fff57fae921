"""``sweetspot cameras``: lists in plain words, and a source tried."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clips import ClipPlan, make_clip
from live_servers import MjpegPlan, mjpeg_camera

from app import cameras as cameras_module
from app import cli
from core.capture.devices import Camera, SoundDevice
from core.capture.source_spec import CameraFormat

WEBCAM = Camera(
    "/dev/video0",
    "C920",
    (CameraFormat(1280, 720, 30, "mjpeg"), CameraFormat(640, 480, 29.97, "yuyv422")),
)


@pytest.fixture(autouse=True)
def computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with one camera and two microphones."""
    usual = SoundDevice("ALSA: Desk", "Desk microphone", 48000, is_default=True)
    other = SoundDevice("ALSA: C920", "C920 microphone", 44100)
    monkeypatch.setattr(cameras_module, "list_cameras", lambda: (WEBCAM,))
    monkeypatch.setattr(cameras_module, "list_microphones", lambda: (usual, other))
    monkeypatch.setattr(cameras_module, "list_loudspeakers", lambda: ())


def test_everything_is_listed_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cameras"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:7] == [
        "Cameras",
        "  C920 (/dev/video0)",
        "    1280 x 720, 30 a second    mjpeg",
        "    640 x 480, 29.97 a second  yuyv422",
        "Microphones",
        "  Desk microphone (the usual one)",
        "  C920 microphone",
    ]
    assert "There is no loudspeaker." in lines
    assert any("http://PHONE:8080/video" in line for line in lines)


def test_nothing_plugged_in_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for what in ("list_cameras", "list_microphones"):
        monkeypatch.setattr(cameras_module, what, lambda: ())
    assert cli.main(["cameras"]) == 0
    out = capsys.readouterr().out
    assert "No camera is plugged in. A phone can be one" in out
    assert "No microphone" in out


def test_a_program_can_read_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["cameras", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cameras"][0]["formats"][0]["width"] == 1280
    assert [one["name"] for one in told["microphones"]] == ["Desk microphone", "C920 microphone"]


def test_a_file_is_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = make_clip(tmp_path / "c.mp4", ClipPlan(n=12, clicks_s=[0.1]))
    assert cli.main(["cameras", "--try", str(clip), "--seconds", "0.2"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("c.mp4: 128 x 96, 30.0 pictures a second, none lost, sound at 44100 Hz")


def test_an_address_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    with mjpeg_camera(MjpegPlan(n=40, fps=60)) as camera:
        address = f"http://me:secret@{camera.place}/video"
        assert cli.main(["cameras", "--try", address, "--seconds", "0.3", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
    assert told["sizes"] == [[160, 120]]
    assert told["n_pictures"] > 10
    assert told["sound_hz"] == 0


def test_what_cannot_be_tried_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for what, words in (("/dev/video7", "no camera /dev/video7"), ("ftp://x/y", "not video")):
        assert cli.main(["cameras", "--try", what]) == cli.BAD_INPUT
        err = capsys.readouterr().err
        assert words in err
        assert err.count("\n") == 1
