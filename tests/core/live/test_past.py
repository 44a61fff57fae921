"""The last minute, held: what was shown when, and what is shown again."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np
import pytest
from live_feed import drawn_frames, wait_for

from core.capture.live_frame import LiveFrame
from core.detections.detections import Detections
from core.live.past import Past
from core.video.picture import PictureMaker


def newest(past: Past) -> int:
    found = past.at(1e9)
    return -1 if found is None else found.number


def give(past: Past, frames: Iterable[LiveFrame]) -> None:
    """Give pictures one by one, each when the one before it was taken."""
    for frame in frames:
        past.take(frame)
        wait_for(lambda number=frame.number: newest(past) == number)


@pytest.mark.parametrize("kind", ["yuvj422p", "yuv420p", "nv12", "rgb24"])
def test_a_picture_of_the_past_looks_as_it_did(kind: str) -> None:
    (frame,) = drawn_frames([0.0], size=(320, 180), pix_fmt=kind)
    with Past() as past:
        give(past, [frame])
        found = past.at(1e9)
    assert found is not None
    shown = found.picture()
    wanted = PictureMaker(frame.look).rgb(frame.decoded)
    assert shown.shape == wanted.shape
    assert np.abs(shown.astype(int) - wanted).mean() < 3


def test_large_pictures_are_kept_smaller_by_a_whole_factor() -> None:
    (frame,) = drawn_frames([0.0], size=(1920, 1080))
    with Past(most_rows=720) as past:
        give(past, [frame])
        found = past.at(1e9)
    assert found is not None
    assert found.picture().shape == (540, 960, 3)
    assert found.source_size == (1920, 1080)


def test_the_mirror_shows_what_was_newest_then() -> None:
    frames = list(drawn_frames([k * 0.1 for k in range(20)]))
    with Past() as past:
        assert past.at(60.0) is None
        give(past, frames)
        for delay_s in (0.0, 0.55, 1.25):
            wanted_s = frames[-1].taken_s - delay_s
            found = past.at(wanted_s)
            assert found is not None
            assert found.number == max(f.number for f in frames if f.taken_s <= wanted_s)
        oldest = past.at(0.0)
        assert oldest is not None
        assert oldest.number == 0


def test_a_hit_is_shown_again_from_before_to_after_with_its_boxes() -> None:
    frames = list(drawn_frames([k / 10 for k in range(40)]))
    with Past() as past:
        for frame in frames:
            past.take_detections(
                frame.number, Detections.of(frame.number, [[0, 0, 9, 9]], [1], [0])
            )
            give(past, [frame])
        again = past.of_hit(2.0)
        assert past.of_hit(99.0) == ()
    assert [one.number for one in again] == list(range(10, 28))
    assert all(one.boxes is not None and len(one.boxes) == 1 for one in again)


def test_it_holds_so_long_and_so_much_and_no_more() -> None:
    frames = list(drawn_frames([k / 10 for k in range(60)]))
    with Past(seconds=2.0) as past:
        give(past, frames)
        assert 2.0 <= past.state().seconds < 2.2
    one_bytes = past.state().n_bytes // past.state().n_pictures
    with Past(seconds=60.0, max_bytes=10 * one_bytes) as past:
        give(past, frames)
        state = past.state()
    assert state.n_bytes <= 10 * one_bytes
    assert 3 <= state.n_pictures <= 20


def test_it_never_makes_the_camera_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = list(drawn_frames([k / 30 for k in range(30)]))
    held = threading.Event()
    with Past() as past:
        code = past._maker.code
        monkeypatch.setattr(past._maker, "code", lambda *a: (held.wait(10), code(*a))[1])
        for frame in frames:
            past.take(frame)
        assert past.state().dropped >= 30 - 5
        held.set()
        wait_for(lambda: past.state().n_pictures + past.state().dropped == 30)
