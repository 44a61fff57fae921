"""The steps to the phone: whatever is reported, the value stays one that can be shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.state.phone_flow import STEPS, PhoneFlow, Stage, StepId, StepState
from core.errors import ModelError

reports = st.tuples(st.sampled_from(StepId), st.integers(0, 50), st.integers(0, 40))
ORDER = [step.id for step in STEPS]


@given(st.lists(reports, max_size=12))
def test_at_most_one_step_runs_and_all_before_it_are_done(told: list) -> None:
    flow = PhoneFlow().begun()
    for now, (step, done, of) in enumerate(told):
        flow = flow.reported(step, float(now), done, of)
        states = [each.state for each in flow.steps]
        at = ORDER.index(step)
        assert states[at] is StepState.RUNNING
        assert all(state is StepState.DONE for state in states[:at])
        assert all(state is StepState.WAITING for state in states[at + 1 :])
        current = flow.current
        assert current is not None
        assert current.id is step
        assert current.share is None or 0 <= current.share <= 1
        assert all(each.took_s is None or each.took_s >= 0 for each in flow.steps)


def test_a_step_keeps_its_beginning_and_tells_how_long_it_took() -> None:
    flow = PhoneFlow().begun().reported(StepId.CONVERT, 10.0)
    flow = flow.reported(StepId.CONVERT, 13.0, 2, 4, "half").reported(StepId.CHECK, 15.0)
    flow = flow.reported(StepId.PACK, 40.0).finished(41.0)
    assert [step.took_s for step in flow.steps] == [5.0, 25.0, 1.0]
    assert flow.stage is Stage.DONE
    assert flow.steps[0].words == "half"


def test_an_error_stays_with_its_step() -> None:
    error = ModelError("No.", "Do this.")
    flow = PhoneFlow().begun().reported(StepId.CONVERT, 0.0).reported(StepId.CHECK, 5.0)
    flow = flow.failed(error, 9.0)
    assert [step.state for step in flow.steps] == [
        StepState.DONE,
        StepState.FAILED,
        StepState.WAITING,
    ]
    assert flow.error is error
    assert not flow.running


@given(reports)
def test_what_comes_after_the_end_changes_nothing(late: tuple) -> None:
    ended = PhoneFlow().begun().reported(StepId.CONVERT, 0.0).cancelled(2.0)
    assert ended.stage is Stage.CANCELLED
    assert ended.reported(late[0], 3.0, late[1], late[2]) == ended
    assert PhoneFlow().reported(late[0], 3.0) == PhoneFlow()
