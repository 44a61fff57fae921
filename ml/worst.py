"""Reading, drawing and writing the pictures that cost a detector most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.dataset.labels import LabelledPicture
from core.detections.detections import Detections
from core.detections.model_manifest import DEFAULT_THRESHOLD
from core.drawing.sheet import contact_sheet
from core.evaluation.costs import PictureCost
from core.evaluation.fault_drawing import draw_faults
from core.evaluation.page import WorstPicture
from core.files import write_atomically
from core.video.frame import Picture
from core.video.jpeg import to_jpeg
from ml.data.frames import read_rgb

ON_A_SHEET = 12
_REASONS = 6


def draw_worst(
    costs: Sequence[PictureCost],
    frames: Sequence[LabelledPicture],
    found: Sequence[Detections],
    classes: Sequence[str],
    thresholds: Mapping[str, float],
    folder: Path,
) -> list[WorstPicture]:
    """The pictures of `costs` for the page; writes contact sheets `worst-1.jpg` ... as well."""
    drawn = []
    for cost in costs:
        frame, boxes = frames[cost.index], found[cost.index]
        limits = [thresholds.get(classes[k], DEFAULT_THRESHOLD) for k in boxes.class_id]
        picture = read_rgb(frame.path)
        shown = boxes[boxes.score >= limits] if len(boxes) else boxes
        drawn.append(draw_faults(picture, frame.labels, shown, cost.faults, classes))
    for number, start in enumerate(range(0, len(costs), ON_A_SHEET), 1):
        chosen = slice(start, start + ON_A_SHEET)
        sheet = contact_sheet(
            [
                (picture, _caption(frames[cost.index], cost, place))
                for place, (picture, cost) in enumerate(
                    zip(drawn[chosen], costs[chosen], strict=True), start + 1
                )
            ]
        )
        write_atomically(folder / f"worst-{number}.jpg", _jpeg(sheet))
    return [
        WorstPicture(
            frames[cost.index].path.name, cost.cost, reasons(cost, _REASONS), _jpeg(picture)
        )
        for picture, cost in zip(drawn, costs, strict=True)
    ]


def reasons(cost: PictureCost, most: int) -> tuple[str, ...]:
    """The costliest faults in words, and how many more there are."""
    words = [fault.words for fault in cost.faults[:most]]
    rest = len(cost.faults) - len(words)
    return (*words, f"and {rest} more") if rest else tuple(words)


def _caption(frame: LabelledPicture, cost: PictureCost, place: int) -> list[str]:
    return [f"{place}. {frame.path.name}, cost {cost.cost:.1f}", *reasons(cost, 2)]


def _jpeg(picture: Picture) -> bytes:
    return to_jpeg(picture, (picture.shape[1], picture.shape[0]), quality=82)
