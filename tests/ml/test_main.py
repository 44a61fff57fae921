"""The child process: lines, exit codes, and what closing its stdin does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ml.config import TrainConfig

REPOSITORY = Path(__file__).resolve().parents[2]


def ask(verb: str, request: Path, stdin: int | None = subprocess.DEVNULL) -> tuple[int, list]:
    """Run the verb; give its exit code and its lines."""
    done = subprocess.run(
        [sys.executable, "-m", "ml", verb, str(request)],
        cwd=REPOSITORY, stdin=stdin, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_request_with_an_unknown_option_fails_in_one_line(tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    request.write_text('{"dataset": "d", "run_dir": "r", "learnig_rate": 1}')
    code, lines = ask("train", request)
    assert code == 2
    assert [x["event"] for x in lines] == ["failed"]
    assert "learnig_rate" in lines[0]["message"]


def test_closing_stdin_stops_a_run_and_keeps_its_checkpoint(
    tmp_path: Path, toy_config: Callable[..., TrainConfig]
) -> None:
    request = tmp_path / "request.json"
    request.write_text(toy_config(epochs=500, frame_epochs=0).to_json())
    code, lines = ask("train", request, subprocess.PIPE)  # closed as soon as it starts
    assert code == 3
    assert lines[-1]["event"] == "cancelled"
    assert Path(lines[-1]["checkpoint"]).is_file()
