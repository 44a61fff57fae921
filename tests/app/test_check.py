"""``sweetspot check``: the verdict in the terminal, the exit code, and what is never written to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from check_values import bad_report, good_report

from app import cli, terminal_trainer
from core.phone.check_report import CheckReport
from core.phone.check_request import CheckRequest
from core.resources import default_model


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[CheckRequest]:
    """Answer for the trainer with the report of ``answer``; keep what it was asked."""
    requests: list[CheckRequest] = []

    def ask(verb: str, request: Mapping[str, Any], hear: Any) -> dict[str, Any]:  # noqa: ANN401
        assert verb == "check"
        wanted = CheckRequest.from_mapping(dict(request))
        requests.append(wanted)
        hear({"event": "progressed", "done": 1, "of": 2, "message": "Comparing"})
        report = bad_report() if "bad" in wanted.folder else good_report()
        Path(wanted.json).write_text(report.to_json(), encoding="utf-8")
        return {"event": "finished", "passed": report.passed}

    monkeypatch.setattr(terminal_trainer, "ask_trainer", ask)
    return requests


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A detector's folder."""
    (tmp_path / "model").mkdir()
    return tmp_path / "model"


def test_a_right_export_is_0(
    asked: list[CheckRequest], model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(model), "--report", str(model / "out.html")]) == 0
    said, told = capsys.readouterr()
    assert said.startswith("Passed: 40 of 40 frames: same boxes; largest shift 0.3 px")
    assert "Core ML package" in said
    assert str(model / "check.json") in told
    assert asked[0].keep
    assert asked[0].report == str(model / "out.html")


def test_a_wrong_export_is_1_and_says_what_to_do(
    asked: list[CheckRequest], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad").mkdir()
    assert cli.main(["check", str(tmp_path / "bad")]) == 1
    said, _ = capsys.readouterr()
    assert said.startswith("NOT passed: Red and blue are swapped")
    assert "Export the detector again." in said


def test_json_is_the_report(
    asked: list[CheckRequest], model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(model), "--json"]) == 0
    said = capsys.readouterr().out
    assert json.loads(said)["verdict"] == good_report().verdict
    assert CheckReport.from_json(said) == good_report()


def test_the_shipped_detector_is_never_written_to(asked: list[CheckRequest]) -> None:
    assert cli.main(["check", str(default_model())]) == 0
    assert not asked[0].keep


@pytest.mark.parametrize("option", [[], ["--frames", "no-such-film.mp4"]])
def test_what_is_not_there_is_named(
    option: list[str], model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(model) if option else str(model / "absent")
    assert cli.main(["check", folder, *option]) == 2
    assert "There is no" in capsys.readouterr().err
