"""Several trainings as rows of words: what was set up differently, and all their figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from core.training.comparison import ABSENT, configurations, figures
from core.training.run_record import RunRecord

ALIKE = "They were set up alike."
Rows = tuple[tuple[str, tuple[str, ...]], ...]

_PLAIN = {
    "hmap": "error of where (hmap)",
    "reg": "error of the centre (reg)",
    "w_h": "error of the size (w_h)",
    "samples/s": "pictures/s",
    "lr": "learning rate (lr)",
    "dataset": "learned from",
    "start_from": "began with",
    "rendered_rate": "share of drawn pictures",
}
_PATHS = ("dataset", "start_from", "rendered", "backbone_weights")


@dataclass(frozen=True)
class Comparison:
    """Rows of a name and a value for each run. ``settings`` are only those that differ."""

    settings: Rows
    figures: Rows


def compared(runs: Sequence[RunRecord]) -> Comparison:
    """Compare runs in the order given; none or one of them differ in nothing."""
    if not runs:
        return Comparison((), ())
    first, *others = runs
    # What any of the others has otherwise than the first; the rest have it as the first has.
    against = [{each.name: each for each in configurations(first, other)} for other in others]
    names = sorted({name for found in against for name in found})
    settings = []
    for name in names:
        known = next(found[name].first for found in against if name in found)
        values = [found[name].second if name in found else known for found in against]
        settings.append((_spoken(name), tuple(_cell(name, each) for each in (known, *values))))
    told = [figures(run) for run in runs]
    rows = dict.fromkeys(name for each in told for name in each)
    return Comparison(
        tuple(settings),
        tuple(
            (_spoken(name), tuple(_cell(name, each.get(name, ABSENT)) for each in told))
            for name in rows
        ),
    )


def _spoken(name: str) -> str:
    return _PLAIN.get(name, name.replace("_", " "))


def _cell(name: str, value: object) -> str:
    if isinstance(value, str):
        return PurePath(value).name or value if name in _PATHS else value
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)
