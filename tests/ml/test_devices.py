"""Choosing a device for machines that are not here."""

from __future__ import annotations

import pytest

from core.errors import TrainingError
from ml.devices import Machine, place, this_machine

LAPTOP = Machine(cores=4)
MAC = Machine(cores=8, mps=True)
BOX = Machine(cores=16, cuda=2, cuda_bf16=True)
OLD_BOX = Machine(cores=6, cuda=1)


@pytest.mark.parametrize(
    ("machine", "device", "bf16", "threads", "workers"),
    [
        (LAPTOP, "cpu", None, 4, 1),
        (MAC, "mps", False, 8, 7),
        (BOX, "cuda:0", True, 8, 8),
        (OLD_BOX, "cuda:0", False, 6, 5),
    ],
)
def test_the_best_device_is_taken(
    machine: Machine, device: str, bf16: bool | None, threads: int, workers: int
) -> None:
    chosen = place(machine)
    assert (chosen.device, chosen.bf16) == (device, bf16)
    assert (chosen.threads, chosen.workers) == (threads, workers)
    assert chosen.kind == device.partition(":")[0]


def test_what_is_asked_for_is_taken() -> None:
    chosen = place(BOX, "cpu", threads=3, workers=2, bf16=True)
    assert (chosen.device, chosen.threads, chosen.workers, chosen.bf16) == ("cpu", 3, 2, True)
    assert place(BOX, bf16=False).bf16 is False
    assert place(MAC, bf16=True).bf16 is False


def test_processes_of_one_computer_share_it() -> None:
    chosen = [place(BOX, local_rank=rank, local_size=2) for rank in range(2)]
    assert [each.device for each in chosen] == ["cuda:0", "cuda:1"]
    assert [each.threads for each in chosen] == [8, 8]
    with pytest.raises(TrainingError, match="3 of them"):
        place(BOX, local_rank=2, local_size=3)
    assert place(LAPTOP, local_rank=3, local_size=4).threads == 1


@pytest.mark.parametrize(("device", "said"), [("cuda", "NVIDIA"), ("mps", "Apple")])
def test_a_device_that_is_not_here_is_refused(device: str, said: str) -> None:
    with pytest.raises(TrainingError, match=said) as caught:
        place(LAPTOP, device)
    assert "cpu" in caught.value.hint


def test_this_computer_has_a_place_for_a_run() -> None:
    chosen = place(this_machine())
    assert chosen.threads >= 1
    assert chosen.workers >= 1
