"""A run with a time budget, on a clock that ticks when it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from training_runs import only, quiet, request_of

from core.training.events import Event, Finished, Progressed
from core.training.run_record import LAST, read_run
from ml import checkpoint
from ml.clock import RunClock
from ml.config import TrainConfig
from ml.train import train

Make = Callable[..., TrainConfig]


@dataclass
class TickingClock(RunClock):
    """Time passes only when someone looks."""

    tick_s: float = 1.0
    ticks: int = 0

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        self.ticks += 1
        return self.earlier_s + self.ticks * self.tick_s


def test_a_slow_computer_ends_in_time_with_the_rate_at_its_end(toy_config: Make) -> None:
    # The pace measured here promises thousands of samples; this clock allows some thirty steps.
    config = toy_config(time_budget_s=3600.0, evaluate_every=6, epochs=40, frame_epochs=20)
    heard: list[Event] = []
    clock = TickingClock(tick_s=90.0)
    end = train(request_of(config), heard.append, clock=clock)
    assert isinstance(end, Finished)
    assert end.why == "The time is used up."
    run = read_run(Path(config.run_dir))
    planned = TrainConfig.from_mapping(run.config)
    assert planned.steps_until_s is not None
    assert planned.epochs >= 12
    assert run.status.epoch == planned.epochs
    assert end.step < only(Progressed, heard)[0].of
    assert run.evaluations[-1].epoch == planned.epochs, "the last word is an evaluation"
    groups = checkpoint.load(Path(config.run_dir) / LAST)["optimizer"]["param_groups"]
    assert max(group["lr"] for group in groups) < 0.5 * config.lr, "of the very last step"
    assert train(request_of(config), quiet) == end, "and then it is over"


def test_no_step_is_left_out_where_time_is_plenty(toy_config: Make) -> None:
    config = toy_config(time_budget_s=20.0, evaluate_every=0, epochs=4, frame_epochs=2)
    end = train(request_of(config), quiet, clock=TickingClock(tick_s=0.0))
    assert isinstance(end, Finished)
    run = read_run(Path(config.run_dir))
    assert end.why == "All epochs are done."
    assert end.step == run.status.of
