"""Where a watching is, from the choice of a camera to the lesson in the library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import SweetspotError
from core.live.watch_values import (
    DetectorTrouble,
    ListenerTrouble,
    LiveEvent,
    SoundTrouble,
    SourceBack,
    SourceTrouble,
)

RECORDING_SAFE = "What was recorded so far is safe."


class LivePhase(StrEnum):
    """What the Live place is doing."""

    CHOOSING = "choosing"
    OPENING = "opening"
    WATCHING = "watching"
    ENDING = "ending"
    ENDED = "ended"

    @property
    def under_way(self) -> bool:
        """Whether a source is held."""
        return self in (LivePhase.OPENING, LivePhase.WATCHING, LivePhase.ENDING)


class Cause(StrEnum):
    """What is troubled: only the same thing coming back ends it."""

    SOURCE = "source"
    SOUND = "sound"
    DETECTOR = "detector"
    RECORDING = "recording"
    DISK = "disk"


@dataclass(frozen=True)
class Trouble:
    """What goes wrong now, in plain words."""

    cause: Cause
    message: str
    hint: str = ""


@dataclass(frozen=True)
class LiveState:
    """One moment of the flow. ``name`` is the source's; ``recording`` whether it is being kept.

    ``troubles`` go on, the gravest first. ``recorded`` says that something was kept already.
    """

    phase: LivePhase = LivePhase.CHOOSING
    name: str = ""
    recording: bool = False
    recorded: bool = False
    troubles: tuple[Trouble, ...] = ()

    @property
    def trouble(self) -> Trouble | None:
        """What the banner says."""
        return self.troubles[0] if self.troubles else None

    def opening(self, name: str) -> LiveState:
        """Return the state in which a source is being opened."""
        return LiveState(LivePhase.OPENING, name)

    def picture_came(self) -> LiveState:
        """Return the state once there are pictures."""
        if self.phase is not LivePhase.OPENING:
            return self
        return replace(self, phase=LivePhase.WATCHING).without(Cause.SOURCE)

    def with_recording(self, on: bool) -> LiveState:
        """Return the state in which the lesson is being kept, or is not any more."""
        return replace(self, recording=on, recorded=self.recorded or on)

    def ending(self) -> LiveState:
        """Return the state in which the rest is being saved."""
        return replace(self, phase=LivePhase.ENDING, troubles=())

    def ended(self) -> LiveState:
        """Return the state in which there is a result, or nothing to tell."""
        phase = LivePhase.ENDED if self.phase.under_way else self.phase
        return replace(self, phase=phase, recording=False, troubles=())

    def with_trouble(self, trouble: Trouble) -> LiveState:
        """Return the state in which this goes wrong too."""
        kept = (each for each in self.troubles if each.cause is not trouble.cause)
        order = list(_GRAVITY)
        troubles = sorted((*kept, trouble), key=lambda each: order.index(each.cause))
        return replace(self, troubles=tuple(troubles))

    def with_broken(self, error: SweetspotError) -> LiveState:
        """Return the state in which a recording could not begin or go on."""
        return self.with_trouble(Trouble(Cause.RECORDING, error.message, error.hint))

    def with_disk(self, warning: str) -> LiveState:
        """Return the state with a warning that the disk is nearly full, or without: empty."""
        if not warning:
            return self.without(Cause.DISK)
        return self.with_trouble(Trouble(Cause.DISK, warning, RECORDING_SAFE))

    def without(self, cause: Cause) -> LiveState:
        """Return the state in which that goes well again."""
        kept = tuple(each for each in self.troubles if each.cause is not cause)
        return self if kept == self.troubles else replace(self, troubles=kept)

    def after(self, event: LiveEvent) -> LiveState:
        """Return the state once ``event`` was heard."""
        if isinstance(event, SourceTrouble):
            hint = event.hint
            if self.recording and "recorded so far" not in hint:
                hint = f"{hint} {RECORDING_SAFE}".strip()
            return self.with_trouble(Trouble(Cause.SOURCE, event.message, hint))
        if isinstance(event, SourceBack):
            return self.without(Cause.SOURCE)
        if isinstance(event, SoundTrouble):
            return self.with_trouble(Trouble(Cause.SOUND, event.message, event.hint))
        if isinstance(event, DetectorTrouble):
            return self.with_trouble(Trouble(Cause.DETECTOR, event.message, event.hint))
        if isinstance(event, ListenerTrouble):
            return self.with_trouble(Trouble(Cause.RECORDING, event.message, event.hint))
        return self


_GRAVITY = (Cause.RECORDING, Cause.SOURCE, Cause.DISK, Cause.DETECTOR, Cause.SOUND)
