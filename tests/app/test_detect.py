"""``sweetspot detect``: pictures and videos in; tables, JSON and drawn copies out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, make_clip

from app import cli
from core.detections.detections import ObjectClass
from core.video.reader import probe
from core.video.still import read_still
from core.video.still_writer import write_still

pytest.importorskip("onnx")

from tiny_detector import COLOURS, write_tiny_detector


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_tiny_detector(tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture
def court(tmp_path: Path) -> str:
    """A picture with a ball, and another one of which the detector is less sure."""
    picture = np.full((128, 256, 3), 90, np.uint8)
    picture[40:48, 80:88] = COLOURS[ObjectClass.BALL]
    picture[40:48, 160:168] = (0, 0, 140)
    path = tmp_path / "court.png"
    write_still(path, picture)
    return str(path)


def test_a_picture_is_listed_and_drawn(
    court: str, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "drawn.jpg"
    assert cli.main(["detect", court, "--model", model, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("court.png, 256 x 128\n")
    assert "ball" in said
    assert str(out) in said
    change = np.abs(read_still(out).astype(int) - read_still(Path(court))).max(axis=2)
    assert (change[:, :140] > 60).any()
    assert change[70:].max() < 30


def test_json_holds_the_boxes(court: str, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["detect", court, "--model", model, "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert (entry["source"], entry["width"], entry["height"]) == (court, 256, 128)
    assert {box["label"] for box in entry["boxes"]} == {"ball"}
    x0, y0, x1, y1 = entry["boxes"][0]["xyxy"]
    assert (x0 + x1) / 2 == pytest.approx(84, abs=4)
    assert (y0 + y1) / 2 == pytest.approx(44, abs=4)


def test_a_higher_score_finds_no_more(
    court: str, model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = []
    for score in ("0.3", "0.95"):
        cli.main(["detect", court, "--model", model, "--json", "--score", score])
        counts.append(len(json.loads(capsys.readouterr().out)[0]["boxes"]))
    assert counts == [2, 1]


def test_a_folder_is_drawn_into_a_folder_and_a_bad_picture_is_passed_over(
    court: str, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    shutil.copy(court, folder / "a.png")
    (folder / "b.jpg").write_bytes(b"no picture")
    shutil.copy(court, folder / "c.png")
    out = tmp_path / "drawn"
    assert cli.main(["detect", str(folder), "--model", model, "--out", str(out)]) == 2
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "c.png"]
    assert "b.jpg" in capsys.readouterr().err


def test_a_video_is_drawn_whole_or_one_frame_of_it(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = str(make_clip(tmp_path / "clip.mp4", ClipPlan(n=8)))
    film, still = tmp_path / "film.mp4", tmp_path / "still.png"
    assert cli.main(["detect", clip, "--model", model, "--out", str(film)]) == 0
    assert probe(film).n_frames == 8
    assert "of 8 frames" in capsys.readouterr().out
    assert cli.main(["detect", clip, "--model", model, "--out", str(still), "--frame", "3"]) == 0
    assert "frame 3" in capsys.readouterr().out
    info = probe(Path(clip))
    assert read_still(still).shape == (info.height, info.width, 3)
    assert cli.main(["detect", clip, "--model", model, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["n_frames"] == 8


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jpg"], "There is no file"),
        (["{court}", "--out", "{court}"], "original itself"),
        (["{court}", "--out", "{folder}/x.gif"], "no kind of picture"),
        (["{court}", "--out", "{folder}/x.mp4"], "no kind of picture"),
        (["{court}", "{court}", "--out", "{folder}/new"], "Two of the pictures"),
        (["{court}", "--score", "2"], "between 0 and 1"),
        (["{court}", "--model", "{folder}/none"], "no detector"),
        (["{folder}/empty"], "no pictures"),
        (["{folder}/notes.txt"], "not a video"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str],
    said: str,
    court: str,
    model: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("forehand")
    asked = [each.format(court=court, folder=tmp_path) for each in arguments]
    if "--model" not in asked:
        asked += ["--model", model]
    assert cli.main(["detect", *asked]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert said in err
