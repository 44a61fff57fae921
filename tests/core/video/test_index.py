"""The frame table: the same from the file's own table and from its packets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.video.container import open_container, video_stream
from core.video.fingerprint import BLOCK_BYTES, fingerprint
from core.video.mp4_table import table_packets
from core.video.packet_index import Packets, index_of, read_packets, spread_equal

Clip = Callable[[str], Path]


@pytest.mark.parametrize("name", ["steady.mp4", "reordered.mp4", "edited.mp4", "sound.mp4"])
def test_the_table_of_an_mp4_says_what_its_packets_say(clip: Clip, name: str) -> None:
    with open_container(clip(name)) as container:
        stream = video_stream(container, clip(name))
        table = table_packets(clip(name), container, stream)
    with open_container(clip(name)) as container:
        packets = read_packets(container, video_stream(container, clip(name)))
    assert table is not None
    for field in ("pts", "dts", "key", "hidden"):
        assert np.array_equal(getattr(table, field), getattr(packets, field)), field


@pytest.mark.parametrize("name", ["pieces.mp4", "reordered.mkv", "reordered.ts"])
def test_files_without_a_whole_table_are_read_by_packets(clip: Clip, name: str) -> None:
    with open_container(clip(name)) as container:
        assert table_packets(clip(name), container, video_stream(container, clip(name))) is None


@pytest.mark.shared
def test_the_tables_of_labelled_clips_hold(shared_data: Path) -> None:
    for path in sorted((shared_data / "clips").glob("*.mp4")):
        with open_container(path) as container:
            stream = video_stream(container, path)
            table = table_packets(path, container, stream)
            tick = stream.time_base
        with open_container(path) as container:
            packets = read_packets(container, video_stream(container, path))
        assert table is not None, path.name
        a, b = index_of(table, tick), index_of(packets, tick)
        assert a is not None
        assert b is not None
        assert np.array_equal(a.pts, b.pts), path.name
        assert np.array_equal(a.key_frame, b.key_frame), path.name


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_spread_times_rise_and_keep_single_ones(ticks: list[int]) -> None:
    pts = np.array(sorted(ticks), np.int64)
    times = spread_equal(pts, int(pts[-1]) + 1)
    assert (np.diff(times) > 0).all()
    values, first, counts = np.unique(pts, return_index=True, return_counts=True)
    assert np.array_equal(times[first], values)
    assert counts.sum() == len(times)
    assert times[-1] < pts[-1] + 1


def packets_of(pts: list[int], keys: list[int], hidden: list[int]) -> Packets:
    """Return packets one tick apart in decoding order."""
    n = len(pts)
    flags = np.zeros((2, n), bool)
    flags[0, keys], flags[1, hidden] = True, True
    ones = np.ones(n, np.int64)
    return Packets(np.array(pts), np.arange(n) - 2, ones, flags[0], flags[1])


def test_leading_pictures_of_an_open_group_belong_to_the_group_before() -> None:
    index = index_of(packets_of([0, 3, 1, 2, 6, 4, 5, 7], [0, 4], []), Fraction(1, 30))
    assert index is not None
    assert [index.key_of(frame) for frame in range(8)] == [0, 0, 0, 0, 0, 0, 1, 1]


def test_hidden_packets_and_those_before_the_first_key_do_not_count() -> None:
    index = index_of(packets_of([0, 1, 2, 3, 4, 5], [2], [3]), Fraction(1, 30))
    assert index is not None
    assert index.pts.tolist() == [2, 4, 5]
    assert index_of(packets_of([0, 1], [0], [0, 1]), Fraction(1, 30)) is None


def test_a_key_that_is_itself_hidden_still_decodes_what_follows() -> None:
    index = index_of(packets_of([0, 1, 2, 3], [0], [0, 1]), Fraction(1, 30))
    assert index is not None
    assert index.key_pts.tolist() == [0]
    assert index.timebase().times_s.tolist() == pytest.approx([0, 1 / 30])


def test_fingerprints_name_the_content(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    content = bytearray(rng.bytes(4 * BLOCK_BYTES))
    first, copy, other = (tmp_path / name for name in ("a.mp4", "b.mov", "c.mp4"))
    first.write_bytes(content)
    copy.write_bytes(content)
    content[-5] ^= 1
    other.write_bytes(content)
    assert fingerprint(first) == fingerprint(copy) != fingerprint(other)
    assert len(fingerprint(first)) == 32
