"""Records of trainings as plain values, without folders."""

from __future__ import annotations

from pathlib import Path

from core.training.events import Evaluated, Progressed
from core.training.request import TrainRequest
from core.training.run_record import RunOrigin, RunRecord, RunState, RunStatus


def run_record(
    name: str,
    state: RunState = RunState.FINISHED,
    *,
    folder: Path | None = None,
    preset: str | None = "tune-up",
    steps: int = 40,
    message: str = "",
    hint: str = "",
    best: float | None = 0.4,
    **config: object,
) -> RunRecord:
    """Return a run of 60 steps of which ``steps`` are done."""
    place = folder or Path("/library/runs") / name
    judged = () if best is None else (Evaluated(20, 2, {"ball": best}, {"ball": best / 2}, True),)
    return RunRecord(
        place,
        TrainRequest("/library/datasets/practices", str(place), preset),
        {"arch": "mobilenetv2_light", "lr": 2e-4, **config},
        RunOrigin("5f2a", {"train": 57, "val": 12}, {"ball": 41}, 1),
        RunStatus(
            state,
            step=steps,
            of=60,
            epoch=steps // 10,
            epochs=6,
            device="cpu",
            message=message,
            hint=hint,
            started_at="2026-11-20T18:04:00+01:00",
            updated_at="2026-11-20T18:14:00+01:00",
            elapsed_s=300.0,
        ),
        tuple(
            Progressed(step, 60, step // 10, 6, 1.0, 1 / step, 1.0, 2.0, lr=1e-4, eta_s=60.0)
            for step in range(10, steps + 1, 10)
        ),
        judged,
    )
