"""Asking the trainer, a process of its own with torch in it, for one result from the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import TrainingError


def ask_trainer(verb: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Run `python -m ml VERB REQUEST` to its end and return what its last line says.

    Raises ``TrainingError`` with the trainer's own words, or where there is no trainer.
    """
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        path = Path(folder) / "request.json"
        path.write_text(json.dumps(request), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "ml", verb, str(path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    answer = _last_line(done.stdout)
    if answer.get("event") == "finished":
        return answer
    if answer.get("event") == "failed":
        raise TrainingError(str(answer.get("message", "")), str(answer.get("hint", "")))
    if "No module named" in done.stderr:
        raise TrainingError(
            "The trainer is not installed here.",
            "Install Sweetspot with its trainer: pip install “sweetspot[ml]”.",
        )
    reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    raise TrainingError(f"The trainer broke down ({reason[:200]}).")


def _last_line(text: str) -> dict[str, Any]:
    for line in reversed(text.splitlines()):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return {}
