"""What the coach chose for watching live survives the file, and nonsense does not."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.live_choices import CALLS, LiveChoices, choices_from, choices_json
from app.preferences import FILE_NAME, Preferences, PreferencesFile

CHOICES = st.builds(
    LiveChoices,
    source=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    microphone=st.text(max_size=8),
    record=st.booleans(),
    call_on=st.booleans(),
    call=st.sampled_from(CALLS),
    call_doubtful=st.booleans(),
    volume=st.floats(0, 1),
    mirror_s=st.floats(0, 60),
    replay_always=st.booleans(),
    boxes=st.booleans(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(CHOICES)
def test_what_is_written_is_read(choices: LiveChoices) -> None:
    assert choices_from(json.loads(json.dumps(choices_json(choices)))) == choices


@given(st.dictionaries(st.sampled_from([each.name for each in fields(LiveChoices)]), JSON))
def test_nonsense_is_left_at_its_default(raw: object) -> None:
    assert 0 <= choices_from(raw).volume <= 1
    assert choices_from([raw]) == LiveChoices()


def test_they_are_part_of_the_preferences(tmp_path: Path) -> None:
    kept = PreferencesFile(tmp_path / FILE_NAME)
    live = LiveChoices(source={"kind": "camera", "address": "/dev/video0"}, volume=0.25)
    kept.change(Preferences(live=live))
    again = PreferencesFile(tmp_path / FILE_NAME)
    assert again.value.live == live
    assert again.problem == ""
