"""The work behind “Make it ready for iPhone”: convert, check, pack. No Qt; runs in a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.jobs.job import JobProgress
from app.state.phone_detectors import package_bytes
from app.state.phone_flow import StepId
from app.state.phone_parcel import ready_bundle
from app.state.phone_verdict import cost_of, is_too_coarse
from app.trainer_process import ask_trainer
from core.errors import Cancelled, ModelError
from core.phone.check_report import CheckReport
from core.phone.check_request import CheckRequest
from core.phone.export_request import PACKAGE, ExportRequest

PAGE = "check.html"
"""The check's report for people, in the detector's folder."""
_SHARES = {StepId.CONVERT: (0.0, 0.25), StepId.CHECK: (0.25, 0.7), StepId.PACK: (0.95, 0.05)}
"""Where each step begins and how much it is of the whole, for the one bar of the jobs panel."""


@dataclass(frozen=True)
class Keeping:
    """One way to keep the weights, in the exporter's words, and what a person calls it."""

    precision: str
    compress: str
    title: str

    @property
    def id(self) -> str:
        """Its name in the window's own code."""
        return f"{self.precision}-{self.compress}"


USUAL = Keeping("fp16", "none", "Half precision, 16 bit")
EXACT = Keeping("fp32", "none", "Full precision, 32 bit")
SMALLER = (
    Keeping("fp16", "int8", "8-bit weights"),
    Keeping("fp16", "palette6", "6-bit weights"),
)
KEEPINGS = (EXACT, USUAL, *SMALLER)
"""All ways, the largest first."""


@dataclass(frozen=True)
class Order:
    """What is wanted: the detector in ``source``, made ready in ``folder``."""

    source: Path
    folder: Path
    name: str
    keeping: Keeping = USUAL


@dataclass(frozen=True)
class StepReport:
    """How far a step is: ``done`` of ``of`` in any unit, 0 unknown, and a line for the coach."""

    step: StepId
    done: float = 0.0
    of: float = 0.0
    words: str = ""


@dataclass(frozen=True)
class Coarse:
    """A way to keep the weights that was not exact enough: its size, and what it costs."""

    keeping: Keeping
    n_bytes: int
    cost: str


Tell = Callable[[StepReport], None]
Tick = Callable[[], None]


def make_ready(order: Order, progress: JobProgress) -> None:
    """Write the Core ML package, check it and pack it; publishes a ``StepReport`` as it goes.

    Where half precision turns out too coarse, and nothing else is wrong, full precision takes
    its place; a ``Coarse`` tells of it. What does not pass its check is not packed. Raises
    ``Cancelled`` and ``SweetspotError``; what was there before then stays.
    """

    def tell(report: StepReport) -> None:
        begins, share = _SHARES[report.step]
        done = report.done / report.of if report.of else 0.0
        progress.step(begins + share * done, 1.0, report.words)
        progress.publish(report)

    tick = ticks_of(progress)
    wanted = CheckRequest(str(order.folder), report=str(order.folder / PAGE))
    convert(order, tell, tick)
    check(wanted, tell, tick)
    report = CheckReport.load(order.folder)
    if order.keeping == USUAL and is_too_coarse(report):
        progress.publish(Coarse(order.keeping, package_bytes(order.folder), cost_of(report)))
        convert(replace(order, keeping=EXACT), tell, tick)
        check(wanted, tell, tick)
        report = CheckReport.load(order.folder)
    tell(StepReport(StepId.PACK))
    if report.proves_phone:
        ready_bundle(order.folder, _Told(StepId.PACK, tell))


def ticks_of(progress: JobProgress) -> Tick:
    """Return what raises ``Cancelled`` once the job is asked to stop."""

    def tick() -> None:
        if progress.cancelled:
            raise Cancelled

    return tick


def convert(order: Order, tell: Tell, tick: Tick) -> None:
    """Write the package. Raises ``ModelError`` where this computer cannot write it."""
    keeping = order.keeping
    words = "Starting the trainer, which does the converting"
    if keeping == EXACT:
        words = "In full precision: half precision is not close enough for this detector"
    tell(StepReport(StepId.CONVERT, words=words))
    request = ExportRequest(
        str(order.source), str(order.folder), order.name, keeping.precision, keeping.compress
    )
    answer = ask_trainer("export", asdict(request), _hears(StepId.CONVERT, tell), tick=tick)
    left_out = answer.get("left_out")
    why = left_out.get(PACKAGE) if isinstance(left_out, Mapping) else None
    if why is not None:
        raise ModelError(
            str(why),
            "The detector for computers (ONNX) was written, and nothing was lost. Use a Mac or a "
            "computer with Linux for this step, and open the same library there.",
        )


def check(request: CheckRequest, tell: Tell, tick: Tick) -> None:
    """Check what was written, by the trainer."""
    tell(StepReport(StepId.CHECK))
    ask_trainer("check", asdict(request), _hears(StepId.CHECK, tell), tick=tick)


@dataclass(frozen=True)
class _Told:
    """The progress of something that tells no words."""

    to: StepId
    tell: Tell

    def step(self, done: float, total: float, note: str = "") -> None:
        self.tell(StepReport(self.to, done, total))


def _hears(step: StepId, tell: Tell) -> Callable[[Mapping[str, Any]], None]:
    def hear(entry: Mapping[str, Any]) -> None:
        done, of = entry.get("done", 0), entry.get("of", 0)
        tell(StepReport(step, float(done), float(of), str(entry.get("message", ""))))

    return hear
