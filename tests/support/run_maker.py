"""Folders of trainings that never were: curves, evaluations and sample pictures as real ones have.

For panels and pictures of panels. What a real training writes is tested with real ones.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path

import numpy as np

from core.drawing.boxes import BoxMark, draw_marks
from core.drawing.palette import rgb_of
from core.files import write_atomically
from core.training.events import Evaluated, Progressed
from core.training.journal import METRICS, TIMING, metrics_line, timing_line
from core.training.request import FILE_NAME, TrainRequest
from core.training.run_record import CONFIG, ORIGIN, SAMPLES, RunOrigin, RunState, RunStatus
from core.video.jpeg import to_jpeg

CLASSES = ("player", "racket", "ball", "racket_head")
EVERY = 10


def progress_at(step: int, of: int, epochs: int = 12, seed: int = 0) -> Progressed:
    """Return a report as a training makes it: errors that fall, with noise."""
    share, noise = step / of, np.random.default_rng(seed * 1_000_003 + step).random(3)
    fall = math.exp(-5 * share)
    return Progressed(
        step,
        of,
        epoch=min(epochs - 1, int(share * epochs)),
        epochs=epochs,
        loss=round(1.2 + 6 * fall, 4),
        hmap=round(0.5 + 3.5 * fall + 0.3 * noise[0], 4),
        reg=round(0.18 + 0.25 * fall + 0.05 * noise[1], 4),
        w_h=round(1.1 + 6 * fall + noise[2], 4),
        lr=2e-4,
        samples_per_s=8.4,
        waiting=0.03,
        elapsed_s=600 * share,
        eta_s=600 * (1 - share),
    )


def evaluation_at(step: int, epoch: int, share: float, height: float = 1.0) -> Evaluated:
    """Return how good it would be after ``share`` of its time."""
    rise = 1 - math.exp(-4 * share)
    highest = dict(zip(CLASSES, (0.93, 0.78, 0.66, 0.6), strict=True))
    ap50 = {name: round(height * most * rise, 4) for name, most in highest.items()}
    return Evaluated(step, epoch, ap50, {name: round(0.6 * v, 4) for name, v in ap50.items()}, True)


def make_run(
    folder: Path,
    *,
    state: RunState = RunState.FINISHED,
    share: float = 1.0,
    steps: int = 1200,
    epochs: int = 12,
    preset: str | None = "tune-up",
    height: float = 1.0,
    message: str = "",
    hint: str = "",
    at: str = "2026-11-20T18:04:00+01:00",
    pictures: int = 4,
    **config: object,
) -> Path:
    """Write a run of which ``share`` is over; ``config`` goes over what others have alike."""
    folder.mkdir(parents=True)
    dataset = str(folder.parent.parent / "datasets" / "practices")
    write_atomically(
        folder / FILE_NAME, TrainRequest(dataset, str(folder), preset).to_json().encode()
    )
    whole = {"arch": "mobilenetv2_light+memory", "lr": 2e-4, "seed": 1, "epochs": epochs, **config}
    write_atomically(folder / CONFIG, json.dumps(whole).encode())
    origin = RunOrigin("5f2ac901d6", {"train": 57, "val": 12}, {"ball": 41}, 1, {"torch": "2.13"})
    write_atomically(folder / ORIGIN, json.dumps(asdict(origin)).encode())
    done = int(share * steps)
    told = [
        progress_at(step, steps, epochs, len(folder.name)) for step in range(EVERY, done, EVERY)
    ]
    judged = [
        evaluation_at(steps * epoch // epochs, epoch, epoch / epochs, height)
        for epoch in range(2, epochs + 1, 2)
        if steps * epoch // epochs <= done
    ]
    lines = sorted([*told, *judged], key=lambda entry: entry.step)
    write_atomically(folder / METRICS, "".join(map(metrics_line, lines)).encode())
    write_atomically(folder / TIMING, "".join(map(timing_line, told)).encode())
    for each in judged:
        for number in range(pictures):
            write_atomically(
                folder / SAMPLES / f"{each.epoch:05d}-{number}.jpg",
                sample_picture(number, each.epoch / epochs),
            )
    RunStatus(
        state,
        step=done,
        of=steps,
        epoch=int(share * epochs),
        epochs=epochs,
        device="this computer's processor, 2 threads",
        best_ap50=judged[-1].mean_ap50 if judged else None,
        message=message,
        hint=hint,
        started_at=at,
        updated_at=at,
        elapsed_s=600.0 * share,
    ).save(folder)
    return folder


def sample_picture(number: int, share: float) -> bytes:
    """Return a court-coloured JPEG with a true box and one that comes nearer to it."""
    picture = np.empty((360, 640, 3), np.uint8)
    picture[:200], picture[200:] = (92, 124, 150), (58, 110, 84)
    picture[330:336] = 235
    x, y = 150 + 90 * number, 120 + 20 * number
    off = 60 * (1 - share)
    marks = [
        BoxMark((x, y, x + 70, y + 160), rgb_of("#3DDC5B"), dashed=True, thin=True),
        BoxMark((x + off, y + off, x + off + 70, y + off + 160), rgb_of("#F5F7FA"), "player 0.91"),
    ]
    return to_jpeg(draw_marks(picture, marks), (640, 360))
