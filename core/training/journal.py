"""A run's journals: metrics.jsonl, which a repeated run has alike, and timing.jsonl, which not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from core.training.events import Evaluated, Progressed, from_line, to_line

METRICS, TIMING = "metrics.jsonl", "timing.jsonl"
_CLOCKED = ("samples_per_s", "waiting", "elapsed_s", "eta_s")


def metrics_line(event: Progressed | Evaluated) -> str:
    """Return what of an event depends on data, settings and seed alone, as a line."""
    parts = json.loads(to_line(event))
    return json.dumps({name: part for name, part in parts.items() if name not in _CLOCKED}) + "\n"


def timing_line(event: Progressed) -> str:
    """Return what of an event depends on the machine and its day, as a line."""
    parts = json.loads(to_line(event))
    return json.dumps({name: parts[name] for name in ("event", "step", *_CLOCKED)}) + "\n"


def read_metrics(folder: Path) -> tuple[tuple[Progressed, ...], tuple[Evaluated, ...]]:
    """Return the progress, with its timing where that is on file, and the evaluations of a run."""
    clocks = [from_line(line) for line in read_lines(folder / TIMING)]
    clock_at = {entry.step: entry for entry in clocks if isinstance(entry, Progressed)}
    progress, evaluations = [], []
    for line in read_lines(folder / METRICS):
        entry = from_line(line)
        if isinstance(entry, Evaluated):
            evaluations.append(entry)
        elif isinstance(entry, Progressed):
            clock = clock_at.get(entry.step, entry)
            timing = {name: getattr(clock, name) for name in _CLOCKED}
            progress.append(replace(entry, **timing))
    return tuple(progress), tuple(evaluations)


def read_lines(path: Path) -> list[str]:
    """Return the whole lines of a journal; the last one is left out if a crash tore it."""
    if not path.is_file():
        return []
    return path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
