"""What is judged against what, and where a detector's figures are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from shelved import finished_run, shelve

from core.before_after.class_change import changes_of, evaluation_of, known_report
from core.before_after.subject import subject_of_model, subject_of_run
from core.errors import FileError, TrainingError
from core.evaluation.figures import ClassMetrics
from core.evaluation.report import EvaluationReport
from core.models.shelf import ModelShelf, shelf_of
from core.training.run_record import read_run


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return shelf_of(tmp_path, shelve(tmp_path, "shipped", folder="program"))


def test_a_training_without_its_detector_asks_for_it(tmp_path: Path, shelf: ModelShelf) -> None:
    run = finished_run(tmp_path, "monday")
    subject = subject_of_run(read_run(run), shelf)
    assert subject.make is not None
    assert (subject.make.source, subject.make.folder) == (str(run), str(shelf.folder / "monday"))
    assert (subject.before, subject.labels) == (shelf.default, None)
    made = shelve(tmp_path, "monday")
    assert subject_of_run(read_run(run), shelf).make is None
    later = (made / "manifest.json").stat().st_mtime + 60
    os.utime(run / "best.pt", (later, later))
    assert subject_of_run(read_run(run), shelf).make is not None, "it has learned since"
    (run / "best.pt").unlink()
    with pytest.raises(TrainingError, match="no checkpoint"):
        subject_of_run(read_run(run), shelf)


def test_what_is_in_use_is_compared_with_what_it_replaced(
    tmp_path: Path, shelf: ModelShelf
) -> None:
    first, second = (shelve(tmp_path, name) for name in ("a", "b"))
    assert subject_of_model(first, shelf).before == shelf.default
    shelf.adopt("a")
    assert subject_of_model(first, shelf).before == shelf.default
    assert subject_of_model(second, shelf).before == first
    shelf.adopt("b")
    assert subject_of_model(second, shelf).before == first
    (first / "manifest.json").unlink()
    assert subject_of_model(second, shelf).before == shelf.default
    assert subject_of_model(second, shelf, against=first).before == first


def report(**ap50: float) -> EvaluationReport:
    classes = {name: ClassMetrics(n_labels=9, ap=v / 2, ap50=v) for name, v in ap50.items()}
    return EvaluationReport("m", "", "", 64, 64, "d", 12, classes)


def test_classes_are_those_both_were_judged_on() -> None:
    changes = changes_of(report(ball=0.2, player=0.9), report(ball=0.5, racket=0.1))
    (ball,) = changes.classes
    assert (ball.name, round(ball.change, 6), ball.ap_after) == ("ball", 0.3, 0.25)
    assert changes.mean == (0.2, 0.5)
    assert changes.n_pictures == 12
    assert changes_of(report(), report()).mean == (0.0, 0.0)


def test_figures_are_kept_by_detector_and_by_labels(tmp_path: Path, shelf: ModelShelf) -> None:
    labels = tmp_path / "instances_val.json"
    labels.write_text("{}")
    request = evaluation_of(tmp_path, shelf.default, labels)
    assert known_report(request) is None
    report(ball=0.4).save(Path(request.out))
    again = known_report(evaluation_of(tmp_path, shelf.default, labels))
    assert again is not None
    assert again.classes["ball"].ap50 == 0.4
    labels.write_text("{ }")
    assert known_report(evaluation_of(tmp_path, shelf.default, labels)) is None
    other = evaluation_of(tmp_path, shelve(tmp_path, "a"), labels)
    assert other.out != request.out
    labels.unlink()
    with pytest.raises(FileError, match="cannot be read"):
        evaluation_of(tmp_path, shelf.default, labels)
