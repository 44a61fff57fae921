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
    asked = {"dataset": "d", "run_dir": str(tmp_path / "run"), "learnig_rate": 1}
    request.write_text(json.dumps(asked))
    code, lines = ask("train", request)
    assert code == 2
    assert [x["event"] for x in lines] == ["failed"]
    assert "learnig_rate" in lines[0]["message"]
    assert not (tmp_path / "run").exists()


def test_closing_stdin_stops_a_run_and_keeps_its_checkpoint(
    tmp_path: Path, toy_config: Callable[..., TrainConfig]
) -> None:
    request = tmp_path / "request.json"
    request.write_text(toy_config(epochs=500, frame_epochs=0).to_json())
    command = [sys.executable, "-m", "ml", "train", str(request)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)["event"] == "progressed":
                child.stdin.close()
                break
        last = json.loads(child.stdout.readlines()[-1])
        code = child.wait()
    assert code == 3
    assert last["event"] == "cancelled"
    assert Path(last["checkpoint"]).is_file()
    assert last["step"] >= 10
