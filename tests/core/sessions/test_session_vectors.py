"""The golden cases of sessions and manifests are what this program reads, writes and refuses."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from session_vectors import FILE, SESSION, phone_boxes, sessions, text_of_cases

from core.sessions.beside import BOXES_ENDING, SESSION_ENDING, read_beside
from core.sessions.session_file import from_bytes, to_bytes
from core.timebase import Timebase
from core.video.frame import VideoInfo

STORED = json.loads(FILE.read_text("utf-8"))


def test_the_cases_are_current() -> None:
    assert text_of_cases() == FILE.read_text("utf-8")


def test_they_stay_small() -> None:
    assert FILE.stat().st_size < 150_000


def test_what_the_phone_writes_is_the_same_session() -> None:
    """Swift leaves out what is null; its own test compares the rest."""
    for session in sessions():
        raw = json.loads(to_bytes(session))
        assert from_bytes(json.dumps(_without_nulls(raw)).encode()) == session


def _without_nulls(raw: Any) -> Any:  # noqa: ANN401 (parsed JSON)
    if isinstance(raw, dict):
        return {key: _without_nulls(part) for key, part in raw.items() if part is not None}
    return [_without_nulls(part) for part in raw] if isinstance(raw, list) else raw


def test_the_boxes_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / SESSION.video.path
    (tmp_path / f"{path.stem}{SESSION_ENDING}").write_bytes(to_bytes(SESSION))
    (tmp_path / f"{path.stem}{BOXES_ENDING}").write_bytes(base64.b64decode(STORED["boxes"]["file"]))
    told = SESSION.video
    times = Timebase(np.arange(told.n_frames) / told.fps, told.duration_s)
    video = VideoInfo(
        path, told.width, told.height, times, True, "h264", 0, False, False, told.fingerprint
    )
    left = read_beside(video)
    assert left is not None
    assert left.boxes is not None
    for got, expected in zip(left.boxes, phone_boxes(), strict=True):
        for name in expected.__dataclass_fields__:
            np.testing.assert_array_equal(getattr(got, name), getattr(expected, name))


@pytest.mark.parametrize("kind", ["sessions", "manifests"])
def test_half_of_them_are_refused(kind: str) -> None:
    cases = STORED[kind]
    assert sum(case["refused"] for case in cases) > len(cases) / 2
    assert sum(not case["refused"] for case in cases) >= 5
