"""Two runs side by side: only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.training.run_record import RunRecord

ABSENT = "–"
_OWN = frozenset({"run_dir", "resume"})


@dataclass(frozen=True)
class Difference:
    """One thing that two runs have otherwise; ``ABSENT`` where one of them has not got it."""

    name: str
    first: Any
    second: Any


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """Return what two flat objects have otherwise, in the order of their names."""
    names = sorted((set(first) | set(second)) - _OWN)
    found = [Difference(name, first.get(name, ABSENT), second.get(name, ABSENT)) for name in names]
    return [each for each in found if each.first != each.second]


def configurations(first: RunRecord, second: RunRecord) -> list[Difference]:
    """Return how two runs were set up differently, data and programs included."""
    return differences(_setup(first), _setup(second))


def figures(run: RunRecord) -> dict[str, Any]:
    """Return a run's figures for a table: how far, how fast, how good, by name."""
    best, last = run.best, run.progress[-1] if run.progress else None
    rates = [entry.samples_per_s for entry in run.progress if entry.samples_per_s > 0]
    found: dict[str, Any] = {"steps": run.status.step or (last.step if last else 0)}
    if last is not None:
        found |= {name: round(getattr(last, name), 4) for name in ("loss", "hmap", "reg", "w_h")}
    if rates:
        found["samples/s"] = round(sum(rates) / len(rates), 1)
    if best is not None:
        found["best AP50"] = round(best.mean_ap50, 4)
        found |= {f"AP50 {name}": round(value, 4) for name, value in best.ap50.items()}
        found |= {f"AP {name}": round(value, 4) for name, value in best.ap.items()}
    return found


def _setup(run: RunRecord) -> dict[str, Any]:
    versions = {f"version of {name}": value for name, value in run.origin.versions.items()}
    snapshot = {"data": run.origin.snapshot[:12]} if run.origin.snapshot else {}
    return {**run.config, **snapshot, **versions}
