"""Watches /dev/video0 in a process of its own, as ``fake_v4l2.c`` has it; tells in JSON.

Arguments: the camera's folder, which of its formats (a number), how many pictures, whether it is
to come back by itself (0 or 1), and pairs NUMBER=MODE: once this picture came, this happens.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from clips import number_in

from core.capture import v4l2
from core.capture.devices import list_cameras
from core.capture.live_frame import Packet, SoundBlock
from core.capture.opening import open_source
from core.errors import CaptureError
from core.video.picture import PictureMaker


class Heard:
    """Remembers trouble."""

    def __init__(self) -> None:
        self.trouble: list[str] = []

    def take_packet(self, packet: Packet) -> None:
        """There are none of MJPEG."""

    def take_sound(self, block: SoundBlock) -> None:
        """There is none."""

    def take_trouble(self, trouble: CaptureError | None) -> None:
        """Remember it."""
        self.trouble.append("" if trouble is None else trouble.message)


def watched(folder: Path, chosen: int, n: int, comes_back: bool, then: dict[int, str]) -> Any:  # noqa: ANN401
    """Return what came."""
    v4l2._NODES = folder / "nodes"
    (camera,) = list_cameras()
    told: dict[str, Any] = {"name": camera.name, "formats": [one.words for one in camera.formats]}
    spec = camera.spec(camera.formats[chosen]) if camera.formats else camera.spec()
    heard, frames, ages = Heard(), [], []
    try:
        with open_source(spec, comes_back=comes_back) as source:
            source.tap(heard)
            for number in range(n):
                frame = source.read()
                assert frame is not None
                ages.append(time.monotonic() - frame.taken_s)
                frames.append(frame)
                if number in then:
                    (folder / "mode").write_text(then[number])
    except CaptureError as error:
        told["error"] = str(error)
    # Pictures outlive their camera.
    pictures = [PictureMaker(frame.look).rgb(frame.decoded) for frame in frames]
    return told | {
        "numbers": [number_in(picture) for picture in pictures],
        "grey": [int(picture[0, 0, 0]) for picture in pictures],
        "times_s": [frame.time_s for frame in frames],
        "ages_s": ages,
        "trouble": heard.trouble,
    }


if __name__ == "__main__":
    folder, chosen, n, comes_back, *pairs = sys.argv[1:]
    then = {int(at): what for at, what in (pair.split("=") for pair in pairs)}
    answer = watched(Path(folder), int(chosen), int(n), comes_back == "1", then)
    sys.stdout.write(json.dumps(answer))
