"""Asking the trainer, a process of its own with torch in it, for one result from the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

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
        # Into a file: a pipe that nobody reads meanwhile would hold the trainer up.
        with (Path(folder) / "errors.txt").open("w+", encoding="utf-8", errors="replace") as errors:
            answer = _conversation([sys.executable, "-m", "ml", verb, str(path)], errors, hear)
            errors.seek(0)
            complaint = errors.read()
    if answer.get("event") == "finished":
        return answer
    if answer.get("event") == "cancelled":
        raise Cancelled
    if answer.get("event") == "failed":
        raise TrainingError(str(answer.get("message", "")), str(answer.get("hint", "")))
    if "No module named" in complaint:
        raise TrainingError(
            "The trainer is not installed here.",
            "Install Sweetspot with its trainer: pip install “sweetspot[ml]”.",
        )
    reason = (complaint.strip().splitlines() or ["it said nothing"])[-1]
    raise TrainingError(f"The trainer broke down ({reason[:200]}).")


def _conversation(command: list[str], errors: IO[str], hear: Hear) -> dict[str, Any]:
    """Return the last object the process says; closing its stdin asks it to stop."""
    last: dict[str, Any] = {}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            last = _object_in(line) or last
            if last.get("event") == "progressed" and not process.stdin.closed:
                try:
                    hear(last)
                except Cancelled:
                    process.stdin.close()
    return last


def _object_in(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
