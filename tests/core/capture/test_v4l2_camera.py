"""A camera of Linux from the driver's answers to pictures: FFmpeg's own way, a driver of ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from live_servers import jpeg

_CC = shutil.which("cc")
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or _CC is None, reason="needs Linux and a C compiler"
)
_SUPPORT = Path(__file__).parents[2] / "support"


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the driver, compiled."""
    built = tmp_path_factory.mktemp("driver") / "fake_v4l2.so"
    source = str(_SUPPORT / "fake_v4l2.c")
    command = [str(_CC), "-shared", "-fPIC", "-O1", "-o", str(built), source, "-ldl"]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"the driver cannot be compiled here: {made.stderr[-300:]}")
    return built


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """Return the folder of a camera that is in order."""
    for number in range(60):
        (tmp_path / f"{number:03d}.jpg").write_bytes(jpeg(number, (1280, 720)))
    (tmp_path / "mode").write_text("ok")
    (tmp_path / "nodes" / "video0").mkdir(parents=True)
    (tmp_path / "nodes" / "video0" / "name").write_text("Court camera: Court camera\n")
    return tmp_path


def watched(
    driver: Path, camera: Path, n: int, *then: str, chosen: int = 0, comes_back: bool = False
) -> dict[str, Any]:
    """Return what ``camera_child`` tells."""
    paths = os.pathsep.join([str(_SUPPORT), str(_SUPPORT.parents[1])])
    more = {"LD_PRELOAD": str(driver), "FAKE_CAMERA": str(camera), "PYTHONPATH": paths}
    child = subprocess.run(
        [sys.executable, str(_SUPPORT / "camera_child.py"), str(camera), str(chosen), str(n),
         str(int(comes_back)), *then],
        env=os.environ | more, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    told: dict[str, Any] = json.loads(child.stdout)
    return told


def test_it_is_listed_opened_and_its_own_times_are_believed(driver: Path, camera: Path) -> None:
    told = watched(driver, camera, 30)
    assert told["name"] == "Court camera"
    assert told["formats"][0] == "1280 x 720, 30 a second"
    assert len(told["formats"]) == 4
    assert told["numbers"] == list(range(30))
    assert np.diff(told["times_s"]).mean() == pytest.approx(1 / 30, rel=0.2)
    assert min(told["ages_s"]) > 0
    assert "error" not in told


def test_raw_pictures_outlive_the_camera(driver: Path, camera: Path) -> None:
    told = watched(driver, camera, 8, chosen=3)
    assert told["formats"][3] == "1280 x 720, 10 a second"
    assert len(set(told["grey"])) > 1
    assert "error" not in told


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("busy", "Another program is using “Court camera”"),
        ("denied", "may not use “Court camera”"),
        ("gone", "“Court camera” is not connected"),
    ],
)
def test_what_is_refused_is_said(driver: Path, camera: Path, mode: str, words: str) -> None:
    (camera / "mode").write_text(mode)
    assert words in watched(driver, camera, 1)["error"]


def test_pulled_out_it_says_so_and_what_was_seen_stays(driver: Path, camera: Path) -> None:
    told = watched(driver, camera, 40, "9=gone")
    assert "“Court camera” is gone" in told["error"]
    assert told["numbers"] == list(range(len(told["numbers"])))
    assert len(told["numbers"]) >= 10


def test_a_driver_that_hangs_does_not_hang_us(driver: Path, camera: Path) -> None:
    told = watched(driver, camera, 40, "9=hang")
    assert "gives no picture any more" in told["error"]


def test_plugged_in_again_it_goes_on(driver: Path, camera: Path) -> None:
    again = threading.Timer(2.5, (camera / "mode").write_text, ("ok",))
    again.start()
    told = watched(driver, camera, 20, "5=gone", comes_back=True)
    again.join()
    assert [bool(word) for word in told["trouble"]] == [True, False]
    assert told["numbers"][-1] < 15
    assert np.all(np.diff(told["times_s"]) > 0)
    assert "error" not in told
