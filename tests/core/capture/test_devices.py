"""Which cameras there are and in which formats, as three systems tell it."""

from __future__ import annotations

import av
from fake_camera import FakeCamera
from hypothesis import given
from hypothesis import strategies as st

from core.capture.best_format import best_first
from core.capture.device_watch import DeviceWatch
from core.capture.devices import Camera
from core.capture.ffmpeg_devices import (
    _log_of,
    device_names,
    named_devices,
    parsed_avfoundation,
    parsed_dshow,
)
from core.capture.source_spec import CameraFormat, SourceKind
from core.capture.v4l2 import asked_formats

THIRTY, SIXTY, TEN = (1, 30), (1, 60), (1, 10)

# As FFmpeg 8 writes it, in pieces that are joined again.
DSHOW_LOG = """DirectShow video device options (from video devices)
 Pin "Capture" (alternative pin name "0")
  pixel_format=yuyv422  min s=640x480 fps=5 max s=640x480 fps=30
  pixel_format=yuyv422  min s=640x480 fps=5 max s=640x480 fps=30 (tv, bt470bg, topleft)
  pixel_format=yuyv422  min s=1280x720 fps=5 max s=1280x720 fps=10
  vcodec=mjpeg  min s=1280x720 fps=5 max s=1280x720 fps=60.0002
  vcodec=mjpeg  min s=1920x1080 fps=5 max s=1920x1080 fps=30
  unknown compression type 0x34363248  min s=1920x1080 fps=5 max s=1920x1080 fps=30
"""
AVFOUNDATION_LOG = """Selected video size (1x1) is not supported by the device.
Supported modes:
  640x480@[15.000000 30.000000]fps
  1280x720@[15.000000 60.000240]fps
  1920x1080@[30.000030 30.000030]fps
  1920x1080@[30.000030 30.000030]fps
"""


def test_a_driver_s_lists_become_formats() -> None:
    camera = FakeCamera(
        {
            b"YUYV": {(640, 480): [THIRTY], (1280, 720): [TEN]},
            b"MJPG": {(1280, 720): [SIXTY, THIRTY, (1001, 30000)]},
            b"XYZ0": {(640, 480): [THIRTY]},
        }
    )
    assert asked_formats(camera) == (
        CameraFormat(640, 480, 30, "yuyv422"),
        CameraFormat(1280, 720, 10, "yuyv422"),
        CameraFormat(1280, 720, 60, "mjpeg"),
        CameraFormat(1280, 720, 30, "mjpeg"),
        CameraFormat(1280, 720, 29.97, "mjpeg"),
    )


def test_a_driver_that_takes_any_size_offers_the_usual_ones() -> None:
    camera = FakeCamera({b"YUYV": {}}, stepwise=((32, 32), (1920, 1080), THIRTY))
    assert asked_formats(camera) == tuple(
        CameraFormat(*size, 30, "yuyv422") for size in ((640, 480), (1280, 720), (1920, 1080))
    )


def test_what_captures_no_picture_is_no_camera() -> None:
    assert asked_formats(FakeCamera({b"UVCH": {}}, captures=False)) is None
    assert asked_formats(lambda request, structure: False) is None


def test_a_driver_that_never_ends_its_list_is_left() -> None:
    camera = FakeCamera({b"MJPG": {(640, 480): [THIRTY]}}, endless=True)
    assert asked_formats(camera) == (CameraFormat(640, 480, 30, "mjpeg"),)


def test_windows_tells_formats_in_its_log() -> None:
    assert parsed_dshow(DSHOW_LOG) == (
        CameraFormat(640, 480, 30, "yuyv422"),
        CameraFormat(1280, 720, 10, "yuyv422"),
        CameraFormat(1280, 720, 60, "mjpeg"),
        CameraFormat(1920, 1080, 30, "mjpeg"),
    )


def test_macos_tells_formats_in_its_log() -> None:
    assert parsed_avfoundation(AVFOUNDATION_LOG) == (
        CameraFormat(640, 480, 30),
        CameraFormat(1280, 720, 60),
        CameraFormat(1920, 1080, 30),
    )


