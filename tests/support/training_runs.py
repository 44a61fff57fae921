"""Small trainings for tests: a request from a config, and what a run reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.training.events import Event
from core.training.request import TrainRequest
from ml import checkpoint
from ml.config import TrainConfig
from ml.train import train

Kind = TypeVar("Kind")


def request_of(config: TrainConfig) -> TrainRequest:
    """Return the request that asks for exactly this config."""
    return TrainRequest.from_mapping(config.to_mapping())


def quiet(event: Event) -> None:
    """Report to nobody."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


def one_step(config: TrainConfig) -> Callable[[], bool]:
    """Return what stops a run after its next step, but not while it is being prepared."""
    return (Path(config.run_dir) / "last.pt").is_file


def trained(config: TrainConfig) -> dict:
    """Train to the end and return the last checkpoint."""
    train(request_of(config), quiet)
    return checkpoint.load(Path(config.run_dir) / "last.pt")


def only(kind: type[Kind], events: list[Event]) -> list[Kind]:
    """Return the events of one kind."""
    return [event for event in events if isinstance(event, kind)]
