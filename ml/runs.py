"""A run folder: config.json, metrics.jsonl, last.pt, best.pt. One writer: the run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.files import write_atomically
from ml import checkpoint
from ml.config import TrainConfig


@dataclass(frozen=True)
class RunFolder:
    """Names and writes the files of one run."""

    path: Path

    @property
    def last(self) -> Path:
        """The checkpoint to resume from."""
        return self.path / "last.pt"

    @property
    def best(self) -> Path:
        """The checkpoint with the highest mean AP50 on the validation pictures so far."""
        return self.path / "best.pt"

    @property
    def metrics(self) -> Path:
        """One JSON object per line, in order of `step`."""
        return self.path / "metrics.jsonl"

    def begin(self, config: TrainConfig) -> None:
        """Make the folder and write the config. Raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path / "config.json", config.to_json().encode())

    def resume(self) -> dict[str, Any] | None:
        """The last checkpoint, or None. Forgets metrics from after it: they will come again."""
        if not self.last.exists():
            return None
        state = checkpoint.load(self.last)
        if self.metrics.exists():
            lines = self.metrics.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [line for line in lines if json.loads(line)["step"] <= state["step"]]
            write_atomically(self.metrics, "".join(kept).encode())
        return state

    def log(self, entry: dict[str, Any]) -> None:
        """Append one line to metrics.jsonl; `entry` must hold `step`."""
        with self.metrics.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
