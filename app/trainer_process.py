"""Asking the trainer, a process of its own with torch in it, for one result."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.jobs.line_reader import LineReader
from app.trainer_child import TrainerChild, trainer_command
from core.errors import Cancelled, TrainingError
from core.progress import Progress

Hear = Callable[[Mapping[str, Any]], None]

PATIENCE_S = 3.0
"""For a trainer that is asked to stop; what it writes is replaced whole, so nothing is torn."""

_TICK_S, _MOST_LINES = 0.1, 200


def ask_trainer(
    verb: str,
    request: Mapping[str, Any],
    hear: Hear = lambda entry: None,
    *,
    tick: Callable[[], None] | None = None,
    patience_s: float = PATIENCE_S,
) -> dict[str, Any]:
    """Run `python -m ml VERB REQUEST` to its end and return what its last line says.

    ``hear`` is given each line that tells of progress; where it raises ``Cancelled`` the trainer
    is asked to stop and waited for. ``tick`` is called ten times a second, also while the trainer
    says nothing; where it raises ``Cancelled`` the trainer is asked to stop and, as a window must
    not wait for it when it closes, ended after ``patience_s``. Raises ``Cancelled``, and
    ``TrainingError`` with the trainer's own words, or where there is no trainer.
    """
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        path = Path(folder) / "request.json"
        path.write_text(json.dumps(request), encoding="utf-8")
        with TrainerChild(trainer_command(verb, path), low_priority=False) as child:
            talk = _Conversation(child, hear)
            if tick is None:
                for line in child.lines():
                    talk.take(line)
            else:
                _attend(child, talk, tick, patience_s)
            answer = talk.last
            if "event" not in answer or answer["event"] == "progressed":
                if talk.stopping:
                    raise Cancelled
                answer = asdict(child.death("If it happens again, memory may be short."))
    if answer.get("event") == "finished":
        return answer
    if answer.get("event") == "cancelled":
        raise Cancelled
    raise TrainingError(str(answer.get("message", "")), str(answer.get("hint", "")))


def stepping(progress: Progress, words: str = "") -> Hear:
    """Return what hears the trainer's lines for ``progress``; ``words`` where a line has none."""

    def hear(entry: Mapping[str, Any]) -> None:
        note = str(entry.get("message", "")) or words
        progress.step(float(entry.get("done", 0)), float(entry.get("of", 0)), note)

    return hear


class _Conversation:
    """The last object the process said; it is asked to stop where someone cancels."""

    def __init__(self, child: TrainerChild, hear: Hear) -> None:
        self._child, self._hear = child, hear
        self.last: dict[str, Any] = {}
        self.stopping = False

    def take(self, line: bytes) -> None:
        self.last = _object_in(line) or self.last
        if self.last.get("event") == "progressed" and not self.stopping:
            self.stop_where_cancelled(lambda: self._hear(self.last))

    def stop_where_cancelled(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Cancelled:
            self.stopping = True
            self._child.stop()


def _attend(
    child: TrainerChild, talk: _Conversation, tick: Callable[[], None], patience_s: float
) -> None:
    """Listen to the end, and look every tick whether someone has cancelled."""
    reader = LineReader(child.lines())
    asked: float | None = None
    try:
        while (lines := reader.take(_TICK_S, _MOST_LINES)) is not None:
            for line in lines:
                talk.take(line)
            if not talk.stopping:
                talk.stop_where_cancelled(tick)
            elif asked is None:
                asked = time.monotonic()
            elif time.monotonic() - asked > patience_s:
                child.kill()
    finally:
        reader.close()


def _object_in(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
