"""A run folder's files, written. One writer: the run, under the folder's lock."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import process_lock
from core.errors import FileError
from core.files import sweep, write_atomically
from core.training import request as request_file
from core.training.events import Evaluated, Progressed
from core.training.journal import METRICS, TIMING, metrics_line, read_lines, timing_line
from core.training.request import TrainRequest, read_request
from core.training.run_record import (
    BEST,
    CONFIG,
    LAST,
    LOCK,
    ORIGIN,
    SAMPLES,
    RunOrigin,
    RunState,
    RunStatus,
    is_run,
)
from ml import checkpoint
from ml.config import TrainConfig


@dataclass
class RunFolder:
    """Names and writes the files of one run."""

    path: Path
    lines: int = 0  # whole lines in metrics.jsonl
    status: RunStatus = field(default_factory=lambda: RunStatus(RunState.PREPARING))

    @property
    def last(self) -> Path:
        """The checkpoint to resume from."""
        return self.path / LAST

    @property
    def best(self) -> Path:
        """The checkpoint with the highest mean AP50 on the validation pictures so far."""
        return self.path / BEST

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other process out. Raises LockedError if one is in, FileError.

        Of a run that was refused before it began nothing remains.
        """
        lock, was_there = self.path / LOCK, self.path.exists()
        try:
            with process_lock.held(lock, "This run is being trained"):
                sweep(self.path, older_than_s=0)
                yield
        finally:
            if not is_run(self.path) and not was_there:
                with suppress(OSError):
                    lock.unlink()
                    self.path.rmdir()

    def begun_with(self) -> TrainRequest | None:
        """What the run in this folder was asked for; None for a new folder."""
        path = self.path / request_file.FILE_NAME
        return read_request(path) if path.is_file() else None

    def stored_config(self) -> dict[str, Any] | None:
        """The configuration of a run that has a checkpoint to go on from, else None.

        Raises FileError if it is damaged.
        """
        path = self.path / CONFIG
        if not self.last.is_file() or not path.is_file():
            return None
        try:
            raw = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise FileError(f"The run's “{path}” is damaged ({error}).") from error
        return dict(raw)

    def begin(self, request: TrainRequest, config: TrainConfig, origin: RunOrigin) -> None:
        """Write what the run is. Raises FileError."""
        write_atomically(self.path / request_file.FILE_NAME, request.to_json().encode())
        write_atomically(self.path / CONFIG, config.to_json().encode())
        write_atomically(self.path / ORIGIN, json.dumps(asdict(origin), indent=2).encode())
        for name in (METRICS, TIMING):
            (self.path / name).unlink(missing_ok=True)
        self.lines = 0

    def origin(self) -> dict[str, Any]:
        """What the run came from, as it was written; empty if that is lost."""
        try:
            return dict(json.loads((self.path / ORIGIN).read_bytes()))
        except (OSError, ValueError):
            return {}

    def go_back_to(self, step: int, lines: int | None) -> None:
        """Forget what was told after a checkpoint of `step`: it will come again.

        The checkpoint knows how many `lines` there were; those of the first days do not.
        Raises FileError.
        """
        told = read_lines(self.path / METRICS)
        kept = [line for line in told if _step_of(line) <= step] if lines is None else told[:lines]
        self._rewrite(METRICS, kept)
        self.lines = len(kept)
        timing = read_lines(self.path / TIMING)
        self._rewrite(TIMING, [line for line in timing if _step_of(line) <= step])

    def log(self, event: Progressed | Evaluated) -> None:
        """Append an event to the journals. Raises FileError when the disk refuses."""
        self._append(METRICS, metrics_line(event))
        self.lines += 1
        if isinstance(event, Progressed):
            self._append(TIMING, timing_line(event))

    def save_last(self, state: dict[str, Any]) -> None:
        """Write last.pt, and before it make sure of the journal it counts on."""
        self._flush(METRICS)
        checkpoint.save(self.last, {**state, "lines": self.lines})

    def save_sample(self, epoch: int, number: int, jpeg: bytes) -> None:
        """Keep a picture drawn at an evaluation. Raises FileError."""
        write_atomically(self.path / SAMPLES / f"{epoch:05d}-{number}.jpg", jpeg)

    def say(self, **changes: object) -> None:
        """Write the status with some parts changed. Raises FileError."""
        now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        started = self.status.started_at or now
        changed = replace(self.status, started_at=started, updated_at=now)
        self.status = replace(changed, **changes)  # type: ignore[arg-type]
        self.status.save(self.path)

    def _append(self, name: str, line: str) -> None:
        try:
            with (self.path / name).open("a", encoding="utf-8", newline="\n") as file:
                file.write(line)
        except OSError as error:
            raise _refused(name, error) from error

    def _flush(self, name: str) -> None:
        if not (self.path / name).is_file():
            return
        try:
            with (self.path / name).open("rb+") as file:
                os.fsync(file.fileno())
        except OSError as error:
            raise _refused(name, error) from error

    def _rewrite(self, name: str, lines: list[str]) -> None:
        path, content = self.path / name, "".join(f"{line}\n" for line in lines).encode()
        if path.is_file() and path.read_bytes() != content:
            write_atomically(path, content)


def _step_of(line: str) -> float:
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):
        return float("inf")


def _refused(name: str, error: OSError) -> FileError:
    return FileError(
        f"“{name}” could not be written ({error.strerror or error}).",
        "Free some space or choose another folder.",
    )
