"""The sample practice as a clip: everything in it is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.before_after.clip import Clip, Word
from core.dataset.annotation import Annotation, Author, FrameFix, Origin
from core.detections.detections import ObjectClass
from core.resources import sample_truth, sample_video
from core.scoring.score import ScoreRule
from core.sessions.session import AnalysisSettings
from core.sessions.store import ref_to
from core.video.reader import probe

SEEN_FROM = 0.5
"""Objects of which less is to be seen are asked of nobody."""

_EVERY = 5
_KINDS = {kind.label: kind for kind in ObjectClass}


def sample_clip(session: str = "") -> Clip:
    """Return the sample with its truth; ``session`` is the library's session of it, if any.

    One labelled frame in ``_EVERY`` is asked about: neighbours say the same. Raises
    ``VideoError`` or ``FileError`` where the installation is incomplete.
    """
    truth = json.loads(sample_truth().read_bytes())
    video = ref_to(probe(Path(sample_video())))
    return Clip(
        title="The sample",
        video=video,
        settings=AnalysisSettings(),
        rule=ScoreRule(),
        first=0,
        stop=video.n_frames,
        word=Word(
            hits=tuple(float(hit["time_s"]) for hit in truth["hits"]),
            complete=True,
            fixes={row["frame"]: _fix(row) for row in truth["boxes"][::_EVERY]},
        ),
        session=session,
        drawn=True,
    )


def _fix(row: dict[str, Any]) -> FrameFix:
    """Return the labels of a frame. What is half hidden is left out, so nothing is exhaustive."""
    seen = [each for each in row["objects"] if each["visibility"] >= SEEN_FROM]
    boxes = tuple(
        Annotation(str(number), _KINDS[each["label"]], _xyxy(each["box"]), Author.COACH, "",
                   Origin.DRAWN)
        for number, each in enumerate(seen, 1)
    )  # fmt: skip
    return FrameFix(int(row["frame"]), boxes)


def _xyxy(box: list[float]) -> tuple[float, float, float, float]:
    x, y, width, height = box
    return x, y, x + width, y + height
