"""Judging the net during a run, and drawing what it sees beside what is true."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.dataset.labels import LabelledPicture
from core.detections.detections import Detections, ObjectClass
from core.drawing.boxes import BoxMark, as_xyxy, draw_marks
from core.drawing.palette import Rgb, object_rgb, rgb_of
from core.training.events import Evaluated
from core.video.jpeg import to_jpeg
from ml.config import TrainConfig
from ml.data.frames import read_rgb
from ml.evaluate import find, find_all, forward_of_net
from ml.metrics import evaluate_detections
from ml.nets.centernet import CenterNet

SHOWN_FROM = 0.3
"""Boxes of a lower score are not drawn."""

_WIDTH_PX = 640
_TRUTH = "#3DDC5B"
_OTHERS = ("#57D9C4", "#F6F04A", "#FF8AD8", "#F5F7FA", "#EE9A3A", "#63BDE6")


def chosen(pictures: Sequence[LabelledPicture], count: int) -> list[LabelledPicture]:
    """`count` of the pictures, evenly spread; all of them for 0."""
    if not count or count >= len(pictures):
        return list(pictures)
    return [pictures[i * len(pictures) // count] for i in range(count)]


def judge(
    net: CenterNet,
    pictures: Sequence[LabelledPicture],
    config: TrainConfig,
    step: int,
    epoch: int,
    cancelled: Callable[[], bool] = lambda: False,
    seen: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluated:
    """AP of each class that has labels; `seen` hears (done, of) pictures.

    Raises Cancelled, OSError for a picture that cannot be read.
    """
    size = config.input_width, config.input_height
    forward = forward_of_net(net)
    found = find_all(forward, pictures, size, len(config.classes), cancelled, seen)
    metrics = evaluate_detections(pictures, found, config.classes)
    known = {name: each for name, each in metrics.items() if each.n_labels}
    return Evaluated(
        step,
        epoch,
        {name: round(each.ap50, 4) for name, each in known.items()},
        {name: round(each.ap, 4) for name, each in known.items()},
    )


def sample_jpegs(
    net: CenterNet, pictures: Sequence[LabelledPicture], config: TrainConfig
) -> list[bytes]:
    """Pictures with their true boxes (dashed green) and what the net finds, as JPEG files."""
    forward = forward_of_net(net)
    size = config.input_width, config.input_height
    drawn = []
    for each in pictures:
        picture = read_rgb(each.path)
        found = find(forward, picture, size, len(config.classes))
        marks = [*_truth(each), *_found(found, config.classes)]
        height = round(picture.shape[0] * _WIDTH_PX / picture.shape[1])
        drawn.append(to_jpeg(draw_marks(picture, marks), (_WIDTH_PX, height)))
    return drawn


def _truth(picture: LabelledPicture) -> list[BoxMark]:
    boxes = picture.labels.xyxy
    return [BoxMark(as_xyxy(box), rgb_of(_TRUTH), dashed=True, thin=True) for box in boxes]


def _found(found: Detections, classes: tuple[str, ...]) -> list[BoxMark]:
    return [
        BoxMark(as_xyxy(box), colour_of(classes[k], int(k)), f"{classes[k]} {score:.2f}")
        for box, score, k in zip(found.xyxy, found.score, found.class_id, strict=True)
        if score >= SHOWN_FROM
    ]


def colour_of(name: str, number: int) -> Rgb:
    """The usual colour of a kind of object that the program knows, else one by its number."""
    for kind in ObjectClass:
        if kind.label == name:
            return object_rgb(kind)
    return rgb_of(_OTHERS[number % len(_OTHERS)])
