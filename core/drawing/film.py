"""A copy of a video with the detector's boxes drawn in."""

from __future__ import annotations

from pathlib import Path

from core.detections.detections import Detections
from core.detections.detector import Detector
from core.detections.in_order import InOrder
from core.drawing.boxes import draw_detections
from core.progress import Progress
from core.video.reader import VideoReader
from core.video.writer import VideoWriter


def detect_film(source: Path, detector: Detector, progress: Progress) -> Detections:
    """Return the boxes of every frame; raises ``VideoError`` and ``Cancelled``."""
    found: list[Detections] = []
    watch = InOrder(detector)
    with VideoReader(source) as reader:
        info = reader.info
        for frame in reader.frames(size=detector.fitted_size_for(info.width, info.height)):
            size = info.width, info.height
            found.append(watch.detect(frame.rgb, frame.index, size))
            progress.step(frame.index + 1, info.n_frames)
    return Detections.merge(found)


def annotate_film(source: Path, target: Path, detector: Detector, progress: Progress) -> Detections:
    """Write ``target`` (MP4, silent), ``source`` with its boxes; return them, sorted by frame.

    Frames keep their own times. Raises ``VideoError`` and ``Cancelled``; ``target`` then is
    what it was before.
    """
    found: list[Detections] = []
    watch = InOrder(detector)
    with VideoReader(source) as reader:
        info = reader.info
        with VideoWriter(target, (info.width, info.height), fps=None) as writer:
            for frame in reader.frames():
                boxes = watch.detect(frame.rgb, frame.index)
                writer.write(draw_detections(frame.rgb, boxes), frame.time_s)
                found.append(boxes)
                progress.step(frame.index + 1, info.n_frames)
    return Detections.merge(found)
