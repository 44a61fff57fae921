"""What there is to compute on, and what a run is put on."""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch

from core.errors import TrainingError

MOST_THREADS = 8
"""More threads than this make small convolutions slower."""


@dataclass(frozen=True)
class Machine:
    """What torch can compute on here."""

    cores: int = 1
    cuda: int = 0  # devices
    cuda_bf16: bool = False
    mps: bool = False


@dataclass(frozen=True)
class Placement:
    """Where a run computes and how."""

    device: str  # as torch writes it: cpu, cuda:0, mps
    threads: int
    workers: int  # threads that prepare pictures
    bf16: bool | None  # None: cpu, not timed yet

    @property
    def kind(self) -> str:
        """`cpu`, `cuda` or `mps`."""
        return self.device.partition(":")[0]


def this_machine() -> Machine:
    """Look at the computer."""
    cuda = torch.cuda.device_count() if torch.cuda.is_available() else 0
    return Machine(
        cores=usable_cores(),
        cuda=cuda,
        cuda_bf16=bool(cuda) and torch.cuda.is_bf16_supported(),
        mps=torch.backends.mps.is_available(),
    )


def usable_cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def place(
    machine: Machine,
    device: str = "auto",
    *,
    threads: int = 0,
    workers: int = 0,
    bf16: bool | None = None,
    local_rank: int = 0,
    local_size: int = 1,
) -> Placement:
    """Choose for a process that is `local_rank` of `local_size` on this computer.

    What is asked for is taken; `auto`, 0 and None are chosen: CUDA before MPS before the CPU,
    bf16 where CUDA has it, float32 on MPS. Raises TrainingError for a device that is not here.
    """
    best = "cuda" if machine.cuda else "mps" if machine.mps else "cpu"
    kind = best if device == "auto" else device
    if kind == "cuda" and local_rank >= machine.cuda:
        wanted = f"{local_rank + 1} of them" if machine.cuda else "one"
        raise TrainingError(
            f"This run wants an NVIDIA graphics card and there is not {wanted} here.",
            "Choose “auto” or “cpu”, or fewer processes.",
        )
    if kind == "mps" and not machine.mps:
        raise TrainingError(
            "This run wants an Apple graphics chip and there is none here.",
            "Choose “auto” or “cpu”.",
        )
    cores = max(1, machine.cores // local_size)
    if kind == "cuda":
        chosen_bf16: bool | None = machine.cuda_bf16 if bf16 is None else bf16
    else:
        chosen_bf16 = False if kind == "mps" else bf16
    # On a CPU the net has all cores at work itself; beside a graphics card they are idle.
    auto_workers = 1 if kind == "cpu" else max(1, min(8, cores - 1))
    return Placement(
        device=f"cuda:{local_rank}" if kind == "cuda" else kind,
        threads=threads or min(MOST_THREADS, cores),
        workers=workers or auto_workers,
        bf16=chosen_bf16,
    )


def describe(device: str) -> str:
    """The device in words for a person."""
    if device.startswith("cuda"):
        return str(torch.cuda.get_device_name(torch.device(device)))
    return {"cpu": "processor", "mps": "Apple graphics"}[device]
