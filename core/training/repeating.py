"""Training once more: the request that repeats a run from what its folder says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.dataset.snapshots import MANIFEST, changed_since
from core.errors import TrainingError
from core.training.request import PATHS, TrainRequest
from core.training.run_record import RunRecord

OF_THE_COMPUTER = ("device", "threads", "workers", "cache_mb")
"""Where a run is computed, not what it learns: a repetition looks for itself."""
_SETTLED = ("bf16", "seed", "arch")
"""What a run with a time budget found out for itself; its length it finds out anew."""


def again(run: RunRecord, folder: Path) -> TrainRequest:
    """Return the request that repeats ``run`` in the new ``folder``.

    Without a time budget it asks for every number of the run's own configuration, so that on one
    computer it gives the same weights; with one, for what the run was asked for, since its
    length depends on the day. Raises ``TrainingError`` where the frozen data are gone or changed,
    and for a run whose request is lost.
    """
    asked = run.request
    if asked is None:
        raise TrainingError(
            f"What “{run.name}” was asked for is lost.", "Begin a new training with the same data."
        )
    check_data(Path(asked.dataset))
    settings = dict(asked.settings)
    if run.config:
        settings |= _repeated(run.config)
    for name in PATHS:
        if name in asked.settings:
            settings[name] = asked.settings[name]
    return TrainRequest(asked.dataset, str(folder), asked.preset, settings)


def check_data(dataset: Path) -> None:
    """Raise ``TrainingError`` unless a run's data are there, and as they were if frozen."""
    if not dataset.exists():
        raise TrainingError(
            f"The pictures it learned from are gone (“{dataset}”).",
            "Bring them back, or begin a new training.",
        )
    if (dataset / MANIFEST).is_file() and (changed := changed_since(dataset)):
        raise TrainingError(
            f"The pictures it learned from are not what they were: {changed[0]}",
            "Bring the old ones back, or begin a new training.",
        )


def _repeated(config: Mapping[str, Any]) -> dict[str, Any]:
    if config.get("time_budget_s") is not None:
        return {name: config[name] for name in _SETTLED if name in config}
    left = {*PATHS, *OF_THE_COMPUTER}
    return {name: value for name, value in config.items() if name not in left}
