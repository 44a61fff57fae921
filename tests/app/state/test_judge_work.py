"""From a real small training to a verdict: its detector is made, evaluated and compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_detector import make_clip
from toy_dataset import TINY, draw_toy_dataset

from app.state.judge_work import class_changes, make_model, plan_for, plan_of
from app.trainer_process import ask_trainer
from core.before_after.judge import contestant_of, judge
from core.before_after.pins import Pin, Pins, write_pins
from core.detections.model_manifest import ModelManifest
from core.errors import TrainingError
from core.models.shelf import shelf_of
from core.process_lock import held
from core.progress import NoProgress
from core.resources import default_model
from core.sessions.store import SessionStore
from core.training.request import TrainRequest
from core.training.run_record import RunState, RunStatus
from core.video.reader import probe


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def test_a_training_becomes_a_detector_that_is_judged(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    library = tmp_path / "library"
    dataset = tmp_path / "court"
    dataset.mkdir()
    draw_toy_dataset(dataset, 4)
    run = library / "runs" / "small"
    ask_trainer("train", TrainRequest(str(dataset), str(run), None, TINY).to_mapping())

    store, shelf = SessionStore(library), shelf_of(library, default_model())
    session = store.create(probe(make_clip(tmp_path / "rally.mp4", 20, sound=False)))
    write_pins(library, Pins((Pin(session.id),), sample=False))
    plan = plan_of("small", store, shelf)
    assert not plan.at_once
    assert plan.subject.make is not None
    assert make_model(plan.subject.make, NoProgress()) == library / "models" / "small"
    made = ModelManifest.load(library / "models" / "small")
    made.verify(library / "models" / "small")

    changes = class_changes(plan.subject, library, NoProgress())
    assert changes is not None
    assert (changes.n_pictures, changes.few) == (4, made.classes)
    subject = plan.subject
    judged = judge(
        contestant_of(subject.before, "before"),
        contestant_of(subject.after, "after"),
        plan.clips,
        store,
        NoProgress(),
    )
    assert len(judged.clips) == 1
    assert plan_of("small", store, shelf).at_once, "the next time everything is on file"
    shelf.adopt("small")
    assert plan_for(plan_of("small", store, shelf).subject, store).subject.before == default_model()


def test_a_training_under_way_is_not_judged(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "now"
    run.mkdir(parents=True)
    RunStatus(RunState.RUNNING).save(run)
    (run / "config.json").write_text("{}")
    store, shelf = SessionStore(tmp_path), shelf_of(tmp_path, default_model())
    with pytest.raises(TrainingError, match="no checkpoint"):
        plan_of("now", store, shelf)
    with (
        held(run / "run.lock", "training"),
        pytest.raises(TrainingError, match="still under way"),
    ):
        plan_of("now", store, shelf)
