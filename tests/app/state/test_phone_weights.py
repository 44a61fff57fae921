"""Other ways to keep the weights: offered, tried beside what lies ready, told by what they cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bundle_maker import make_phone_model
from check_values import bad_report, good_report, runtime_of
from immediate_runner import ImmediateRunner

from app.jobs.job import JobProgress
from app.state import phone_weights, phone_work
from app.state.phone_desk import PhoneDesk
from app.state.phone_detectors import PhoneDetector, Readiness
from app.state.phone_flow import Stage
from app.state.phone_shown import Shown, readiness_of, shown_of
from app.state.phone_trials import PhoneTrials
from app.state.phone_verdict import cost_of
from app.state.phone_weights import Trial, choices_of, taken_of, try_keeping, untried
from app.state.phone_work import EXACT, KEEPINGS, SMALLER, USUAL, Order, StepReport, Tell, Tick
from core.errors import ModelError
from core.phone.check_report import CheckReport, Fault, Reason, Runtime
from core.phone.check_request import CheckRequest
from core.phone.golden import FOLDER

ROUGH = replace(
    runtime_of(Runtime.COREML),
    reasons=(Reason(Fault.IMPRECISE, "Not closely enough.", "", "model.mlpackage"),),
)
"""A package whose numbers are too coarse."""


def shown_in(folder: Path) -> Shown:
    return shown_of(PhoneDetector(folder, folder, "Court 4"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_phone_model(tmp_path / "models" / "court-4")


def test_what_lies_ready_is_marked_and_the_rest_is_not_invented(folder: Path) -> None:
    shown = shown_in(folder)
    assert taken_of(shown) == USUAL.id
    choices = choices_of(shown, ())
    assert [each.compress for each in choices] == [USUAL.id, *(each.id for each in SMALLER)]
    assert [each.passed for each in choices] == [True, None, None]
    assert choices[0].cost == "same boxes in all 40 pictures, scores ±0.001"
    assert all(each.n_bytes is None for each in choices[1:])


def test_smaller_ones_are_tried_after_a_pass_and_the_exact_one_where_it_helps(
    folder: Path,
) -> None:
    shown = shown_in(folder)
    assert untried(shown, ()) == SMALLER
    known = (Trial(SMALLER[0], 100, True, "nothing"),)
    assert untried(shown, known) == SMALLER[1:]
    files = CheckReport.load(folder).files
    replace(bad_report(), files=files).save(folder)
    assert untried(shown_in(folder), ()) == (), "no precision mends swapped colours"
    replace(good_report(), files=files, runtimes=(ROUGH,)).save(folder)
    assert untried(shown_in(folder), ()) == (EXACT,)


def test_a_trial_shows_what_it_found(folder: Path) -> None:
    trials = (
        Trial(EXACT, 8_000, True, "nothing"),
        Trial(SMALLER[0], 2_000, False, "other boxes in 3 of 40 pictures, scores ±0.1"),
    )
    choices = choices_of(shown_in(folder), trials)
    assert [each.compress for each in choices] == [each.id for each in KEEPINGS]
    assert (choices[0].n_bytes, choices[0].passed) == (8_000, True)
    assert (choices[2].passed, choices[2].cost[:11]) == (False, "other boxes")


def test_the_cost_counts_the_frames_that_differ() -> None:
    assert cost_of(bad_report()).startswith("other boxes in 1 of 40 pictures")
    nothing = replace(good_report(), runtimes=())
    assert cost_of(nothing) == "Nothing was compared."


def written(order: Order, tell: Tell, tick: Tick) -> None:
    """Stand in for the trainer's converting: a package of some bytes."""
    tell(StepReport(phone_weights.StepId.CONVERT, 1, 2))
    package = order.folder / "model.mlpackage"
    package.mkdir(parents=True)
    (package / "weight.bin").write_bytes(b"w" * 321)


def checked(request: CheckRequest, tell: Tell, tick: Tick) -> None:
    """Stand in for the trainer's check; the golden frames must be those of the detector."""
    assert not request.keep
    assert (Path(request.folder) / FOLDER / "golden.json").is_file()
    tell(StepReport(phone_weights.StepId.CHECK, 20, 40))
    Path(request.json).write_text(good_report().to_json(), encoding="utf-8")


def test_a_trial_touches_nothing_that_lies_ready(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_weights, "convert", written)
    monkeypatch.setattr(phone_weights, "check", checked)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    steps: list[tuple[float, float, str]] = []
    progress = JobProgress(steps.append, lambda *_: None)
    trial = try_keeping(Order(folder, folder, "Court 4", SMALLER[0]), progress)
    assert (trial.n_bytes, trial.passed) == (321, True)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    shares = [done / of for done, of, _ in steps]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1


def test_trials_run_one_after_the_other_and_a_failure_ends_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_weights, "convert", written)
    monkeypatch.setattr(phone_weights, "check", checked)
    trials = PhoneTrials(ImmediateRunner())
    order = Order(folder, folder, "Court 4")
    trials.start(order, SMALLER)
    assert not trials.running
    assert [trial.keeping for trial in trials.of(folder)] == list(SMALLER)

    def refuses(order: Order, tell: Tell, tick: Tick) -> None:
        raise ModelError("No trainer.")

    monkeypatch.setattr(phone_weights, "convert", refuses)
    heard: list[str] = []
    trials.failed.connect(lambda error: heard.append(error.message))
    trials.start(order, (EXACT, USUAL))
    assert heard == ["No trainer."], "the second was not begun"
    assert len(trials.of(folder)) == 2


def test_where_half_precision_is_too_coarse_full_precision_takes_its_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "weights.pt").write_bytes(b"weights")
    files = CheckReport.load(folder).files
    good = replace(good_report(), files=files)
    coarse = replace(good, runtimes=(ROUGH,))
    made: list[str] = []

    def converts(order: Order, tell: Tell, tick: Tick) -> None:
        made.append(order.keeping.id)
        tell(StepReport(phone_weights.StepId.CONVERT))

    def checks(request: CheckRequest, tell: Tell, tick: Tick) -> None:
        tell(StepReport(phone_weights.StepId.CHECK))
        (coarse if made[-1] == USUAL.id else good).save(Path(request.folder))

    monkeypatch.setattr(phone_work, "convert", converts)
    monkeypatch.setattr(phone_work, "check", checks)
    desk = PhoneDesk(ImmediateRunner(), lambda: (folder.parents[1], folder, folder))
    desk.choose(PhoneDetector(folder, folder, "Court 4"))
    desk.make_ready()
    assert made == [USUAL.id, EXACT.id]
    assert desk.run.flow.stage is Stage.DONE
    assert readiness_of(folder) is Readiness.PASSED
    (known,) = desk.trials.of(folder)
    assert (known.keeping, known.passed) == (USUAL, False)
    made.clear()
    desk.make_ready(EXACT)
    assert made == [EXACT.id]
