"""Preferences: sparse, written at once, and a damaged file never stops the start."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app.preferences import FILE_NAME, Preferences, PreferencesFile, from_json, to_json

KEYS = st.dictionaries(
    st.text(max_size=8), st.lists(st.text(max_size=6), max_size=2).map(tuple), max_size=3
)
PREFERENCES = st.builds(
    Preferences,
    theme=st.sampled_from(["system", "light", "dark"]),
    library_folder=st.text(max_size=20),
    threads=st.integers(1, 64),
    sound=st.booleans(),
    capture_fps=st.none() | st.sampled_from([120.0, 240.0]),
    magnifier=st.booleans(),
    keys=KEYS,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(PREFERENCES)
def test_reading_what_was_written_gives_the_same(preferences: Preferences) -> None:
    assert from_json(json.loads(json.dumps(to_json(preferences)))) == preferences


def test_defaults_are_not_written() -> None:
    assert to_json(Preferences()) == {}
    assert to_json(Preferences(theme="dark")) == {"theme": "dark"}


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from([*Preferences.__dataclass_fields__, "other"]), JSON))
def test_a_senseless_entry_is_left_at_its_default(raw: dict[str, object]) -> None:
    read = from_json(raw)
    assert read.theme in ("system", "light", "dark")
    assert 1 <= read.threads <= 64
    assert from_json(json.loads(json.dumps(to_json(read)))) == read


def test_a_change_is_on_the_disk_at_once(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "new" / FILE_NAME
    file = PreferencesFile(path)
    heard: list[Preferences] = []
    file.changed.connect(heard.append)
    file.change(replace(file.value, theme="dark"))
    file.change(replace(file.value, theme="dark"))
    assert heard == [Preferences(theme="dark")]
    assert PreferencesFile(path).value == Preferences(theme="dark")


def test_what_a_newer_program_wrote_is_handed_through(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text('{"threads": 3, "of_tomorrow": [1, 2]}')
    file = PreferencesFile(path)
    file.change(replace(file.value, threads=4))
    assert json.loads(path.read_text()) == {"threads": 4, "of_tomorrow": [1, 2]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(cut=st.integers(0, 60), junk=st.binary(max_size=4))
def test_a_truncated_file_never_stops_the_start(
    qapp: QApplication, tmp_path: Path, cut: int, junk: bytes
) -> None:
    path = tmp_path / FILE_NAME
    whole = json.dumps({"theme": "dark", "threads": 3, "keys": {"quit": ["Q"]}}).encode()
    path.write_bytes(whole[:cut] + junk)
    file = PreferencesFile(path)
    assert isinstance(file.value, Preferences)
    file.change(replace(file.value, threads=7))
    assert PreferencesFile(path).value.threads == 7


def test_the_damaged_file_is_kept_and_said_once(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b'{"theme": "da')
    file = PreferencesFile(path)
    assert file.value == Preferences()
    assert "could not be read" in file.problem
    assert (tmp_path / "preferences.damaged.json").read_bytes() == b'{"theme": "da'
    assert PreferencesFile(path).problem == ""


def test_a_disk_that_refuses_is_said_and_the_choice_still_counts(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    file = PreferencesFile(blocked / FILE_NAME)
    heard: list[object] = []
    file.failed.connect(heard.append)
    file.change(replace(file.value, theme="light"))
    assert len(heard) == 1
    assert file.value.theme == "light"
