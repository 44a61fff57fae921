"""The structs of arrays refuse what does not fit and keep their order."""

from __future__ import annotations

import numpy as np
import pytest

from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks


def _boxes(frames: list[int]) -> Detections:
    n = len(frames)
    corners = np.arange(4 * n).reshape(n, 4)
    return Detections.of(np.array(frames, np.int32), corners, np.full(n, 0.5), np.arange(n) % 4)


def test_arrays_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same boxes"):
        Detections.of(0, np.zeros((2, 4)), [0.5], [0])


def test_merging_sorts_by_frame_and_keeps_the_order_within() -> None:
    merged = Detections.merge([_boxes([3, 3, 5]), _boxes([1, 3])])
    assert merged.frame.tolist() == [1, 3, 3, 3, 5]
    assert merged.xyxy[1:4, 0].tolist() == [0.0, 4.0, 4.0]
    assert len(Detections.merge([])) == 0


def test_frames_are_found() -> None:
    boxes = _boxes([1, 3, 3, 7])
    assert len(boxes.at(3)) == 2
    assert len(boxes.at(2)) == 0
    assert boxes.between(2, 7).frame.tolist() == [3, 3, 7]
    assert boxes.of_class(ObjectClass.RACKET).frame.tolist() == [3]


def test_unlinked_tracks_belong_to_nobody() -> None:
    tracks = Tracks.unlinked(_boxes([1, 2]))
    assert tracks.track_id.tolist() == [-1, -1]
    assert tracks.observed.all()
    assert not tracks.main.any()
    assert len(tracks.at(2)) == 1


def test_classes_have_the_names_of_the_files() -> None:
    assert [kind.label for kind in ObjectClass] == ["player", "racket", "ball", "racket_head"]
