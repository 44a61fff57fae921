"""What can be read of a damaged recording is read, and the numbers never shift."""

from __future__ import annotations

from pathlib import Path

import pytest
from clips import ClipPlan, cut_off, damaged, make_clip, number_in

from core.video.ending import ends_early
from core.video.reader import VideoReader, probe

FAST = {"movflags": "+faststart"}


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv", "cut.ts"])
def test_the_beginning_of_a_cut_off_file_is_read(tmp_path: Path, name: str) -> None:
    muxing = FAST if name.endswith("mp4") else {}
    whole = make_clip(tmp_path / f"whole{name[3:]}", ClipPlan(n=60, b_frames=2, muxing=muxing))
    cut = cut_off(whole, tmp_path / name, 0.7)
    assert not ends_early(whole)
    assert not probe(whole).truncated
    with VideoReader(cut) as reader:
        assert reader.info.truncated
        assert 20 < reader.info.n_frames < 58
        seen = [number_in(frame.rgb) for frame in reader.frames()]
        assert seen[:-3] == list(range(len(seen) - 3))
        last = reader.frame(reader.info.n_frames - 1)
        assert last.rgb.shape == (96, 128, 3)


@pytest.mark.parametrize("at", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("b_frames", [0, 2])
def test_damage_in_the_middle_shifts_nothing(tmp_path: Path, at: float, b_frames: int) -> None:
    muxing = FAST
    whole = make_clip(tmp_path / "whole.mp4", ClipPlan(n=60, b_frames=b_frames, muxing=muxing))
    path = damaged(whole, tmp_path / "hurt.mp4", at, n_bytes=60)
    with VideoReader(path) as reader:
        assert reader.info.n_frames == 60
        seen = [number_in(frame.rgb) for frame in reader.frames()]
        # Every number is right but in the group that was hit, and where its neighbours lean on it.
        wrong = [k for k, number in enumerate(seen) if number != k]
        assert len(wrong) <= 15
        for k in (0, 59, 24, 48):
            if k not in wrong:
                assert number_in(reader.frame(k).rgb) == k
        assert all(reader.frame(k).rgb.shape == (96, 128, 3) for k in wrong)


def test_a_missing_packet_shows_the_last_good_picture(tmp_path: Path) -> None:
    # Every frame stands for itself here, so one lost packet is one lost picture.
    whole = make_clip(
        tmp_path / "whole.mov", ClipPlan(n=30, codec="mjpeg", pix_fmt="yuvj420p", muxing=FAST)
    )
    content = bytearray(whole.read_bytes())
    starts = [k for k in range(len(content) - 3) if content[k : k + 3] == b"\xff\xd8\xff"]
    content[starts[11] : starts[12]] = bytes(starts[12] - starts[11])
    path = tmp_path / "lost.mov"
    path.write_bytes(content)
    with VideoReader(path) as reader:
        assert reader.info.n_frames == 30
        seen = [number_in(frame.rgb) for frame in reader.frames()]
        assert seen == [*range(11), 10, *range(12, 30)]
        assert number_in(reader.frame(11).rgb) == 10
        assert number_in(reader.frame(12).rgb) == 12
