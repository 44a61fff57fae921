"""A run's folder, read without torch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core import process_lock
from core.errors import FileError
from core.training.comparison import ABSENT, configurations, differences, figures
from core.training.events import Evaluated, Progressed
from core.training.journal import METRICS, TIMING, metrics_line, timing_line
from core.training.request import TrainRequest
from core.training.run_record import (
    CONFIG,
    LOCK,
    ORIGIN,
    RunRecord,
    RunState,
    RunStatus,
    list_runs,
    read_run,
)

STEPS = [
    Progressed(10, 40, 0, 2, 3.0, 2.0, 0.5, 0.4, 0.1, 0.01, 8.0, 0.1, 5.0, 15.0),
    Progressed(20, 40, 1, 2, 2.0, 1.0, 0.5, 0.4, 0.1, 0.01, 9.0, 0.1, 9.0, None),
]
SCORES = [
    Evaluated(15, 1, {"ball": 0.4}, {"ball": 0.2}, True),
    Evaluated(30, 2, {"ball": 0.3}, {"ball": 0.1}, False),
]


def write_run(folder: Path, **config: object) -> Path:
    folder.mkdir()
    (folder / CONFIG).write_text(json.dumps({"lr": 0.1, "run_dir": str(folder), **config}))
    (folder / "request.json").write_text(TrainRequest("d", str(folder)).to_json())
    (folder / ORIGIN).write_text(json.dumps({"snapshot": "abc", "versions": {"torch": "2"}}))
    lines = [metrics_line(each) for each in (STEPS[0], SCORES[0], STEPS[1], SCORES[1])]
    (folder / METRICS).write_text("".join(lines))
    (folder / TIMING).write_text("".join(map(timing_line, STEPS)))
    RunStatus(RunState.FINISHED, 40, updated_at="2026-01-01T00:00:00+00:00").save(folder)
    return folder


@pytest.fixture
def run(tmp_path: Path) -> RunRecord:
    return read_run(write_run(tmp_path / "one"))


def test_a_folder_is_read_as_it_was_written(run: RunRecord) -> None:
    assert run.progress == tuple(STEPS)
    assert run.evaluations == tuple(SCORES)
    assert run.best == SCORES[0]
    assert run.request == TrainRequest(str(run.folder / "d"), str(run.folder))
    assert run.status.state is RunState.FINISHED
    assert run.origin.snapshot == "abc"
    assert run.checkpoint is None


def test_metrics_hold_nothing_that_differs_from_day_to_day() -> None:
    slower = replace(STEPS[0], samples_per_s=1.0, waiting=0.9, elapsed_s=99.0, eta_s=1.0)
    assert metrics_line(slower) == metrics_line(STEPS[0])
    assert timing_line(slower) != timing_line(STEPS[0])


def test_a_torn_last_line_is_left_out(run: RunRecord) -> None:
    path = run.folder / METRICS
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        read = read_run(run.folder)
        n = whole[:length].count(b"\n")
        assert len(read.progress) + len(read.evaluations) == n


def test_a_run_is_running_only_while_someone_holds_its_lock(run: RunRecord) -> None:
    RunStatus(RunState.RUNNING, 12).save(run.folder)
    assert read_run(run.folder).status == RunStatus(RunState.INTERRUPTED, 12)
    with process_lock.held(run.folder / LOCK, "This run is under way"):
        assert read_run(run.folder).status == RunStatus(RunState.RUNNING, 12)


def test_the_best_checkpoint_goes_before_the_last(run: RunRecord) -> None:
    (run.folder / "last.pt").touch()
    assert run.checkpoint == run.folder / "last.pt"
    (run.folder / "best.pt").touch()
    assert run.checkpoint == run.folder / "best.pt"


def test_damaged_parts_do_not_hide_a_run(run: RunRecord) -> None:
    for name in (CONFIG, ORIGIN, "status.json"):
        (run.folder / name).write_text("{")
    read = read_run(run.folder)
    assert read.status.state is RunState.INTERRUPTED
    assert read.progress == tuple(STEPS)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no run"):
        read_run(tmp_path)
    assert list_runs(tmp_path / "nowhere") == []


def test_the_latest_run_comes_first(tmp_path: Path) -> None:
    for day, name in ((1, "a"), (3, "b"), (2, "c")):
        folder = write_run(tmp_path / name)
        RunStatus(RunState.FINISHED, updated_at=f"2026-01-0{day}").save(folder)
    (tmp_path / "no run").mkdir()
    assert [run.name for run in list_runs(tmp_path)] == ["b", "c", "a"]


def test_a_comparison_shows_differences_only(tmp_path: Path) -> None:
    first = read_run(write_run(tmp_path / "one", seed=1, arch="a"))
    second = read_run(write_run(tmp_path / "two", seed=2, arch="a", ema=True))
    found = {each.name: (each.first, each.second) for each in configurations(first, second)}
    assert found == {"seed": (1, 2), "ema": (ABSENT, True)}
    assert configurations(first, first) == []
    assert differences({"run_dir": 1}, {"run_dir": 2}) == []


def test_figures_come_from_the_best_evaluation(run: RunRecord) -> None:
    told = figures(run)
    assert told["best AP50"] == told["AP50 ball"] == 0.4
    assert told["AP ball"] == 0.2
    assert told["samples/s"] == 8.5
    assert told["steps"] == 40
    assert told["loss"] == 2.0
