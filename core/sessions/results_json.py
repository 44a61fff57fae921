"""The analysis' results as JSON for other programs: a stable form."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.files import write_atomically
from core.geometry import iou
from core.hits.hit import Hit
from core.scoring.rules import score_hit
from core.sessions.session import Session
from core.timebase import Timebase

_SAME_BOX = 0.5  # A track's box is smoothed: it belongs to the detection it overlaps so far.
_DIGITS = 4


def hits_document(session: Session, model: str) -> dict[str, Any]:
    """Return the hits that count: ``offset``, boxes and sound are None where unknown.

    Times are seconds on the video's clock, coordinates pixels of the upright picture, frames
    count from 0 in presentation order; ``score`` is 1 to 5, None without an offset.
    """
    return {
        "video": session.video.path,
        "model": model,
        "n_frames": session.video.n_frames,
        "duration_s": _number(session.video.duration_s),
        "hits": [_hit(hit, session) for hit in session.shown_hits],
    }


def write_hits(path: Path, session: Session, model: str) -> None:
    """Write ``hits_document`` as JSON; raise ``FileError``."""
    text = json.dumps(hits_document(session, model), indent=1, allow_nan=False)
    write_atomically(path, text.encode() + b"\n")


def write_detections(
    path: Path, detections: Detections, tracks: Tracks, timebase: Timebase
) -> None:
    """Write every box of every frame as a JSON list; raise ``FileError``.

    ``track_id`` is None for a box that no track took up.
    """

    def write(file: BinaryIO) -> None:
        between = b"["
        for row in detection_rows(detections, tracks, timebase):
            file.write(between + b"\n" + json.dumps(row, allow_nan=False).encode())
            between = b","
        file.write(b"[]\n" if between == b"[" else b"\n]\n")

    write_atomically(path, write)


def detection_rows(
    detections: Detections, tracks: Tracks, timebase: Timebase
) -> Iterator[dict[str, Any]]:
    """Yield one object a box, by frame, in upright source pixels."""
    observed = tracks[tracks.observed]
    for frame in np.unique(detections.frame):
        boxes = detections.at(int(frame))
        ids = _track_ids(boxes, observed.at(int(frame)))
        for row in range(len(boxes)):
            yield {
                "frame": int(frame),
                "time_s": _number(timebase.time_of(int(frame))),
                "label": ObjectClass(int(boxes.class_id[row])).label,
                "xyxy": _numbers(boxes.xyxy[row]),
                "score": _number(float(boxes.score[row])),
                "track_id": ids[row],
            }


def _track_ids(boxes: Detections, tracks: Tracks) -> list[int | None]:
    """Return the track of each box of one frame: best overlap first, one to one."""
    ids: list[int | None] = [None] * len(boxes)
    if not len(tracks) or not len(boxes):
        return ids
    overlap: NDArray[np.float32] = iou(boxes.xyxy, tracks.xyxy)
    overlap[boxes.class_id[:, None] != tracks.class_id[None, :]] = 0
    for place in np.argsort(-overlap, axis=None, kind="stable"):
        row, column = divmod(int(place), len(tracks))
        if overlap[row, column] < _SAME_BOX:
            break
        ids[row] = int(tracks.track_id[column])
        overlap[row] = overlap[:, column] = 0
    return ids


def _hit(hit: Hit, session: Session) -> dict[str, Any]:
    return {
        "time_s": _number(hit.time_s),
        "frame": hit.frame,
        "score": score_hit(hit, session.rule).value,
        "offset": _numbers(hit.offset),
        "r_sigma": _number(hit.r_sigma),
        "confidence": _number(hit.confidence),
        "ball_xy": _numbers(hit.ball_xy),
        "racket_head_xyxy": _numbers(hit.racket_head_xyxy),
        "source": hit.source.value,
        "sound_onset_s": _number(hit.sound_onset_s),
    }


def _number(value: float | None) -> float | None:
    """Return a number that JSON can hold, to four decimals; None for what is no number."""
    return None if value is None or not math.isfinite(value) else round(float(value), _DIGITS)


def _numbers(values: Iterable[float] | None) -> list[float] | None:
    if values is None:
        return None
    listed = [float(value) for value in values]
    return [round(v, _DIGITS) for v in listed] if all(map(math.isfinite, listed)) else None
