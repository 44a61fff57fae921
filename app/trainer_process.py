"""Asking the trainer, a process of its own with torch in it, for one result from the terminal."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.trainer_child import TrainerChild, trainer_command
from core.errors import Cancelled, TrainingError

Hear = Callable[[Mapping[str, Any]], None]


def ask_trainer(
    verb: str, request: Mapping[str, Any], hear: Hear = lambda entry: None
) -> dict[str, Any]:
    """Run `python -m ml VERB REQUEST` to its end and return what its last line says.

    ``hear`` is given each line that tells of progress; where it raises ``Cancelled`` the trainer
    is asked to stop and waited for. Raises ``Cancelled``, and ``TrainingError`` with the
    trainer's own words, or where there is no trainer.
    """
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        path = Path(folder) / "request.json"
        path.write_text(json.dumps(request), encoding="utf-8")
        with TrainerChild(trainer_command(verb, path), low_priority=False) as child:
            answer = _conversation(child, hear)
            if "event" not in answer or answer["event"] == "progressed":
                answer = asdict(child.death("If it happens again, memory may be short."))
    if answer.get("event") == "finished":
        return answer
    if answer.get("event") == "cancelled":
        raise Cancelled
    raise TrainingError(str(answer.get("message", "")), str(answer.get("hint", "")))


def _conversation(child: TrainerChild, hear: Hear) -> dict[str, Any]:
    """Return the last object the process says; it is asked to stop where ``hear`` cancels."""
    last: dict[str, Any] = {}
    stopping = False
    for line in child.lines():
        last = _object_in(line) or last
        if last.get("event") == "progressed" and not stopping:
            try:
                hear(last)
            except Cancelled:
                stopping = True
                child.stop()
    return last


def _object_in(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
