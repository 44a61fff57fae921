"""The ways to keep a detector's weights, side by side: size, and what each costs. No Qt."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.jobs.job import JobProgress
from app.state.phone_detectors import package_bytes
from app.state.phone_flow import StepId
from app.state.phone_shown import Shown
from app.state.phone_verdict import WeightChoice, cost_of
from app.state.phone_work import (
    EXACT,
    KEEPINGS,
    SMALLER,
    Keeping,
    Order,
    StepReport,
    check,
    convert,
    ticks_of,
)
from core.phone.check_report import CheckReport
from core.phone.check_request import CheckRequest
from core.phone.golden import FOLDER

_CONVERTING_SHARE = 0.2


@dataclass(frozen=True)
class Trial:
    """How one way to keep the weights has done; ``cost`` in words."""

    keeping: Keeping
    n_bytes: int
    passed: bool
    cost: str


def choices_of(shown: Shown, trials: Sequence[Trial]) -> tuple[WeightChoice, ...]:
    """Return every way: the one that lies ready, those that were tried, and the others.

    Full precision is larger and slower, so it is offered only where it was tried.
    """
    known = {trial.keeping.id: trial for trial in trials}
    choices = []
    for keeping in KEEPINGS:
        trial = known.get(keeping.id)
        if keeping.id == taken_of(shown) and shown.package is not None and shown.verdict:
            passed, cost = shown.verdict.passed, shown.cost
            n_bytes = shown.package.n_bytes
            choices.append(WeightChoice(keeping.id, keeping.title, n_bytes, passed, cost))
        elif trial is not None:
            told = (trial.n_bytes, trial.passed, trial.cost)
            choices.append(WeightChoice(keeping.id, keeping.title, *told))
        elif keeping is not EXACT:
            choices.append(WeightChoice(keeping.id, keeping.title, cost="not tried"))
    return tuple(choices)


def taken_of(shown: Shown) -> str:
    """Return the way in which the package that lies ready keeps its weights."""
    package = shown.package
    return "" if package is None else f"{package.precision}-{package.compress}"


def untried(shown: Shown, trials: Sequence[Trial]) -> tuple[Keeping, ...]:
    """Return what is worth a try: smaller ways, or the exact one where numbers are too coarse."""
    known = {taken_of(shown), *(trial.keeping.id for trial in trials)}
    verdict = shown.verdict
    if verdict is None:
        return ()
    wanted = SMALLER if verdict.passed else (EXACT,) if verdict.too_coarse else ()
    return tuple(keeping for keeping in wanted if keeping.id not in known)


def try_keeping(order: Order, progress: JobProgress) -> Trial:
    """Convert and check in a folder of its own; what lies ready is not touched.

    Raises ``Cancelled`` and ``SweetspotError``.
    """

    def tell(report: StepReport) -> None:
        done = report.done / report.of if report.of else 0.0
        share = _CONVERTING_SHARE
        checking = report.step is StepId.CHECK
        whole = share + (1 - share) * done if checking else share * done
        progress.step(whole, 1.0, order.keeping.title)

    tick = ticks_of(progress)
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as name:
        folder, told = Path(name) / "detector", Path(name) / "check.json"
        if (order.folder / FOLDER).is_dir():
            # The same test pictures, so that the costs can be compared.
            shutil.copytree(order.folder / FOLDER, folder / FOLDER)
        convert(Order(order.source, folder, order.name, order.keeping), tell, tick)
        check(CheckRequest(str(folder), json=str(told), keep=False), tell, tick)
        report = CheckReport.from_json(told.read_bytes())
        return Trial(order.keeping, package_bytes(folder), report.proves_phone, cost_of(report))
