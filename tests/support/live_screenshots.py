"""Pictures of the Live place: ``python tests/support/live_screenshots.py [folder]``.

The window is real and the sample runs as if live, with its own truth for a detector. Cameras and
their troubles are made up here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from screenshots import Studio, take_all, wait  # isort: skip - it says where the others are
from sample_detector import SampleDetector
from shell_fixtures import SilentLoudspeaker

from app.places.live import LivePlace
from app.state.live_phase import Cause, LivePhase, Trouble
from app.state.live_tools import Devices, LiveTools
from core.capture.devices import Camera
from core.capture.portaudio import SoundDevice
from core.capture.source_spec import CameraFormat, SourceKind, SourceSpec
from core.resources import sample_video

FORMATS = (CameraFormat(1280, 720, 30.0, "mjpeg"), CameraFormat(1920, 1080, 30.0, "mjpeg"))
CAMERAS = (Camera("0", "Integrated Camera", FORMATS), Camera("1", "HD Pro Webcam C920", FORMATS))
EARS = (SoundDevice("a", "Built-in Microphone", 48_000, is_default=True),)
GONE = Trouble(
    Cause.SOURCE,
    "“HD Pro Webcam C920” is gone: it was unplugged, or has switched itself off.",
    "What was recorded so far is kept. Plug it in again; a shorter cable may help.",
)


class MadeUp(LiveTools):
    """Devices that are there when they are wanted."""

    there = Devices()

    def devices(self) -> Devices:
        return self.there

    def loudspeaker(self) -> SilentLoudspeaker:  # type: ignore[override]
        return SilentLoudspeaker()

    def devices_if_new(self) -> Devices | None:
        return None


class LiveStudio(Studio):
    """A window at the Live place."""

    def begin(self) -> LivePlace:
        """Go to the place, with devices of our own."""
        preferences = self.context.preferences
        preferences.change(replace(preferences.value, theme=self.theme))
        desk = self.context.live
        self.tools = MadeUp()
        desk.tools = desk.sources._tools = self.tools
        self.context.detector.own = SampleDetector  # type: ignore[method-assign,assignment]
        place = cast(LivePlace, self.window.show_place("live"))
        wait(300)
        return place

    def lesson(self, place: LivePlace) -> None:
        """Watch the sample, and take what is seen on the way."""
        desk = place.desk
        self.window.resize(1280, 720)
        desk.sources.choose(SourceSpec(SourceKind.FILE, str(sample_video()), "Sample practice"))
        desk.start()
        for _ in range(200):
            wait(50)
            if desk.hits.scored:
                break
        wait(300)
        self.take("hit")
        desk._become(desk.state.with_trouble(GONE))
        self.take("trouble")
        desk.forget_trouble(GONE.cause)
        desk.replay()
        self.take("replay")
        desk.back_to_now()
        desk.choose(replace(desk.choices, mirror_s=2.0))
        desk.mirror(on=True)
        self.take("mirror")
        place.acts._alone(True)
        self.take("alone")
        place.acts._alone(False)
        desk.stop()
        while desk.state.phase is not LivePhase.ENDED:
            wait(50)
        self.take("result")


def pictures_of(folder: Path, temporary: Path, theme: str) -> None:
    """Take every picture in one theme."""
    studio = LiveStudio(folder, temporary, 3, theme)
    place = studio.begin()
    studio.take("no-camera")
    studio.tools.there = Devices(CAMERAS, ())
    place.desk.sources.look()
    wait(200)
    studio.take("cameras")
    studio.tools.there = Devices(CAMERAS, EARS)
    studio.lesson(place)
    studio.close()


if __name__ == "__main__":
    raise SystemExit(take_all(__doc__ or "", "live", pictures_of))
