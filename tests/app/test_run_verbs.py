"""Runs in the terminal: packed, brought in, looked at before they begin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from run_maker import make_run
from toy_dataset import draw_toy_dataset

from app import train
from app.cli import main
from app.preflight_text import preflight_text
from core.training.preflight import ClassLabels, Preflight, Refusal
from core.training.request import TrainRequest
from core.training.run_folder import write_request
from core.training.run_record import read_run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a run of the library, with its pictures."""
    data = tmp_path / "pictures"
    data.mkdir()
    draw_toy_dataset(data, 2)
    folder = make_run(tmp_path / "library" / "runs" / "tuned", pictures=0)
    write_request(folder, TrainRequest(str(data), str(folder)))
    return folder


def test_a_run_goes_out_by_name_and_comes_in_beside_it(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.zip"
    assert main(["runs", "export", "tuned", str(path)]) == 0
    assert "sweetspot train --request" in capsys.readouterr().out
    assert main(["runs", "import", str(path)]) == 0
    folder = Path(capsys.readouterr().out.strip())
    assert folder == run.parent / "tuned-2"
    assert read_run(folder).progress == read_run(run).progress
    elsewhere = tmp_path / "elsewhere"
    assert main(["runs", "import", str(path), "--into", str(elsewhere)]) == 0
    assert (elsewhere / "tuned" / "data" / "0.png").is_file()


def test_a_training_is_packed_before_it_begins(run: Path, tmp_path: Path) -> None:
    path, folder = tmp_path / "new.zip", tmp_path / "library" / "runs" / "new"
    asked = ["--dataset", str(tmp_path / "pictures"), "--run-dir", str(folder), "--lr", "0.5"]
    assert main(["train", *asked, "--pack", str(path)]) == 0
    assert main(["runs", "import", str(path)]) == 0
    back = read_run(folder)
    assert back.request is not None
    assert back.request.settings == {"lr": 0.5}
    assert Path(back.request.dataset) == folder / "data", "it has taken the place of what waited"
    assert sorted(each.name for each in folder.parent.iterdir()) == ["new", "tuned"]


@pytest.mark.parametrize("verb", ["export", "import", "repeat"])
def test_what_is_not_there_is_said(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = [str(tmp_path / "x.zip")] if verb == "export" else []
    assert main(["runs", verb, "nothing", *more]) == 2
    told = capsys.readouterr().err
    assert "nothing" in told
    assert told.startswith("sweetspot: ")


FOUND = Preflight(
    "this computer's processor",
    600.0,
    "the time it is given",
    110_000_000,
    5_000_000_000,
    2_000_000,
    {"train": 40, "val": 10, "drawn": 0},
    (ClassLabels("ball", 31, 8),),
    warnings=("A racket is labelled not at all.",),
)


def test_a_preflight_in_words() -> None:
    told = preflight_text(FOUND)
    assert "10:00 (by the time it is given)" in told
    assert "110 MB of 5,000 MB free" in told
    assert "ball" in told
    assert "Note: A racket" in told
    refused = preflight_text(Preflight(refusals=(Refusal("Too little.", "Fix more."),)))
    assert refused.strip() == "It cannot begin: Too little.\nFix more."


@pytest.mark.parametrize(("refusals", "code"), [((), 0), ((Refusal("No.", ""),), 1)])
def test_a_preflight_begins_nothing(
    run: Path,
    refusals: tuple[Refusal, ...],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[str] = []

    def answer(verb: str, request: object) -> dict[str, object]:
        asked.append(verb)
        return {**FOUND.to_mapping(), "labels": [], "refusals": [vars(each) for each in refusals]}

    monkeypatch.setattr(train, "ask_trainer", answer)
    request = ["--request", str(run / "request.json"), "--preflight"]
    assert main(["train", *request, "--json"]) == code
    assert asked == ["preflight"]
    assert json.loads(capsys.readouterr().out)["pictures"]["train"] == 40
