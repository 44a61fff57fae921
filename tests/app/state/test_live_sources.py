"""Which sources there are, which is chosen, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from immediate_runner import ImmediateRunner
from PySide6.QtWidgets import QApplication

from app.preferences import FILE_NAME, PreferencesFile
from app.state.live_sources import LiveSources, spec_from
from app.state.live_tools import Devices, LiveTools
from core.capture.devices import Camera
from core.capture.portaudio import SoundDevice
from core.capture.source_spec import CameraFormat, SourceKind, SourceSpec
from core.errors import CaptureError

FORMATS = (CameraFormat(1280, 720, 30.0, "mjpeg"), CameraFormat(640, 480, 30.0))
INSIDE, WEBCAM = Camera("/dev/video0", "Inside", FORMATS), Camera("/dev/video2", "Webcam", FORMATS)
EARS = SoundDevice("a", "Ears", 48_000, is_default=True)
PHONE = SourceSpec(SourceKind.ADDRESS, "http://phone:8080/video")


class Tools(LiveTools):
    """Devices that a test plugs in."""

    def __init__(self) -> None:
        super().__init__()
        self.there: Devices | CaptureError = Devices((INSIDE, WEBCAM), (EARS,))
        self.new = True

    def devices(self) -> Devices:
        if isinstance(self.there, CaptureError):
            raise self.there
        return self.there

    def devices_if_new(self) -> Devices | None:
        return self.devices() if self.new else None


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesFile:
    return PreferencesFile(tmp_path / FILE_NAME)


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Tools:
    return Tools()


@pytest.fixture
def sources(qapp: QApplication, preferences: PreferencesFile, tools: Tools) -> LiveSources:
    return LiveSources(ImmediateRunner(), preferences, tools)


def test_the_first_camera_is_chosen_until_another_is(sources: LiveSources) -> None:
    assert sources.chosen is None
    assert not sources.ready
    sources.look()
    assert sources.was_read
    assert not sources.reading
    assert sources.chosen == INSIDE.spec()
    sources.choose(WEBCAM.spec())
    sources.choose_format(FORMATS[1])
    assert sources.chosen == WEBCAM.spec(FORMATS[1])
    assert sources.ready


def test_a_choice_is_remembered_and_a_camera_that_is_gone_is_not_offered(
    sources: LiveSources, preferences: PreferencesFile, tools: Tools
) -> None:
    sources.look()
    sources.choose(WEBCAM.spec(FORMATS[1]))
    again = LiveSources(ImmediateRunner(), PreferencesFile(preferences.path), tools)
    again.look()
    assert again.chosen == WEBCAM.spec(FORMATS[1])
    tools.there = Devices((INSIDE,))
    again.poll()
    assert again.chosen == INSIDE.spec()
    tools.there = Devices()
    again.poll()
    assert again.chosen is None


def test_what_is_typed_is_kept_at_the_end_of_typing(
    sources: LiveSources, preferences: PreferencesFile
) -> None:
    for n in range(1, len(PHONE.address) + 1):
        sources.choose(replace(PHONE, address=PHONE.address[:n]), keep=False)
    assert sources.chosen == PHONE
    assert preferences.value.live.source == {}
    sources.keep()
    assert spec_from(PreferencesFile(preferences.path).value.live.source) == PHONE
    sources.choose(INSIDE.spec())
    assert sources.last_of(SourceKind.ADDRESS) == PHONE
    assert sources.last_of(SourceKind.FILE) is None


def test_only_cameras_are_heard_through_the_microphone(sources: LiveSources) -> None:
    assert not sources.hears_microphone(INSIDE.spec())
    sources.look()
    assert sources.hears_microphone(INSIDE.spec())
    assert not sources.hears_microphone(PHONE)


def test_trouble_with_the_list_is_said(sources: LiveSources, tools: Tools) -> None:
    tools.there = CaptureError("The camera service does not answer.", "Start it again.")
    sources.look()
    assert sources.problem == "The camera service does not answer. Start it again."
    assert not sources.reading
    tools.there = Devices((INSIDE,))
    sources.look()
    assert sources.problem == ""


@pytest.mark.parametrize("kept", [{}, {"kind": "satellite"}, {"kind": "file", "address": 3}, None])
def test_what_another_program_kept_is_no_source(kept: object) -> None:
    assert spec_from(kept) is None
