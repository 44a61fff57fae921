"""The pinned clips: which practices detectors are compared on; ``pins.json`` in the library."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.before_after.clip import Clip, clip_of
from core.before_after.sample_clip import sample_clip
from core.errors import FileError, SessionError
from core.files import write_atomically
from core.json_value import value_of
from core.resources import sample_video
from core.sessions.cards import SessionCard
from core.sessions.merging import touched_by_coach
from core.sessions.store import SessionStore
from core.video.fingerprint import fingerprint

FILE_NAME = "pins.json"
SCHEMA = 1


@dataclass(frozen=True)
class Pin:
    """A practice, or the seconds ``first_s`` to ``last_s`` of it (None: to its end)."""

    session: str
    first_s: float = 0.0
    last_s: float | None = None


@dataclass(frozen=True)
class Pins:
    """What is pinned, in the order in which it was; the sample is unless it was unpinned."""

    pins: tuple[Pin, ...] = ()
    sample: bool = True

    def with_pin(self, pin: Pin) -> Pins:
        """Return the pins with this one, in the place of the same practice's."""
        if self.of(pin.session) is None:
            return replace(self, pins=(*self.pins, pin))
        return replace(
            self, pins=tuple(pin if old.session == pin.session else old for old in self.pins)
        )

    def without(self, session: str) -> Pins:
        """Return the pins without a practice's."""
        return replace(self, pins=tuple(pin for pin in self.pins if pin.session != session))

    def toggled(self, pin: Pin, on: bool) -> Pins:
        """Return the pins with this one or without it; a pin of session "" is the sample."""
        if not pin.session:
            return replace(self, sample=on)
        if not on:
            return self.without(pin.session)
        return self if self.of(pin.session) is not None else self.with_pin(pin)

    def of(self, session: str) -> Pin | None:
        """Return a practice's pin, None if it has none."""
        return next((pin for pin in self.pins if pin.session == session), None)


@dataclass(frozen=True)
class PinnedClips:
    """The clips to compare on, and in words which pinned practices could not be taken."""

    clips: tuple[Clip, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class PinChoice:
    """A practice that can be pinned: how many hits and frames a person has spoken about."""

    session: str
    title: str
    n_hits: int
    n_frames: int
    pin: Pin | None


def read_pins(library: Path) -> Pins:
    """Return the pins of a library; those of a new one where the file is absent or damaged.

    Raises ``FileError`` for a file of a newer Sweetspot.
    """
    try:
        raw = json.loads((library / FILE_NAME).read_bytes())
        newer = isinstance(raw, dict) and int(raw.get("schema", 0)) > SCHEMA
        if not newer:
            return value_of(Pins, raw, FILE_NAME)
    except (OSError, ValueError, TypeError):
        return Pins()
    raise FileError(
        "The pinned clips were written by a newer Sweetspot.", "Update Sweetspot to use them."
    )


def write_pins(library: Path, pins: Pins) -> None:
    """Write the pins; raise ``FileError`` when the disk refuses, and leave the old ones."""
    text = json.dumps({"schema": SCHEMA, **asdict(pins)}, indent=1)
    write_atomically(library / FILE_NAME, text.encode())


def clips_of(store: SessionStore, pins: Pins) -> PinnedClips:
    """Return the clips of the pins, the sample last; what cannot be taken is left out and said.

    A practice in the trash is passed over: brought back, it is pinned again.
    """
    clips: list[Clip] = []
    left_out: list[str] = []
    sample = fingerprint(sample_video())
    for pin in pins.pins:
        if not store.folder(pin.session).is_dir():
            continue
        try:
            session = store.load(pin.session)
        except SessionError as error:
            left_out.append(str(error))
            continue
        if session.video.fingerprint == sample:
            clips.append(sample_clip(session.id))
        elif Path(session.video.path).is_file():
            clips.append(clip_of(session, pin.first_s, pin.last_s))
        else:
            left_out.append(f"The video of “{session.title}” is not there any more.")
    if pins.sample and all(clip.video.fingerprint != sample for clip in clips):
        own = store.find(sample)
        clips.append(sample_clip(own.id if own is not None else ""))
    return PinnedClips(tuple(clips), tuple(left_out))


def choices_of(store: SessionStore, pins: Pins) -> tuple[PinChoice, ...]:
    """Return the library's practices as clips to pin, those a person said most about first."""
    choices = []
    for card in store.list():
        if not isinstance(card, SessionCard):
            continue
        if card.video_missing and pins.of(card.id) is None:
            continue
        try:
            session = store.load(card.id)
        except SessionError:
            continue
        n_hits = sum(touched_by_coach(hit) for hit in session.hits)
        pinned = pins.of(card.id)
        choices.append(PinChoice(card.id, card.title, n_hits, len(session.fixes), pinned))
    return tuple(sorted(choices, key=lambda each: -(3 * each.n_hits + each.n_frames)))
