"""The log of an analysis under way."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.detections.detections import Detections
from core.sessions import detection_log
from core.sessions.detection_log import DetectionLog


def boxes(first: int, stop: int) -> Detections:
    frame = np.repeat(np.arange(first, stop, dtype=np.int32), 2)
    xyxy = np.stack([frame, frame, frame + 1, frame + 2], axis=1)
    return Detections.of(frame, xyxy, np.full(len(frame), 0.5), np.tile([0, 2], stop - first))


def same(a: Detections, b: Detections) -> bool:
    pairs = ((a.frame, b.frame), (a.xyxy, b.xyxy), (a.score, b.score), (a.class_id, b.class_id))
    return all(np.array_equal(left, right) for left, right in pairs)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(2, 5))
def test_what_went_in_comes_out(lengths: list[int], merge_at: int) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(detection_log, "MERGE_AT", merge_at)
        log = DetectionLog(Path(name) / "partial")
        first = 0
        for length in lengths:
            log.append(first, first + length, boxes(first, first + length), "key")
            first += length
        found, stop = DetectionLog(log.folder).read("key")
        assert stop == first
        assert same(found, boxes(0, first))
        assert len(list(log.folder.iterdir())) < merge_at + len(lengths) // merge_at + 1
        assert DetectionLog(log.folder).read("other")[1] == 0


def test_a_gap_a_damaged_piece_and_another_key_end_the_run(tmp_path: Path) -> None:
    log = DetectionLog(tmp_path)
    for first in (0, 10, 20, 30):
        log.append(first, first + 10, boxes(first, first + 10), "key")
    (tmp_path / "000000020-000000030.npz").write_bytes(b"half of")
    assert log.read("key")[1] == 20
    (tmp_path / "000000010-000000020.npz").unlink()
    assert log.read("key")[1] == 10
    log.append(10, 20, boxes(10, 20), "another")
    assert log.read("key")[1] == 10


def test_pieces_left_over_from_a_joining_that_was_killed_do_no_harm(tmp_path: Path) -> None:
    log = DetectionLog(tmp_path)
    log.append(0, 10, boxes(0, 10), "key")
    log.append(10, 20, boxes(10, 20), "key")
    log.append(0, 20, boxes(0, 20), "key")
    log.append(15, 25, boxes(15, 25), "key")
    found, stop = log.read("key")
    assert stop == 25
    assert same(found, boxes(0, 25))
    assert same(log.read_newest(), found)
    log.clear()
    assert not log.has_any()
    assert len(log.read_newest()) == 0


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=12),
    st.sets(st.integers(0, 60)),
    st.integers(2, 5),
)
def test_what_was_not_looked_at_is_a_gap(
    lengths: list[int], unseen: set[int], merge_at: int
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(detection_log, "MERGE_AT", merge_at)
        log = DetectionLog(Path(name) / "partial")
        first = 0
        for length in lengths:
            stop = first + length
            missing = np.array(sorted(unseen & set(range(first, stop))), np.int32)
            log.append(first, stop, boxes(first, stop), "key", missing)
            first = stop
        found, seen = DetectionLog(log.folder).read_all("key")
        assert same(found, boxes(0, first)), "a glance is kept where nobody looked"
        looked = [frame for frame in range(first) if frame not in unseen]
        assert np.flatnonzero(seen).tolist() == looked
        assert len(seen) == (looked[-1] + 1 if looked else 0)
        whole, stop = DetectionLog(log.folder).read("key")
        assert stop == min([*unseen, len(seen)])
        assert same(whole, boxes(0, stop))


def test_an_analysis_that_fills_gaps_and_is_killed_keeps_both(tmp_path: Path) -> None:
    log = DetectionLog(tmp_path)
    log.append(0, 100, boxes(0, 100), "key", np.array([40, 41, 70], np.int32))
    assert log.read("key")[1] == 40
    log.append(40, 60, boxes(40, 60), "key")
    _, seen = log.read_all("key")
    assert np.flatnonzero(~seen).tolist() == [70]
    assert log.read("key")[1] == 70


def test_frames_without_boxes_count_as_seen(tmp_path: Path) -> None:
    log = DetectionLog(tmp_path)
    log.append(0, 64, Detections.empty(), "key")
    assert log.read("key")[1] == 64


@settings(max_examples=60)
@given(st.data())
def test_a_piece_with_wrong_bytes_is_damaged_or_whole_never_a_crash(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        log = DetectionLog(Path(name))
        log.append(0, 5, boxes(0, 5), "key")
        (piece,) = Path(name).iterdir()
        content = bytearray(piece.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        piece.write_bytes(content[: data.draw(st.integers(0, len(content)))])
        found, stop = log.read("key")
        assert stop in (0, 5)
        assert stop == 5 or len(found) == 0
