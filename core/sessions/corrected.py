"""The boxes that count: the machine's with the coach's fixes applied, for the hit engine."""

from __future__ import annotations

import numpy as np

from core.dataset.annotation import FrameFix
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections
from core.sessions.fixes import Fixes


def corrected_detections(machine: Detections, fixes: Fixes) -> Detections:
    """Return the boxes of a video as its frames show them; a human box has score 1.

    ``machine`` and the result are sorted by frame. Frames without a fix are taken over as they
    are; neither argument is changed.
    """
    frames = np.fromiter(fixes, np.int32, len(fixes))
    untouched = machine[~np.isin(machine.frame, frames)]
    parts = [corrected_frame(machine.at(frame), fixes[frame]) for frame in frames.tolist()]
    return Detections.merge([untouched, *parts])


def corrected_frame(machine: Detections, fix: FrameFix | None) -> Detections:
    """Return the boxes of one frame with what the coach said about it."""
    if fix is None:
        return machine
    shown = boxes_of_frame(machine, fix)
    return Detections.of(
        fix.frame,
        [box.xyxy for box in shown],
        [box.score for box in shown],
        [box.kind for box in shown],
    )
