"""The command line: what it prints, writes and returns. Other programs build on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_detector import FakeDetector, hit_times, make_clip

from app import analyze as analyze_module
from app import cli
from core.errors import ModelError
from core.sessions.store import SessionStore

N_FRAMES = 150


@pytest.fixture(scope="module")
def clip_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "rally.mp4", N_FRAMES)


@pytest.fixture
def clip(clip_once: Path, tmp_path: Path) -> str:
    return str(shutil.copy(clip_once, tmp_path / "rally.mp4"))


@pytest.fixture
def detector(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeDetector:
    """Put a fake detector in the place of the one that ships, and a library of our own."""
    fake = FakeDetector()
    monkeypatch.setattr(analyze_module, "OnnxDetector", lambda folder: fake)
    monkeypatch.setenv("SWEETSPOT_LIBRARY", str(tmp_path / "default library"))
    return fake


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that the error output holds."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("sweetspot: ")
    return err


@pytest.mark.usefixtures("detector")
def test_analyze_prints_the_hits_and_writes_both_files(
    clip: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hits, boxes = tmp_path / "hits.json", tmp_path / "boxes.json"
    code = cli.main(["analyze", clip, "--json", str(hits), "--detections", str(boxes)])
    out, _ = capsys.readouterr()
    assert code == 0
    assert "3 hits, mean score" in out
    assert "0:00.7" in out
    check_hits(json.loads(hits.read_bytes()), clip)
    check_boxes(json.loads(boxes.read_bytes()))


def check_hits(document: dict[str, Any], clip: str) -> None:
    assert list(document) == ["video", "model", "n_frames", "duration_s", "hits"]
    assert document["video"] == clip
    assert document["model"] == "Fake"
    assert document["n_frames"] == N_FRAMES
    assert document["duration_s"] == pytest.approx(5.0)
    assert [hit["time_s"] for hit in document["hits"]] == pytest.approx(
        hit_times(N_FRAMES), abs=1 / 30
    )
    for hit in document["hits"]:
        assert list(hit) == [
            "time_s",
            "frame",
            "score",
            "offset",
            "r_sigma",
            "confidence",
            "ball_xy",
            "racket_head_xyxy",
            "source",
            "sound_onset_s",
        ]
        assert hit["score"] in (1, 2, 3, 4, 5)
        assert hit["source"] == "found"
        assert len(hit["offset"]) == 2
        assert len(hit["racket_head_xyxy"]) == 4


def check_boxes(rows: list[dict[str, Any]]) -> None:
    assert len(rows) == 4 * N_FRAMES
    assert [row["frame"] for row in rows] == sorted(row["frame"] for row in rows)
    assert {row["label"] for row in rows} == {"player", "racket", "ball", "racket_head"}
    players = [row for row in rows if row["label"] == "player"]
    assert players[30] == {
        "frame": 30,
        "time_s": 1.0,
        "label": "player",
        "xyxy": [110.0, 40.0, 170.0, 170.0],
        "score": 0.95,
        "track_id": players[0]["track_id"],
    }
    assert isinstance(players[0]["track_id"], int)


def test_the_same_again_costs_nothing_and_other_sound_only_the_hits(
    clip: str, tmp_path: Path, detector: FakeDetector, capsys: pytest.CaptureFixture[str]
) -> None:
    library = ["--library", str(tmp_path / "own")]
    assert cli.main(["analyze", clip, *library]) == 0
    first, _ = capsys.readouterr()
    assert cli.main(["analyze", clip, *library]) == 0
    again, err = capsys.readouterr()
    assert again == first
    assert "on file" in err
    assert cli.main(["analyze", clip, "--no-sound", "--capture-fps", "60", *library]) == 0
    assert len(detector.asked) == N_FRAMES
    assert not (tmp_path / "default library").exists()
    (card,) = SessionStore(tmp_path / "own").list()
    settings = SessionStore(tmp_path / "own").load(card.id).settings
    assert (settings.capture_fps, settings.use_sound) == (60.0, False)


@pytest.mark.usefixtures("detector")
def test_a_video_without_hits_gives_an_empty_list(
    clip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from core.detections.detections import Detections

    blind = FakeDetector(lambda frame: Detections.empty())
    monkeypatch.setattr(analyze_module, "OnnxDetector", lambda folder: blind)
    hits, boxes = tmp_path / "hits.json", tmp_path / "boxes.json"
    assert cli.main(["analyze", clip, "--json", str(hits), "--detections", str(boxes)]) == 0
    assert "No hits found" in capsys.readouterr().out
    assert json.loads(hits.read_bytes())["hits"] == []
    assert json.loads(boxes.read_bytes()) == []


@pytest.mark.usefixtures("detector")
def test_bad_input_is_one_line_and_code_2(
    clip: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("not a video")
    (tmp_path / "empty.mp4").touch()
    for arguments in (
        [],
        ["--fast", clip],
        [clip, "--capture-fps", "fast"],
        [clip, "--capture-fps", "-3"],
        [clip, "--capture-fps", "nan"],
        [str(tmp_path / "nothing.mp4")],
        [str(text)],
        [str(tmp_path / "empty.mp4")],
        [str(tmp_path)],
    ):
        code = exit_code_of(["analyze", *arguments])
        assert code == cli.BAD_INPUT, arguments
        assert said(capsys), arguments


def exit_code_of(arguments: list[str]) -> int:
    """Return the exit code, also where argparse leaves by itself."""
    try:
        return cli.main(arguments)
    except SystemExit as left:
        return int(left.code or 0)


def test_outputs_that_cannot_be_are_refused_before_the_work(
    clip: str, tmp_path: Path, detector: FakeDetector, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.touch()
    for output in (tmp_path, tmp_path / "no" / "out.json", file / "out.json", clip):
        assert cli.main(["analyze", clip, "--json", str(output)]) == cli.BAD_INPUT
        assert said(capsys)
    same = str(tmp_path / "same.json")
    assert cli.main(["analyze", clip, "--json", same, "--detections", same]) == cli.BAD_INPUT
    assert said(capsys)
    assert cli.main(["analyze", clip, "--library", str(file)]) == cli.BAD_INPUT
    assert "library" in said(capsys)
    assert detector.asked == []


def test_a_missing_model_is_said(
    clip: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = ["--library", str(tmp_path / "library")]
    code = cli.main(["analyze", clip, "--model", str(tmp_path / "none"), *library])
    assert code == cli.BAD_INPUT
    assert "detector" in said(capsys)


def test_a_model_that_fails_is_said(
    clip: str, detector: FakeDetector, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(frame: int) -> Any:  # noqa: ANN401
        raise ModelError("The detector stopped.", "Choose another.")

    detector._boxes_of = fails
    assert cli.main(["analyze", clip]) == cli.BAD_INPUT
    assert "The detector stopped" in capsys.readouterr().err


def test_ctrl_c_stops_keeps_and_goes_on(
    clip: str, detector: FakeDetector, capsys: pytest.CaptureFixture[str]
) -> None:
    import signal

    from fake_detector import rally

    def interrupted(frame: int) -> Any:  # noqa: ANN401
        if frame == 70:
            signal.raise_signal(signal.SIGINT)
        return rally(frame)

    detector._boxes_of = interrupted
    assert cli.main(["analyze", clip]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "Stopped at frame 71 of 150" in err
    detector._boxes_of = rally
    detector.asked.clear()
    assert cli.main(["analyze", clip]) == 0
    assert detector.asked == list(range(71, N_FRAMES))


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person does, without a display."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | variables
    top = Path(__file__).resolve().parents[2]
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        capture_output=True,
        text=True,
        cwd=top,
        env=environment,
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others always have a display")
def test_without_a_display_it_says_so_and_names_the_way() -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "sweetspot analyze" in done.stderr


def test_a_typing_error_does_not_open_a_window() -> None:
    done = run("analyse")
    assert done.returncode == 2
    assert "There is no file “analyse”" in done.stderr


def test_version_and_help() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Sweetspot ")
    assert "self-test" in run("--help").stdout


def test_the_verbs_load_no_qt() -> None:
    code = (
        "import sys, app.cli, app.analyze, core.self_test\n"
        "print(sorted(name for name in sys.modules if name.startswith('PySide6')))"
    )
    top = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=top, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    top = Path(__file__).resolve().parents[2]
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "self-test", "--library", os.devnull + "/x"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=top,
        text=True,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    assert child.stderr.read() == ""
    child.stderr.close()
    assert child.wait() == 0


def test_a_window_is_opened_on_the_videos(clip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[str]] = []
    monkeypatch.setattr("app.application.main", lambda argv: opened.append(argv) or 0)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert cli.main([clip]) == 0
    assert cli.main([]) == 0
    assert cli.main(["sample"]) == 0
    assert opened[:2] == [[clip], []]
    assert opened[2][0].endswith("practice.mp4")
