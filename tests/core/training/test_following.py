"""What a run's journal says since the last look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_maker import evaluation_at, progress_at

from core.training.events import Evaluated, Event, Failed, Finished, Progressed, Stopped
from core.training.following import events_between
from core.training.run_record import RunOrigin, RunRecord, RunState, RunStatus

TOLD: list[Event] = [progress_at(10 * n, 1000) for n in range(1, 31)]
TOLD += [evaluation_at(100 * n + 1, n, n / 4) for n in range(1, 3)]
TOLD.sort(key=lambda event: getattr(event, "step", 0))


def run_with(told: list[Event], state: RunState = RunState.RUNNING) -> RunRecord:
    progress = tuple(event for event in told if isinstance(event, Progressed))
    judged = tuple(event for event in told if isinstance(event, Evaluated))
    status = RunStatus(state, step=7, message="words", hint="hint")
    return RunRecord(Path("run"), None, {}, RunOrigin(), status, progress, judged)


@given(st.lists(st.integers(0, len(TOLD)), max_size=6).map(sorted))
def test_nothing_is_told_twice_and_nothing_left_out(looks: list[int]) -> None:
    heard: list[Event] = []
    before = run_with([])
    for now in (run_with(TOLD[:look]) for look in [*looks, len(TOLD)]):
        heard += events_between(before, now)
        before = now
    assert heard == TOLD


def test_what_was_rolled_back_is_told_again() -> None:
    before, other = run_with(TOLD[:10]), [replace(TOLD[5], loss=9.0)]  # type: ignore[type-var]
    assert events_between(before, run_with([*TOLD[:5], *other])) == tuple(other)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (RunState.FINISHED, Finished),
        (RunState.FAILED, Failed),
        (RunState.STOPPED, Stopped),
        (RunState.INTERRUPTED, Stopped),
        (RunState.GIVEN_UP, Stopped),
    ],
)
def test_its_end_is_told_once(state: RunState, kind: type[Event]) -> None:
    over = run_with(TOLD, state)
    (end,) = events_between(run_with(TOLD), over)
    assert isinstance(end, kind)
    assert events_between(over, over) == ()
