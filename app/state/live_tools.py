"""What a watching is made of: sources, recorder, loudspeaker, voice; loaded when first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.capture.source_spec import SourceSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.capture.device_watch import DeviceWatch
    from core.capture.devices import Camera, SoundDevice
    from core.capture.live_frame import LiveFrame, SoundBlock
    from core.capture.live_source import LiveSource
    from core.live.call_words import CallSound
    from core.live.calling import Call
    from core.live.record_values import RecordingPlan
    from core.live.recorder import Recorder
    from core.live.watch_microphone import Listening
    from core.sessions.store import SessionStore


@dataclass(frozen=True)
class Devices:
    """What is plugged in."""

    cameras: tuple[Camera, ...] = ()
    microphones: tuple[SoundDevice, ...] = ()


class Loud(Protocol):
    """An open loudspeaker."""

    def play(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        """Begin to play and return at once; what still sounds is cut off."""
        ...


class LiveTools:
    """Makes them. No QObject; each may be slow, so none of it is for the window's thread."""

    def __init__(self) -> None:
        self._watch: DeviceWatch | None = None

    def devices(self) -> Devices:
        """Look which cameras and microphones there are."""
        from core.capture.devices import list_cameras, list_microphones

        return Devices(list_cameras(), list_microphones())

    def devices_if_new(self) -> Devices | None:
        """Look again when a camera came or went since the last call, else return None."""
        from core.capture.device_watch import DeviceWatch

        self._watch = self._watch or DeviceWatch()
        return None if self._watch.changed() is None else self.devices()

    def open_source(self, spec: SourceSpec) -> LiveSource:
        """Return the source of a spec, not yet opened. Raises ``CaptureError``."""
        from core.capture.opening import open_source

        return open_source(spec)

    def recorder(self, store: SessionStore, first: LiveFrame, plan: RecordingPlan) -> Recorder:
        """Begin to keep what comes from now on. Raises ``FileError`` where nothing can be kept."""
        from app.state.live_saving import lesson_title
        from core.live.recorder import Recorder

        return Recorder(store, lesson_title(), first, plan)

    def words(self, folder: Path) -> Mapping[Call, CallSound]:
        """Return the words of all calls; what the system's voice spoke is kept in ``folder``."""
        from core.live.call_words import spoken_words

        return spoken_words(folder)

    def has_voice(self) -> bool:
        """Whether the words come from the system's own voice."""
        from core.live.call_words import has_voice

        return has_voice()

    def loudspeaker(self) -> AbstractContextManager[Loud]:
        """Return the loudspeaker, not yet opened; opening raises ``CaptureError`` without one."""
        from core.capture.loudspeaker import Loudspeaker

        return Loudspeaker()

    def microphone(
        self, device: str, take: Callable[[SoundBlock], None]
    ) -> AbstractContextManager[Listening]:
        """Return a microphone, not yet opened; opening raises ``CaptureError``."""
        from core.capture.microphone import Microphone

        return Microphone(device, take)
