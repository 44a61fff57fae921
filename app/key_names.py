"""How keys are written for people."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

_NAMED = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "↵"}


def native(key: str) -> str:
    """Return a key as it is written on this system's keyboards."""
    *modifiers, last = key.split("+") if not key.endswith("+") else [*key[:-2].split("+"), "+"]
    if last in _NAMED:
        return "+".join([*modifiers, _NAMED[last]])
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
