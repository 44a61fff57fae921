"""Boxes come back as they were saved; damaged files say so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.detections.array_file import (
    load_detections,
    load_tracks,
    save_detections,
    save_tracks,
)
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.errors import SessionError

boxes = st.lists(
    st.tuples(
        st.integers(0, 1000), st.floats(0, 4000, width=32), st.floats(0, 1), st.integers(0, 3)
    ),
    max_size=30,
)


def _detections(rows: list[tuple[int, float, float, int]]) -> Detections:
    rows = sorted(rows, key=lambda row: row[0])
    return Detections.of(
        np.array([r[0] for r in rows], np.int32),
        np.array([(r[1], r[1], r[1] + 5, r[1] + 7) for r in rows]),
        [r[2] for r in rows],
        [r[3] for r in rows],
    )


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=boxes)
def test_detections_come_back(tmp_path: Path, rows: list[tuple[int, float, float, int]]) -> None:
    saved = _detections(rows)
    save_detections(tmp_path / "d.npz", saved)
    loaded = load_detections(tmp_path / "d.npz")
    for name in ("frame", "xyxy", "score", "class_id"):
        assert np.array_equal(getattr(saved, name), getattr(loaded, name))
        assert getattr(saved, name).dtype == getattr(loaded, name).dtype


def test_tracks_come_back(tmp_path: Path) -> None:
    saved = Tracks.unlinked(_detections([(3, 10.0, 0.5, 2), (4, 12.0, 0.25, 1)]))
    save_tracks(tmp_path / "t.npz", saved)
    loaded = load_tracks(tmp_path / "t.npz")
    assert np.array_equal(saved.xyxy, loaded.xyxy)
    assert np.array_equal(saved.track_id, loaded.track_id)
    assert loaded.main.dtype == bool


def test_one_kind_is_not_read_as_the_other(tmp_path: Path) -> None:
    save_detections(tmp_path / "d.npz", Detections.empty())
    with pytest.raises(SessionError, match="damaged"):
        load_tracks(tmp_path / "d.npz")


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_a_cut_off_file_is_damaged(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "d.npz"
    save_detections(path, _detections([(i, float(i), 0.5, 1) for i in range(50)]))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(SessionError, match="damaged"):
        load_detections(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="missing"):
        load_detections(tmp_path / "d.npz")