@given(st.text(max_size=200))
def test_any_log_can_be_read(log: str) -> None:
    assert parsed_dshow(log) == ()
    assert parsed_avfoundation(log) == ()


def test_cameras_are_told_from_screens_and_microphones() -> None:
    listed = [
        ("0", "FaceTime HD Camera", ["video"]),
        ("1", "USB Camera", ["video"]),
        ("2", "USB Camera", ["video"]),
        ("3", "Capture screen 0", ["video"]),
        ("0", "MacBook Microphone", ["audio"]),
    ]
    names = ("FaceTime HD Camera", "USB Camera")
    assert named_devices("avfoundation", listed) == tuple((name, name) for name in names)
    dshow = [("@device_pnp_1", "USB Camera", ["video"]), ("@device_cm_2", "Mikrofon", ["audio"])]
    assert named_devices("dshow", dshow) == (("@device_pnp_1", "USB Camera"),)


def test_the_format_to_begin_with_is_thirty_pictures_of_720p() -> None:
    formats = [
        CameraFormat(3840, 2160, 30, "mjpeg"),
        CameraFormat(1920, 1080, 30, "mjpeg"),
        CameraFormat(1280, 720, 10, "yuyv422"),
        CameraFormat(640, 480, 60, "yuyv422"),
        CameraFormat(1280, 720, 60, "mjpeg"),
        CameraFormat(1280, 720, 30, "h264"),
        CameraFormat(1280, 720, 30, "mjpeg"),
    ]
    best = best_first(formats)
    assert best[0] == CameraFormat(1280, 720, 30, "mjpeg")
    assert best[-1].fps == 10
    without = [one for one in formats if one.height != 720]
    assert best_first(without)[0] == CameraFormat(1920, 1080, 30, "mjpeg")


@given(
    st.lists(
        st.builds(CameraFormat, st.integers(16, 4000), st.integers(16, 4000), st.floats(1, 240))
    )
)
def test_no_format_is_lost_by_putting_the_best_first(formats: list[CameraFormat]) -> None:
    assert sorted(map(repr, best_first(formats))) == sorted(map(repr, formats))


def test_a_camera_is_opened_in_its_best_format_unless_told() -> None:
    big, small = CameraFormat(1280, 720, 30), CameraFormat(640, 480, 30)
    camera = Camera("/dev/video0", "C920", (big, small))
    assert camera.spec().format == big
    assert camera.spec(small).format == small
    assert camera.spec().kind is SourceKind.CAMERA
    assert Camera("x", "y").spec().format is None


def test_plugging_in_and_pulling_out_is_noticed_once() -> None:
    one, two = Camera("a", "One"), Camera("b", "Two")
    there: list[tuple[Camera, ...]] = [()]
    watch = DeviceWatch(lambda: there[0])
    assert watch.changed().cameras == ()  # type: ignore[union-attr]
    assert watch.changed() is None
    there[0] = (one, two)
    change = watch.changed()
    assert change is not None
    assert change.appeared == (one, two)
    there[0] = (two,)
    change = watch.changed()
    assert change is not None
    assert (change.appeared, change.vanished, change.cameras) == ((), (one,), (two,))
    assert watch.changed() is None


def test_where_a_glimpse_shows_nothing_new_nobody_is_asked() -> None:
    asked: list[int] = []
    seen = ["a"]

    def cameras() -> tuple[Camera, ...]:
        asked.append(1)
        return tuple(Camera(name, name) for name in seen)

    watch = DeviceWatch(cameras, lambda: tuple(seen))
    for _ in range(5):
        watch.changed()
    assert len(asked) == 1
    seen.append("b")
    assert [camera.id for camera in watch.changed().appeared] == ["b"]  # type: ignore[union-attr]
    assert len(asked) == 2


def test_what_ffmpeg_writes_while_it_fails_is_read_and_nothing_stays_switched_on() -> None:
    before = av.logging.get_level(), av.logging.get_skip_repeated()
    log = _log_of("anullsrc=nonsense=1", "lavfi", {})
    assert "nonsense" in log
    assert (av.logging.get_level(), av.logging.get_skip_repeated()) == before


def test_a_driver_that_is_not_there_lists_nothing() -> None:
    assert device_names("no such driver") == ()
