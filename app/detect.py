"""``sweetspot detect``: what the detector sees in pictures and videos, as tables and drawn."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from app.detect_plan import DetectJob, plan
from app.detector_in_use import detector_folder
from app.terminal_progress import TerminalProgress, stop_on_interrupt
from core.detections.detections import Detections
from core.detections.listing import box_rows, counts_of_film, table_of_boxes
from core.detections.onnx_detector import OnnxDetector
from core.drawing.boxes import draw_detections
from core.drawing.film import annotate_film, detect_film
from core.errors import Cancelled, FileError, SweetspotError, VideoError
from core.timebase import Timebase
from core.video.frame import Picture
from core.video.reader import VideoReader, probe
from core.video.still import read_still
from core.video.still_writer import write_still

BAD_INPUT, STOPPED = 2, 130


def detect(wanted: argparse.Namespace) -> int:
    """Look at every picture and video asked for; return the exit code.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    if wanted.score is not None and not 0 < wanted.score < 1:
        raise SweetspotError("A score lies between 0 and 1.", "For example “--score 0.3”.")
    jobs = plan(wanted.source, wanted.out)
    detector = OnnxDetector(detector_folder(wanted.model), weak_share=1.0, score=wanted.score)
    entries: list[dict[str, Any]] = []
    code = 0
    for job in jobs:
        try:
            entry, said = _do(job, detector, wanted.frame)
        except Cancelled:
            sys.stderr.write("Stopped. Nothing was written over.\n")
            return STOPPED
        except (FileError, VideoError) as error:
            if len(jobs) == 1:
                raise
            # One bad picture does not keep the others from being looked at.
            sys.stderr.write(f"sweetspot: {error}\n")
            code = BAD_INPUT
            continue
        entries.append(entry)
        if not wanted.json:
            drawn = f"  drawn into {job.target}\n" if job.target else ""
            sys.stdout.write(said + drawn)
    if wanted.json:
        sys.stdout.write(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
    return code


def _do(job: DetectJob, detector: OnnxDetector, frame: int | None) -> tuple[dict[str, Any], str]:
    """Do one job; return it as an object for JSON and in words."""
    if job.is_still:
        return _one_picture(job, detector, read_still(job.source), {})
    if frame is None and (job.target is None or job.draws_film):
        return _film(job, detector)
    if job.draws_film:
        raise SweetspotError(
            f"“--frame” asks for a picture, but “{job.target}” is a video.",
            "Name a .jpg or .png to draw one frame.",
        )
    with VideoReader(job.source) as reader:
        n_frames = reader.info.n_frames
        number = n_frames // 2 if frame is None else frame
        if not 0 <= number < n_frames:
            raise SweetspotError(
                f"“{job.source.name}” has no frame {number}.", f"They run from 0 to {n_frames - 1}."
            )
        shown = reader.frame(number)
    about = {"frame": number, "time_s": round(shown.time_s, 4)}
    return _one_picture(job, detector, shown.rgb, about)


def _one_picture(
    job: DetectJob, detector: OnnxDetector, picture: Picture, about: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    found = detector.detect(picture)
    if job.target is not None:
        write_still(job.target, draw_detections(picture, found))
    height, width = picture.shape[:2]
    entry = {**_head(job, width, height), **about, "boxes": box_rows(found)}
    of_frame = f", frame {about['frame']}" if about else ""
    return entry, f"{job.source.name}{of_frame}, {width} x {height}\n{table_of_boxes(found)}"


def _film(job: DetectJob, detector: OnnxDetector) -> tuple[dict[str, Any], str]:
    info = probe(job.source)
    progress = TerminalProgress(sys.stderr, info.fps)
    with stop_on_interrupt(progress.stopped):
        try:
            if job.target is not None:
                found = annotate_film(job.source, job.target, detector, progress)
            else:
                found = detect_film(job.source, detector, progress)
        finally:
            progress.close()
    frames = _frames(found, info.timebase)
    entry = {**_head(job, info.width, info.height), "n_frames": info.n_frames, "frames": frames}
    title = f"{job.source.name}, {info.width} x {info.height}\n"
    return entry, title + counts_of_film(found, info.n_frames)


def _head(job: DetectJob, width: int, height: int) -> dict[str, Any]:
    return {"source": str(job.source), "width": width, "height": height}


def _frames(found: Detections, timebase: Timebase) -> list[dict[str, Any]]:
    """Return the frames that have boxes."""
    return [
        {
            "frame": frame,
            "time_s": round(timebase.time_of(frame), 4),
            "boxes": box_rows(found.at(frame)),
        }
        for frame in sorted(set(found.frame.tolist()))
    ]
