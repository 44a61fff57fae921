"""The results as JSON for other programs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given
from session_strategies import sessions

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Hit, HitStatus
from core.sessions.results_json import detection_rows, hits_document, write_detections, write_hits
from core.sessions.session import Session, VideoRef
from core.timebase import Timebase

TIMEBASE = Timebase(np.arange(90) / 30, 3.0)
SESSION = Session("one", "One", "2026", VideoRef("/v", "f", 640, 360, 90, 3.0, 30.0))
BOX = [[10, 10, 30, 30], [100, 100, 110, 110], [11, 11, 31, 31]]
BOXES = Detections.of(7, BOX, [0.9, 0.8, 0.3], [ObjectClass.PLAYER, ObjectClass.BALL, 0])


@given(sessions)
def test_any_session_gives_json_that_every_reader_knows(session: Session) -> None:
    text = json.dumps(hits_document(session, "m"), allow_nan=False)
    assert len(json.loads(text)["hits"]) == len(session.shown_hits)


def test_rejected_hits_are_left_out_and_the_unknown_is_null(tmp_path: Path) -> None:
    unknown = Hit("a", 1.0, 30, 0.5)
    rejected = Hit("b", 2.0, 60, 0.5, status=HitStatus.REJECTED)
    write_hits(tmp_path / "out", replace(SESSION, hits=(unknown, rejected)), "m")
    (hit,) = json.loads((tmp_path / "out").read_bytes())["hits"]
    assert (hit["score"], hit["offset"], hit["r_sigma"], hit["ball_xy"]) == (None,) * 4
    overruled = replace(unknown, score_override=4)
    assert hits_document(replace(SESSION, hits=(overruled,)), "m")["hits"][0]["score"] == 4


def test_a_box_has_the_track_it_overlaps_most_each_track_one_box(tmp_path: Path) -> None:
    tracks = Tracks.unlinked(BOXES[:2])
    moved = replace(
        tracks,
        xyxy=tracks.xyxy + np.float32(1),
        track_id=np.array([4, 5], np.int32),
        observed=np.array([True, False]),
    )
    rows = list(detection_rows(BOXES, moved, TIMEBASE))
    # The third box lies exactly on the track; the ball's track was only guessed here.
    assert [row["track_id"] for row in rows] == [None, None, 4]
    assert [row["label"] for row in rows] == ["player", "ball", "player"]
    assert rows[0]["time_s"] == round(7 / 30, 4)
    assert rows[0]["xyxy"] == [10.0, 10.0, 30.0, 30.0]
    write_detections(tmp_path / "out", BOXES, moved, TIMEBASE)
    assert json.loads((tmp_path / "out").read_bytes()) == rows


def test_no_boxes_are_an_empty_list(tmp_path: Path) -> None:
    write_detections(tmp_path / "out", Detections.empty(), Tracks.empty(), TIMEBASE)
    assert json.loads((tmp_path / "out").read_bytes()) == []
