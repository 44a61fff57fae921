"""Nothing leaves the computer unasked: what libraries would report of themselves is off."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOOKS = """
import core.detections.onnx_detector as detector
import onnxruntime
from core.resources import default_model

detector.OnnxDetector(default_model())
onnxruntime.InferenceSession(str(default_model() / "model.int8.onnx"))
"""


def files_after(tmp_path: Path, code: str) -> list[str]:
    """Run Python in a home of its own and return the files it left there."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    kept.pop("ORT_DISABLE_TELEMETRY", None)
    environment = {**kept, "HOME": str(home), "PYTHONPATH": str(Path.cwd())}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]


def test_the_runtime_keeps_no_record_of_this_computer(tmp_path: Path) -> None:
    assert files_after(tmp_path, LOOKS) == []


def test_every_process_of_ours_says_so_before_the_runtime_is_loaded() -> None:
    code = "import app.cli, sys, os; assert 'onnxruntime' not in sys.modules; "
    code += "assert os.environ['ORT_DISABLE_TELEMETRY'] == '1'"
    for first in (code, code.replace("app.cli", "ml.__main__")):
        subprocess.run([sys.executable, "-c", first], check=True)
