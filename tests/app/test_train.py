"""`sweetspot train` and `sweetspot runs`: what they ask of the trainer, print and return."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from app import cli, train
from core.errors import TrainingError
from core.resources import default_model
from core.training.events import Event, Failed, Finished, Progressed, Stopped, from_line
from core.training.request import TrainRequest
from core.training.run_record import RunState, RunStatus


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train.add_options(parser)
    return parser.parse_args(arguments)


@pytest.fixture(autouse=True)
def _own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWEETSPOT_LIBRARY", str(tmp_path / "library"))


def test_the_article_s_command_becomes_its_request(tmp_path: Path) -> None:
    wanted = options(
        "--dataset", str(tmp_path), "--arch", "mobilenetv2", "--img-size", "384", "--lr", "1.25e-4",
        "--lr-step", "25,30", "--batch-size", "32", "--epochs", "35", "--run-dir", "runs/one",
        "--backbone-weights", "w.pth", "--set", "flip_rate=0.25", "--set", "rendered=drawn",
    )  # fmt: skip
    request = train.request_of(wanted)
    assert request.dataset == str(tmp_path)
    assert request.run_dir == str(Path("runs/one").absolute())
    assert request.preset is None
    assert request.settings == {
        "arch": "mobilenetv2",
        "epochs": 35,
        "lr": 1.25e-4,
        "lr_step": [25, 30],
        "input_width": 384,
        "input_height": 384,
        "batch_size": 32,
        "frame_batch_size": 32,
        "backbone_weights": str(Path("w.pth").absolute()),
        "flip_rate": 0.25,
        "rendered": "drawn",
    }


def test_a_tune_up_starts_from_the_current_detector_in_a_folder_of_its_own(tmp_path: Path) -> None:
    wanted = options("--dataset", "d", "--preset", "tune-up", "--time-budget", "300", "--no-ema")
    request = train.request_of(wanted)
    assert request.preset == "tune-up"
    assert request.all_settings()["time_budget_s"] == 300
    assert request.settings["start_from"] == str(default_model())
    assert request.settings["ema"] is False
    assert Path(request.run_dir).parent == tmp_path / "library" / "runs"
    own = options("--dataset", "d", "--preset", "tune-up", "--start-from", "mine.pt")
    assert train.request_of(own).settings["start_from"] == str(Path("mine.pt").absolute())


def test_a_request_from_a_file_can_be_changed_and_a_run_goes_on_as_it_began(tmp_path: Path) -> None:
    asked = TrainRequest("d", str(tmp_path / "run"), None, {"lr": 0.5, "seed": 3})
    path = tmp_path / "request.json"
    path.write_text(asked.to_json())
    changed = train.request_of(options("--request", str(path), "--seed", "4"))
    assert changed.settings == {"lr": 0.5, "seed": 4}
    assert changed.run_dir == asked.run_dir
    again = train.request_of(options("--resume", "--run-dir", str(tmp_path)))
    assert again.settings == asked.settings
    assert again.dataset == str(tmp_path / "d"), "paths are seen from the request's own folder"
    assert again.run_dir == str(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "learn from"),
        (("--resume",), "Which run"),
        (("--dataset", "d", "--img-size", "huge"), "no size"),
        (("--dataset", "d", "--lr-step", "a"), "no list"),
        (("--dataset", "d", "--set", "lr"), "sets nothing"),
        (("--request", "nowhere.json"), "nowhere"),
    ],
)
def test_bad_options_are_refused_in_one_line(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["train", *arguments]) == cli.BAD_INPUT
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert said in err


@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        (Finished("runs/best.pt", 9, 0.615, "All epochs are done."), 0, "61.5"),
        (Stopped("last.pt", 9), train.STOPPED, "--resume --run-dir"),
        (Stopped(), train.STOPPED, "before the first step"),
        (Failed("No pictures.", "Add some."), cli.BAD_INPUT, "No pictures. Add some."),
    ],
)
def test_the_end_decides_the_exit_code(
    end: Event,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(train, "converse", lambda request, hear: end)
    assert cli.main(["train", "--dataset", "d"]) == code
    assert words in "".join(capsys.readouterr())


def test_json_passes_the_events_through(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [Progressed(10, 20, loss=1.5), Finished("best.pt")]

    def converse(request: TrainRequest, hear: object) -> Event:
        for event in told:
            hear(event)
        return told[-1]

    monkeypatch.setattr(train, "converse", converse)
    assert cli.main(["train", "--dataset", "d", "--json"]) == 0
    out, err = capsys.readouterr()
    assert [from_line(line) for line in out.splitlines()] == told
    assert err == ""


def make_run(folder: Path, **config: object) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config))
    line = {"event": "evaluated", "step": 9, "ap50": {"ball": 0.5}, "ap": {"ball": 0.25}}
    (folder / "metrics.jsonl").write_text(json.dumps(line) + "\n")
    RunStatus(RunState.FINISHED, 9, 9, 3, 3, "cpu", updated_at="2026-01-01T10:00:00").save(folder)
    return folder


def test_runs_are_listed_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_run(tmp_path / "all" / "first", lr=0.1, arch="a")
    second = make_run(tmp_path / "all" / "second", lr=0.2, arch="a")
    RunStatus(RunState.FAILED, message="The disk is full.").save(second)
    assert cli.main(["runs", str(tmp_path / "all")]) == 0
    listed = capsys.readouterr().out
    assert "first" in listed
    assert "3/3" in listed
    assert "50.0" in listed
    assert "second: The disk is full." in listed
    assert cli.main(["runs", str(tmp_path / "all"), "--compare", "first", "second"]) == 0
    compared = capsys.readouterr().out
    assert "lr" in compared
    assert "arch" not in compared
    assert "AP50 ball" in compared
    assert cli.main(["runs", str(tmp_path / "all"), "--json"]) == 0
    assert {each["state"] for each in json.loads(capsys.readouterr().out)} == {"finished", "failed"}


def test_without_runs_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["runs"]) == 0
    assert "no trainings" in capsys.readouterr().out
    assert cli.main(["runs", str(tmp_path / "nowhere")]) == cli.BAD_INPUT
    assert cli.main(["runs", "--compare", "a", "b"]) == cli.BAD_INPUT


def test_the_size_is_one_number_or_two() -> None:
    assert train.size_of("384") == (384, 384)
    assert train.size_of("640x352") == (640, 352)
    with pytest.raises(TrainingError):
        train.size_of("640x")
