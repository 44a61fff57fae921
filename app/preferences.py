"""What the coach has chosen, and the one file it is kept in."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.live_choices import LiveChoices, choices_from, choices_json
from core.errors import FileError
from core.files import write_atomically

logger = logging.getLogger(__name__)
FILE_NAME = "preferences.json"
THEMES = ("system", "light", "dark")
NO_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class Preferences:
    """Every choice. Empty folders mean the program's own place.

    ``capture_fps`` is the rate slow-motion files are assumed to be filmed at when the coach says
    so for new videos (None: real time). ``keys`` holds only the actions whose keys were changed.
    """

    theme: str = "system"
    library_folder: str = ""
    detector_folder: str = ""
    threads: int = 2
    sound: bool = True
    capture_fps: float | None = None
    magnifier: bool = False
    live: LiveChoices = field(default_factory=LiveChoices)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_KEYS)


def to_json(preferences: Preferences) -> dict[str, Any]:
    """Return only what differs from the defaults, ready for ``json.dumps``."""
    default = Preferences()
    chosen = {
        each.name: getattr(preferences, each.name)
        for each in fields(Preferences)
        if getattr(preferences, each.name) != getattr(default, each.name)
    }
    if "live" in chosen:
        chosen["live"] = choices_json(chosen["live"])
    if "keys" in chosen:
        chosen["keys"] = {action: list(keys) for action, keys in chosen["keys"].items()}
    return chosen


def from_json(raw: object) -> Preferences:
    """Build preferences from what a file held.

    An entry that makes no sense is left at its default. Raises ``ValueError`` if ``raw`` is not
    an object at all.
    """
    if not isinstance(raw, dict):
        raise ValueError("not an object")
    accepted = {name: raw[name] for name in raw if name in _VALID and _VALID[name](raw[name])}
    if "live" in accepted:
        accepted["live"] = choices_from(accepted["live"])
    if "keys" in accepted:
        accepted["keys"] = {action: tuple(keys) for action, keys in accepted["keys"].items()}
    return Preferences(**accepted)


def _is_keys(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(keys, list) and all(isinstance(key, str) for key in keys)
        for keys in value.values()
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_VALID = {
    "theme": lambda value: value in THEMES,
    "library_folder": lambda value: isinstance(value, str),
    "detector_folder": lambda value: isinstance(value, str),
    "threads": lambda value: type(value) is int and 1 <= value <= 64,
    "sound": lambda value: isinstance(value, bool),
    "capture_fps": lambda value: value is None or (_is_number(value) and 1 <= value <= 2000),
    "magnifier": lambda value: isinstance(value, bool),
    "live": lambda value: isinstance(value, dict),
    "keys": _is_keys,
}


class PreferencesFile(QObject):
    """The current preferences; every change is written at once.

    ``changed`` carries the new value. ``problem`` says, after the start, what was wrong with the
    file (empty: nothing); the damaged file is kept beside the new one.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.problem = ""
        self._unknown: dict[str, Any] = {}
        self.value = self._load()

    def change(self, value: Preferences) -> None:
        """Take new preferences, write the file, and tell everyone."""
        if value == self.value:
            return
        self.value = value
        try:
            # What a newer program wrote is handed through, never lost.
            text = json.dumps({**self._unknown, **to_json(value)}, indent=2, ensure_ascii=False)
            write_atomically(self.path, text.encode())
        except FileError as error:
            self.failed.emit(error)
        self.changed.emit(value)

    def _load(self) -> Preferences:
        try:
            raw = json.loads(self.path.read_bytes())
            value = from_json(raw)
        except FileNotFoundError:
            return Preferences()
        except (OSError, ValueError, RecursionError) as error:
            logger.warning("preferences are damaged: %s", error)
            self._set_aside()
            return Preferences()
        self._unknown = {name: raw[name] for name in raw if name not in _VALID}
        return value

    def _set_aside(self) -> None:
        aside = self.path.with_suffix(".damaged.json")
        self.problem = "Your preferences could not be read, so the usual ones are in use."
        try:
            self.path.replace(aside)
        except OSError as error:
            logger.warning("the damaged preferences stay where they are: %s", error)
            return
        self.problem += f" The old file is kept as “{aside.name}”."
