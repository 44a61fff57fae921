"""What can be done with a training, by its state."""

from __future__ import annotations

import pytest
from run_values import run_record

from app.places.train_control import ONE_RUN, actions_for
from core.training.run_record import RunState


@pytest.mark.parametrize("state", list(RunState))
def test_only_what_makes_sense_can_be_done(state: RunState) -> None:
    wanted = actions_for(run_record("a", state))
    assert wanted <= set(ONE_RUN)
    going = state in (RunState.QUEUED, RunState.PREPARING, RunState.RUNNING)
    assert ("remove_run" in wanted) is not going
    assert ("repeat_run" in wanted) is not going
    goes_on = state in (RunState.STOPPED, RunState.INTERRUPTED, RunState.FAILED)
    assert ("pause_training" in wanted) is (goes_on or state is RunState.RUNNING)
    if going:
        assert "cancel_training" in wanted
    ending = actions_for(run_record("a", state), ending=True)
    assert not {"pause_training", "finish_training"} & ending or not going
    assert actions_for(None) == frozenset()
