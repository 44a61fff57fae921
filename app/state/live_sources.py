"""Where a lesson can be watched from, and what the coach has chosen of it."""

from __future__ import annotations

from dataclasses import asdict, replace

from PySide6.QtCore import QObject, Signal

from app.jobs.job import Lane
from app.jobs.runner import JobRunner
from app.live_choices import NO_SOURCE
from app.preferences import PreferencesFile
from app.state.live_tools import Devices, LiveTools
from core.capture.source_spec import CameraFormat, SourceKind, SourceSpec
from core.json_value import value_of


class LiveSources(QObject):
    """The cameras that are there, and the one source that is chosen.

    ``changed`` follows a new list as well as another choice. ``reading``: it is being looked
    what is plugged in; ``was_read``: that is known.
    """

    changed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        preferences: PreferencesFile,
        tools: LiveTools,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._preferences, self._tools = runner, preferences, tools
        self.reading = False
        self._unkept: SourceSpec | None = None
        self._last: dict[SourceKind, SourceSpec] = {}
        self.devices = Devices()
        self.was_read = False
        self.problem = ""

    @property
    def chosen(self) -> SourceSpec | None:
        """The source to be watched: the last one that was chosen, if it is there, else a camera."""
        kept = self._unkept or spec_from(self._preferences.value.live.source)
        if kept is not None and (kept.kind is not SourceKind.CAMERA or not self.was_read):
            return kept
        cameras = self.devices.cameras
        if kept is not None and any(camera.id == kept.address for camera in cameras):
            return kept
        return cameras[0].spec() if cameras else None

    @property
    def ready(self) -> bool:
        """Whether the chosen source says enough to be opened."""
        chosen = self.chosen
        return chosen is not None and bool(chosen.address)

    def hears_microphone(self, spec: SourceSpec | None) -> bool:
        """Whether a source is heard through a microphone: films and phones bring their sound."""
        there = bool(self.devices.microphones)
        return there and (spec is None or spec.kind is SourceKind.CAMERA)

    def last_of(self, kind: SourceKind) -> SourceSpec | None:
        """Return the address or file that was chosen last, None for none yet."""
        kept = spec_from(self._preferences.value.live.source)
        return kept if kept is not None and kept.kind is kind else self._last.get(kind)

    def look(self) -> None:
        """See again what is plugged in."""
        if self.reading:
            return
        tools, self.reading = self._tools, True
        self.changed.emit()
        self._runner.start(
            "Looking for cameras",
            lambda _progress: tools.devices(),
            lane=Lane.LIVE,
            on_done=self._found,
            on_failed=lambda error: self._found(Devices(), str(error)),
            on_cancelled=self._gave_up,
            quiet=True,
        )

    def choose(self, spec: SourceSpec, *, keep: bool = True) -> None:
        """Watch this from now on; it is remembered, with ``keep`` for the next start, too."""
        self._last[spec.kind] = self._unkept = spec
        if keep:
            self.keep()
        self.changed.emit()

    def keep(self) -> None:
        """Remember the choice for the next start."""
        spec, self._unkept = self._unkept, None
        live = self._preferences.value.live
        if spec is not None and asdict(spec) != dict(live.source):
            live = replace(live, source=asdict(spec))
            self._preferences.change(replace(self._preferences.value, live=live))

    def poll(self) -> None:
        """See whether something was plugged in or pulled out since the last look."""
        tools = self._tools

        def found(devices: Devices | None) -> None:
            if devices is not None:
                self._found(devices)

        if not self.reading:
            self._runner.start(
                "Looking for new cameras",
                lambda _progress: tools.devices_if_new(),
                lane=Lane.LIVE,
                on_done=found,
                on_failed=lambda error: self._found(Devices(), str(error)),
                quiet=True,
            )

    def choose_format(self, chosen: CameraFormat | None) -> None:
        """Let the chosen camera give its pictures like this."""
        spec = self.chosen
        if spec is not None:
            self.choose(replace(spec, format=chosen))

    def _found(self, devices: Devices, problem: str = "") -> None:
        self.reading, self.was_read = False, True
        self.devices, self.problem = devices, problem
        self.changed.emit()

    def _gave_up(self) -> None:
        self.reading = False


def spec_from(kept: object) -> SourceSpec | None:
    """Return the source that preferences hold; None for none, or one of another program."""
    if not kept or kept is NO_SOURCE:
        return None
    try:
        return value_of(SourceSpec, kept, "source")
    except ValueError:
        return None
