"""The right frame comes, however it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, make_clip, number_in
from hypothesis import given, settings
from hypothesis import strategies as st

from core.video.reader import VideoReader, probe

Clip = Callable[[str], Path]

# File, number of the first bar code shown, frames shown.
SHOWN = [
    ("steady.mp4", 0, 60),
    ("reordered.mp4", 0, 60),
    ("reordered.mkv", 0, 40),
    ("reordered.ts", 0, 40),
    ("reordered.avi", 0, 40),
    ("uneven.mp4", 0, 16),
    ("open_groups.mp4", 0, 40),
    ("no_keys.ts", 0, 40),
    ("long_group.mp4", 0, 60),
    ("all_keys.mov", 0, 40),
    ("sixty.mp4", 0, 40),
    ("twice.mkv", 0, 6),
    ("pieces.mp4", 0, 40),
    ("edited.mp4", 15, 45),
]


@pytest.mark.parametrize(("name", "first", "count"), SHOWN)
def test_every_frame_that_is_shown_comes_in_order_backwards_and_at_random(
    clip: Clip, name: str, first: int, count: int
) -> None:
    with VideoReader(clip(name)) as reader:
        assert reader.info.n_frames == count
        expected = list(range(first, first + count))
        assert [number_in(frame.rgb) for frame in reader.frames()] == expected
        backwards = [number_in(reader.frame(k).rgb) for k in range(count - 1, -1, -1)]
        assert backwards[::-1] == expected
    with VideoReader(clip(name), cache_bytes=0) as reader:
        for k in np.random.default_rng(3).integers(0, count, 8):
            assert number_in(reader.frame(int(k)).rgb) == first + k


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 59), st.sampled_from(["step", "small", "run"])),
        min_size=2,
        max_size=7,
    )
)
def test_any_mix_of_steps_and_runs_agrees(clip: Clip, asked: list[tuple[int, str]]) -> None:
    with VideoReader(clip("reordered.mp4"), cache_bytes=200_000) as reader:
        run = reader.frames(5, 50)
        expected = 5
        for index, how in asked:
            if how == "step":
                assert number_in(reader.frame(index).rgb) == index
            elif how == "small":
                assert number_in(reader.frame(index, size=(64, 48)).rgb) == index
            else:
                frame = next(run)
                assert (frame.index, number_in(frame.rgb)) == (expected, expected)
                expected += 1


def test_times_are_the_file_s_own(clip: Clip) -> None:
    with VideoReader(clip("uneven.mp4")) as reader:
        times = reader.info.timebase.times_s
        assert times[:5] == pytest.approx([0, 0.033, 0.066, 0.1, 0.18])
        assert number_in(reader.frame_at(0.19).rgb) == 4
        assert number_in(reader.frame_at(0.18).rgb) == 4
        assert number_in(reader.frame_at(0.1799).rgb) == 3
        assert number_in(reader.frame_at(99).rgb) == 15
        assert reader.frame(4).time_s == pytest.approx(0.18)


def test_equal_times_are_spread_so_that_times_rise(clip: Clip) -> None:
    times = probe(clip("twice.mkv")).timebase.times_s
    assert (np.diff(times) > 0).all()
    assert times[2] == pytest.approx(0.066)
    assert times[3] == pytest.approx(0.083)


def test_small_pictures_are_the_full_ones_shrunk(clip: Clip) -> None:
    with VideoReader(clip("steady.mp4")) as reader:
        small = next(reader.frames(37, size=(64, 48)))
        assert small.rgb.shape == (48, 64, 3)
        assert number_in(small.rgb) == 37
        full = reader.frame(37).rgb.reshape(48, 2, 64, 2, 3).mean(axis=(1, 3))
        assert np.abs(full - small.rgb).mean() < 3


def test_frames_outside_are_refused_and_runs_are_cut_to_the_video(clip: Clip) -> None:
    with VideoReader(clip("steady.mp4")) as reader:
        for outside in (-1, 60):
            with pytest.raises(IndexError):
                reader.frame(outside)
        assert [frame.index for frame in reader.frames(57, 99)] == [57, 58, 59]
        assert list(reader.frames(30, 30)) == []


def test_a_long_group_is_read_backwards_with_little_memory(clip: Clip) -> None:
    frame_bytes = 128 * 96 * 3 // 2
    with VideoReader(clip("long_group.mp4"), cache_bytes=10 * frame_bytes) as reader:
        back = [number_in(reader.frame(k).rgb) for k in range(59, 20, -1)]
        assert back == list(range(59, 20, -1))


def test_an_edit_list_that_ends_early_hides_the_rest(tmp_path: Path, clip: Clip) -> None:
    from clips import edit_shortened

    short = edit_shortened(clip("steady.mp4"), tmp_path / "short.mp4", 1.0)
    with VideoReader(short) as reader:
        assert reader.info.n_frames == 30
        assert [number_in(f.rgb) for f in reader.frames()] == list(range(30))


def test_a_phone_s_ten_bit_picture_comes(tmp_path: Path) -> None:
    plan = ClipPlan(
        n=10,
        codec="libx265",
        pix_fmt="yuv420p10le",
        b_frames=2,
        colours=(9, 1, 9, 18),
        turn_deg=-90,
    )
    try:
        path = make_clip(tmp_path / "phone.mp4", plan)
    except ValueError:
        pytest.skip("this FFmpeg cannot write HEVC")
    with VideoReader(path) as reader:
        info = reader.info
        assert (info.width, info.height, info.rotation_deg, info.hdr) == (96, 128, 90, True)
        assert [number_in(f.rgb) for f in reader.frames()] == list(range(10))


@pytest.mark.shared
def test_labelled_clips_have_the_frames_their_labels_count(shared_data: Path) -> None:
    import json

    for truth in sorted((shared_data / "clips").glob("*.json")):
        labels = json.loads(truth.read_text())
        info = probe(truth.with_suffix(".mp4"))
        assert info.n_frames == labels["n_frames"], truth.name
        assert (info.width, info.height) == (labels["width"], labels["height"]), truth.name
