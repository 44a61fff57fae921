"""Several processes that train one net together, each on its part of every batch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import torch
from torch import distributed

Value = TypeVar("Value")

# The others wait while the first one judges or saves; a night's evaluation may take long.
_PATIENCE = timedelta(hours=2)


@dataclass(frozen=True)
class World:
    """This process among those of the run. Alone, everything it says to the others is free."""

    rank: int = 0
    size: int = 1
    local_rank: int = 0
    local_size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the one process that writes files and reports."""
        return self.rank == 0

    def sum(self, values: Sequence[float]) -> list[float]:
        """The sums over all processes; every process must ask at the same place."""
        if self.size == 1:
            return list(values)
        tensor = torch.tensor(values, dtype=torch.float64)
        distributed.all_reduce(tensor)
        return [float(value) for value in tensor]

    def any(self, flag: bool) -> bool:
        """Whether any process says so."""
        return self.sum([float(flag)])[0] > 0

    def shared(self, value: Value) -> Value:
        """The first process' value, in every process."""
        if self.size == 1:
            return value
        carried = [value]
        distributed.broadcast_object_list(carried, src=0)
        return carried[0]


def world_from_environment() -> World:
    """What `torchrun` says about this process; alone without it."""
    value = os.environ.get
    if value("WORLD_SIZE") is None:
        return World()
    return World(
        int(value("RANK", "0")),
        int(value("WORLD_SIZE", "1")),
        int(value("LOCAL_RANK", "0")),
        int(value("LOCAL_WORLD_SIZE", "1")),
    )


@contextmanager
def joined(world: World, cuda: bool) -> Iterator[None]:
    """Be connected to the other processes for the length of a `with` block."""
    if world.size == 1:
        yield
        return
    # Small words travel between processors, gradients between graphics cards where there are any.
    backend = "cpu:gloo,cuda:nccl" if cuda else "gloo"
    distributed.init_process_group(backend, timeout=_PATIENCE)
    try:
        yield
    finally:
        distributed.destroy_process_group()
