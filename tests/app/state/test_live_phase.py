"""The flow of a watching: phases, and troubles that come and go."""

from __future__ import annotations

import itertools

import pytest

from app.state.live_phase import RECORDING_SAFE, Cause, LivePhase, LiveState, Trouble
from core.live.watch_values import (
    DetectorTrouble,
    ListenerTrouble,
    LiveEvent,
    SoundTrouble,
    SourceBack,
    SourceTrouble,
)

WATCHING = LiveState().opening("Camera").picture_came()
GONE = SourceTrouble("It is gone.", "Plug it in.")


def test_from_choosing_to_the_end() -> None:
    assert LiveState().phase is LivePhase.CHOOSING
    assert LiveState().opening("Camera").phase is LivePhase.OPENING
    assert WATCHING.phase is LivePhase.WATCHING
    assert WATCHING.picture_came() is WATCHING
    assert WATCHING.ending().phase is LivePhase.ENDING
    assert WATCHING.ending().ended().phase is LivePhase.ENDED
    assert LiveState().ended().phase is LivePhase.CHOOSING
    recorded = WATCHING.with_recording(True).ended()
    assert recorded.recorded
    assert not recorded.recording


def test_a_camera_that_comes_back_ends_its_trouble_only() -> None:
    state = WATCHING.after(GONE).after(SoundTrouble("No sound.", ""))
    back = state.after(SourceBack(9, 2.0))
    assert [each.cause for each in back.troubles] == [Cause.SOUND]
    assert back.after(SourceBack(10, 1.0)) is back


def test_while_recording_it_says_that_the_recording_is_safe() -> None:
    assert RECORDING_SAFE not in WATCHING.after(GONE).troubles[0].hint
    told = WATCHING.with_recording(True).after(GONE).troubles[0].hint
    assert told == f"Plug it in. {RECORDING_SAFE}"
    said = SourceTrouble("Gone.", "What was recorded so far is kept.")
    assert WATCHING.with_recording(True).after(said).troubles[0].hint.count("recorded so far") == 1


EVENTS: list[LiveEvent] = [
    GONE,
    SoundTrouble("a", ""),
    DetectorTrouble("b", ""),
    ListenerTrouble(object(), "c", ""),
]


@pytest.mark.parametrize("events", list(itertools.permutations(EVENTS)))
def test_the_gravest_trouble_is_told_first(events: tuple[LiveEvent, ...]) -> None:
    state = WATCHING
    for event in (*events, *events):
        state = state.after(event)
    causes = [each.cause for each in state.troubles]
    assert causes == [Cause.RECORDING, Cause.SOURCE, Cause.DETECTOR, Cause.SOUND]
    assert state.trouble == state.troubles[0]
    assert state.with_trouble(Trouble(Cause.DISK, "d")).trouble == state.trouble
