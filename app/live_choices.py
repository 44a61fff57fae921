"""What the coach has chosen for watching live: where from, what is called out, the mirror."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

NO_SOURCE: Mapping[str, Any] = MappingProxyType({})
CALLS = ("words", "tones")
NO_MICROPHONE = "none"
LONGEST_DELAY_S = 60.0


@dataclass(frozen=True)
class LiveChoices:
    """Every choice of the Live place.

    ``source`` is a ``SourceSpec`` as JSON, empty for none yet. ``microphone`` is a device's id,
    empty for the system's own, ``NO_MICROPHONE`` for none. ``call`` is one of ``CALLS``, made
    when ``call_on``; ``volume`` is 0 to 1. ``mirror_s`` is how late the mirror shows the picture.
    """

    source: Mapping[str, Any] = field(default_factory=lambda: NO_SOURCE)
    microphone: str = ""
    record: bool = True
    call_on: bool = True
    call: str = "words"
    call_doubtful: bool = True
    volume: float = 0.8
    mirror_s: float = 8.0
    replay_always: bool = False
    boxes: bool = True


def _within(low: float, high: float) -> Callable[[object], bool]:
    def fits(value: object) -> bool:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and math.isfinite(value) and low <= value <= high  # type: ignore[arg-type,operator]

    return fits


def _switch(value: object) -> bool:
    return isinstance(value, bool)


_VALID: Mapping[str, Callable[[object], bool]] = {
    "source": lambda value: isinstance(value, dict),
    "microphone": lambda value: isinstance(value, str),
    "record": _switch,
    "call_on": _switch,
    "call": lambda value: value in CALLS,
    "call_doubtful": _switch,
    "volume": _within(0.0, 1.0),
    "mirror_s": _within(0.0, LONGEST_DELAY_S),
    "replay_always": _switch,
    "boxes": _switch,
}


def choices_json(choices: LiveChoices) -> dict[str, Any]:
    """Return what differs from the defaults, ready for ``json.dumps``."""
    default = LiveChoices()
    chosen = {
        each.name: getattr(choices, each.name)
        for each in fields(LiveChoices)
        if getattr(choices, each.name) != getattr(default, each.name)
    }
    if "source" in chosen:
        chosen["source"] = dict(chosen["source"])
    return chosen


def choices_from(raw: object) -> LiveChoices:
    """Return the choices that a file held; what makes no sense is left at its default."""
    if not isinstance(raw, dict):
        return LiveChoices()
    return LiveChoices(
        **{name: raw[name] for name in raw if name in _VALID and _VALID[name](raw[name])}
    )
