"""The verb `evaluate`: from a request to a report, its page, and the worst pictures."""

from __future__ import annotations

import datetime
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.dataset.labels import LabelledPicture
from core.detections.detections import Detections
from core.detections.model_manifest import DEFAULT_THRESHOLD
from core.detections.preprocess import Letterbox, oriented_input
from core.errors import FileError
from core.evaluation.costs import PictureCost, count_faults, picture_costs
from core.evaluation.figures import SizeBand, Speed, plain
from core.evaluation.page import html_of
from core.evaluation.report import PAGE_NAME, EvaluationReport
from core.evaluation.request import EvaluateRequest
from core.evaluation.sizes import INPUT_EDGES_PX, SOURCE_EDGES_PX, recall_by_diameter
from core.evaluation.table import text_of
from core.files import write_atomically
from ml.data.frames import read_coco, read_rgb
from ml.evaluate import Forward, find, find_all, fit
from ml.flip_test import with_flip_test
from ml.metrics import evaluate_detections
from ml.subject import Subject, subject_of
from ml.worst import draw_worst

Say = Callable[[dict[str, Any]], None]
BALL = "ball"
TEXT_NAME = "report.txt"
_SAY_EVERY_S = 0.5


def make_report(
    request: EvaluateRequest, say: Say, cancelled: Callable[[], bool] = lambda: False
) -> dict[str, Any]:
    """Evaluate as asked; write `report.json`, `.txt`, `.html` and `worst*.jpg` into `out`.

    Says `done` and `total` pictures on the way. Returns the classes' figures and where the
    report is. Raises SweetspotError, OSError for pictures that cannot be read.
    """
    subject = subject_of(request)
    frames = _frames(Path(request.annotations), subject.classes)
    forward = with_flip_test(subject.forward) if request.flip_test else subject.forward
    size, n_classes = subject.input_size, len(subject.classes)
    found = find_all(forward, frames, size, n_classes, cancelled, _now_and_then(say))
    speed = _timed(forward, frames[0], size, n_classes, request.rounds) if request.rounds else None
    labels = [frame.labels for frame in frames]
    costs = picture_costs(labels, found, subject.classes, subject.thresholds)
    report = _report(request, subject, frames, found, costs, speed)
    answer: dict[str, Any] = {"metrics": plain(report.classes)}
    if request.out:
        folder = Path(request.out)
        classes, thresholds = subject.classes, subject.thresholds
        worst = draw_worst(costs[: request.worst], frames, found, classes, thresholds, folder)
        report.save(folder)
        write_atomically(folder / TEXT_NAME, text_of(report).encode())
        write_atomically(folder / PAGE_NAME, html_of(report, worst).encode())
        answer["out"] = request.out
    return answer


def _report(
    request: EvaluateRequest,
    subject: Subject,
    frames: Sequence[LabelledPicture],
    found: Sequence[Detections],
    costs: Sequence[PictureCost],
    speed: Speed | None,
) -> EvaluationReport:
    annotations = Path(request.annotations)
    return EvaluationReport(
        model=subject.name,
        arch=subject.arch,
        weights=subject.weights,
        input_width=subject.input_size[0],
        input_height=subject.input_size[1],
        dataset=f"{annotations.parent.name}/{annotations.name}",
        n_pictures=len(frames),
        classes=evaluate_detections(frames, found, subject.classes, subject.thresholds),
        faults=count_faults(costs, subject.classes),
        flip_test=request.flip_test,
        ball_by_source_px=_ball_bands(subject, frames, found, SOURCE_EDGES_PX),
        ball_by_input_px=_ball_bands(subject, frames, found, INPUT_EDGES_PX, in_input=True),
        speed=speed,
        made=datetime.datetime.now().astimezone().isoformat(timespec="minutes"),
    )


def _ball_bands(
    subject: Subject,
    frames: Sequence[LabelledPicture],
    found: Sequence[Detections],
    edges_px: Sequence[float],
    in_input: bool = False,
) -> tuple[SizeBand, ...]:
    if BALL not in subject.classes:
        return ()
    kind = subject.classes.index(BALL)
    scales = [_scale(frame, subject.input_size) if in_input else 1.0 for frame in frames]
    labels = [frame.labels for frame in frames]
    threshold = subject.thresholds.get(BALL, DEFAULT_THRESHOLD)
    return recall_by_diameter(labels, found, kind, threshold, edges_px, scales)


def _scale(frame: LabelledPicture, input_size: tuple[int, int]) -> float:
    source = frame.width, frame.height
    return Letterbox(*source, *oriented_input(input_size, source)).fitted[0] / frame.width


def _frames(annotations: Path, classes: tuple[str, ...]) -> list[LabelledPicture]:
    frames = read_coco(annotations, classes)
    if not frames:
        raise FileError(f"There are no pictures in “{annotations}”.", "Name another set.")
    return frames


def _timed(
    forward: Forward,
    frame: LabelledPicture,
    input_size: tuple[int, int],
    n_classes: int,
    rounds: int,
) -> Speed:
    """Time one picture, one at a time as the program does; the first three rounds warm up."""
    picture = read_rgb(frame.path)
    fitted = fit(picture, input_size)[1]
    net: list[float] = []
    whole: list[float] = []
    for _ in range(rounds + 3):
        start = time.perf_counter()
        forward(fitted)
        middle = time.perf_counter()
        find(forward, picture, input_size, n_classes)
        net.append(middle - start)
        whole.append(time.perf_counter() - middle)
    return Speed(
        net_ms=1e3 * statistics.median(net[3:]),
        whole_ms=1e3 * statistics.median(whole[3:]),
        rounds=rounds,
        threads=forward.threads,
        runtime=forward.runtime,
        picture_width=picture.shape[1],
        picture_height=picture.shape[0],
    )


def _now_and_then(say: Say) -> Callable[[int, int], None]:
    last = -np.inf

    def seen(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > _SAY_EVERY_S or done == total:
            last = time.monotonic()
            say({"done": done, "of": total})

    return seen
