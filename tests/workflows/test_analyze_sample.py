"""The shipped detector on the sample practice, through the command line as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.resources import default_model, sample_truth, sample_video

NEAR_S = 0.1


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Analyse the sample once; return the folder of its results."""
    if not (default_model() / "manifest.json").is_file():
        pytest.skip("no detector ships yet")
    folder = tmp_path_factory.mktemp("sample")
    done = run(repository, folder)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert "hits, mean score" in done.stdout
    return folder


def run(repository: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program on the sample, on a computer without a display."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    command = [sys.executable, "-m", "app", "analyze", str(sample_video())]
    command += ["--library", str(folder / "library"), "--json", str(folder / "hits.json")]
    command += ["--detections", str(folder / "boxes.json")]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=repository,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        check=False,
    )


def test_most_hits_of_the_sample_are_found(analysed: Path) -> None:
    truth = json.loads(sample_truth().read_bytes())
    document = json.loads((analysed / "hits.json").read_bytes())
    assert document["n_frames"] == truth["n_frames"]
    times = [hit["time_s"] for hit in document["hits"]]
    wanted = [hit["time_s"] for hit in truth["hits"]]
    found = [at for at in wanted if any(abs(at - time) < NEAR_S for time in times)]
    assert len(found) >= 0.6 * len(wanted)
    assert len(times) - len(found) <= len(wanted)


def test_boxes_lie_in_the_picture_and_rise_by_frame(analysed: Path) -> None:
    truth = json.loads(sample_truth().read_bytes())
    rows = json.loads((analysed / "boxes.json").read_bytes())
    assert {"player", "ball"} <= {row["label"] for row in rows}
    frames = [row["frame"] for row in rows]
    assert frames == sorted(frames)
    assert frames[-1] < truth["n_frames"]
    for row in rows:
        x0, y0, x1, y1 = row["xyxy"]
        assert 0 <= x0 <= x1 <= truth["width"]
        assert 0 <= y0 <= y1 <= truth["height"]
        assert 0 < row["score"] <= 1


def test_the_second_time_costs_nothing_and_says_the_same(analysed: Path, repository: Path) -> None:
    before = [(analysed / name).read_bytes() for name in ("hits.json", "boxes.json")]
    again = run(repository, analysed)
    assert "on file already" in again.stderr
    assert [(analysed / name).read_bytes() for name in ("hits.json", "boxes.json")] == before
