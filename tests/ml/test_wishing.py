"""What is wished of a run while it trains: pause, finish, give up; and what it would take."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from training_runs import never, only, quiet, request_of, trained

from core import process_lock
from core.errors import Cancelled
from core.training.events import Evaluated, Event, Finished, Progressed, Stopped
from core.training.preflight import Preflight
from core.training.run_record import RunState, read_run
from core.training.wishes import FILE_NAME, Wish, wish_for
from ml import checkpoint
from ml.config import TrainConfig
from ml.looking import look_at
from ml.train import train

Make = Callable[..., TrainConfig]


def wishing(config: TrainConfig, wish: Wish, after: type[Event]) -> Callable[[Event], None]:
    """Return a listener who wishes something once it has heard an event of that kind."""

    def hear(event: Event) -> None:
        if isinstance(event, after):
            wish_for(Path(config.run_dir), wish)

    return hear


@pytest.fixture(autouse=True)
def _talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is told, and every step looks for wishes."""
    monkeypatch.setattr("ml.loop.LOG_EVERY", 1)
    monkeypatch.setattr("ml.asked._LOOK_EVERY_S", 0.0)


def test_a_pause_by_name_is_no_interruption(toy_config: Make) -> None:
    config = toy_config(epochs=50)
    end = train(request_of(config), wishing(config, Wish.PAUSE, Progressed), never)
    run = read_run(Path(config.run_dir))
    assert isinstance(end, Stopped)
    assert (run.status.state, run.status.by_wish, run.broken_off) == (RunState.STOPPED, True, False)
    assert end.step == checkpoint.load(run.folder / "last.pt")["step"] == run.status.step > 0
    assert not (run.folder / FILE_NAME).exists()


def test_an_end_of_whoever_started_it_is_one(toy_config: Make) -> None:
    config = toy_config(epochs=50)
    train(request_of(config), quiet, (Path(config.run_dir) / "last.pt").is_file)
    assert read_run(Path(config.run_dir)).broken_off


def test_finished_by_hand_it_is_judged_and_its_best_is_kept(toy_config: Make) -> None:
    config = toy_config(epochs=50, frame_epochs=1, evaluate_every=50)
    heard: list[Event] = []
    wish = wishing(config, Wish.FINISH, Progressed)
    end = train(request_of(config), lambda event: (heard.append(event), wish(event))[0], never)
    run = read_run(Path(config.run_dir))
    assert isinstance(end, Finished)
    assert end.checkpoint == str(run.folder / "best.pt")
    assert run.status.state is RunState.FINISHED
    assert len(only(Evaluated, heard)) == len(run.evaluations) == 1
    assert train(request_of(config), quiet, never) == end, "there is nothing left to do"


def test_given_up_nothing_more_is_saved(toy_config: Make) -> None:
    config = toy_config(epochs=50)
    end = train(request_of(config), wishing(config, Wish.GIVE_UP, Progressed), never)
    run = read_run(Path(config.run_dir))
    assert isinstance(end, Stopped)
    assert run.status.state is RunState.GIVEN_UP
    assert not run.broken_off
    assert checkpoint.load(run.folder / "last.pt")["step"] == 0


def test_judging_that_was_cut_short_begins_again(
    toy_config: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import ml.referee

    whole = toy_config(epochs=4, evaluate_every=2, run_dir=str(tmp_path / "whole"))
    cut = toy_config_like(whole, tmp_path / "cut")
    trained(whole)
    honest, calls = ml.referee.judge, []

    def judge(*args: object) -> Evaluated:
        calls.append(args[3])
        if len(calls) == 1:
            wish_for(Path(cut.run_dir), Wish.PAUSE)
            assert args[5](), "it is asked whether to go on"
            raise Cancelled
        return honest(*args)

    with monkeypatch.context() as patched:
        patched.setattr("ml.referee.judge", judge)
        assert isinstance(train(request_of(cut), quiet, never), Stopped)
        assert isinstance(train(request_of(cut), quiet, never), Finished)
    assert calls[0] == calls[1]
    journals = [(tmp_path / name / "metrics.jsonl").read_bytes() for name in ("whole", "cut")]
    assert journals[0] == journals[1]


def toy_config_like(config: TrainConfig, folder: Path) -> TrainConfig:
    return TrainConfig.from_mapping({**config.to_mapping(), "run_dir": str(folder)})


def test_an_old_wish_ends_no_new_sitting(toy_config: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    config = toy_config()
    Path(config.run_dir).mkdir()
    with monkeypatch.context() as patched:
        patched.setattr("core.training.wishes.time", SimpleNamespace(time=lambda: time.time() - 60))
        wish_for(Path(config.run_dir), Wish.GIVE_UP)
    assert isinstance(train(request_of(config), quiet, never), Finished)


def look(config: TrainConfig) -> Preflight:
    return look_at(request_of(config), lambda entry: None, never)


@pytest.fixture
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four pictures are enough for a toy."""
    monkeypatch.setattr("ml.looking.FEWEST", 4)


@pytest.mark.usefixtures("enough")
def test_a_preflight_counts_and_times_and_writes_nothing(toy_config: Make) -> None:
    config = toy_config(evaluate_every=1)
    found = look(config)
    assert found.may_begin
    assert found.pictures == {"train": 4, "val": 4, "drawn": 0}
    assert {(each.name, each.train, each.val) for each in found.labels} == {
        (name, 4, 4) for name in config.classes
    }
    assert found.seconds is not None
    assert found.seconds > 0
    assert found.seconds_from == "a short trial"
    assert found.bytes_needed > 16 * 2_000_000
    assert Preflight.from_mapping(json.loads(json.dumps(found.to_mapping()))) == found
    assert not Path(config.run_dir).exists()


@pytest.mark.usefixtures("enough")
def test_its_time_is_known_from_an_earlier_run_or_given(toy_config: Make, tmp_path: Path) -> None:
    earlier = toy_config(run_dir=str(tmp_path / "earlier"), epochs=12)
    trained(earlier)
    assert look(toy_config()).seconds_from == "the last training on this computer"
    budget = look(toy_config(time_budget_s=600.0))
    assert (budget.seconds, budget.seconds_from) == (600.0, "the time it is given")


def test_too_little_is_refused_with_a_way_out(toy_config: Make) -> None:
    (refusal,) = look(toy_config()).refusals
    assert "4 pictures" in refusal.reason
    assert "Fix more frames" in refusal.way_out


@pytest.mark.usefixtures("enough")
def test_what_stands_against_it_is_a_refusal_and_no_error(
    toy_config: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = toy_config()
    with monkeypatch.context() as patched:
        patched.setattr("ml.preflight.shutil.disk_usage", lambda _: SimpleNamespace(free=10**6))
        (refusal,) = look(config).refusals
        assert "1 MB free" in refusal.reason
    with process_lock.held(Path(config.run_dir) / "run.lock", "Trained"):
        (refusal,) = look(config).refusals
        assert "under way already" in refusal.reason
    (Path(config.dataset) / "1.png").unlink()
    assert "1.png" in look(config).refusals[0].reason
    (refusal,) = look(toy_config(start_from="/nowhere")).refusals
    assert "nowhere" in refusal.reason
