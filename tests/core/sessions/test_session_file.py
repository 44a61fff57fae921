"""The session file: what is written is read, what is damaged is refused by name."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_strategies import sessions

from core.errors import SessionError
from core.hits.hit import Hit
from core.sessions import session_file
from core.sessions.session import Session, VideoRef
from core.sessions.session_file import from_bytes, read_session, to_bytes, write_session

SESSION = Session(
    "one", "One", "2026-01-01T10:00:00+01:00", VideoRef("/v", "f", 4, 3, 9, 0.3, 30.0)
)


@given(sessions)
def test_round_trip_is_exact(session: Session) -> None:
    again = from_bytes(to_bytes(session))
    assert again == session
    assert to_bytes(again) == to_bytes(session)


def test_floats_and_letters_survive(tmp_path: Path) -> None:
    hit = Hit("h", 0.1 + 0.2, 3, 1 / 3, ball_xy=(5e-324, -0.0), offset=(1e300, 2.0))
    session = replace(SESSION, title="Übung “1” 🎾\n", hits=(hit,))
    write_session(tmp_path / "session.json", session)
    assert read_session(tmp_path / "session.json") == session


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_no_file_can_hold_are_refused(number: float) -> None:
    with pytest.raises(SessionError, match="One"):
        to_bytes(replace(SESSION, hits=(Hit("h", number, 0, 0.5),)))


def changed(**parts: object) -> bytes:
    raw: dict[str, Any] = json.loads(to_bytes(replace(SESSION, hits=(Hit("h", 1.0, 30, 0.5),))))
    for path, value in parts.items():
        *steps, last = path.split("__")
        place: Any = raw
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return json.dumps(raw).encode()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"schema": ...}, "schema"),
        ({"schema": "1"}, "schema"),
        ({"schema": True}, "schema"),
        ({"schema": 0}, "schema 0"),
        ({"id": "../../etc"}, "not an id"),
        ({"title": ...}, "lacks “title”"),
        ({"title": 3}, "title"),
        ({"video": None}, "video"),
        ({"video__fps": "30"}, "fps"),
        ({"video__n_frames": 1.5}, "n_frames"),
        ({"video__n_frames": True}, "n_frames"),
        ({"hits": {}}, "hits"),
        ({"hits__0__id": "a/b"}, "not an id"),
        ({"hits__0__status": "maybe"}, "maybe"),
        ({"hits__0__offset": [1.0]}, "offset"),
        ({"hits__0__offset": [1.0, "x"]}, "offset"),
        ({"hits__0__time_s": None}, "time_s"),
        ({"hits__0__score_override": 6}, "1 to 5"),
        ({"rule__limits": [0.8, 0.6, 0.4, 0.2]}, "rise"),
        ({"settings": []}, "settings"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(parts: dict[str, object], said: str) -> None:
    with pytest.raises(SessionError, match=said) as caught:
        from_bytes(changed(**parts), "practice/session.json")
    assert "practice/session.json" in caught.value.message
    assert caught.value.hint


def test_twins_among_the_hits_are_refused() -> None:
    twin = Hit("h", 1.0, 30, 0.5)
    with pytest.raises(SessionError, match="same id"):
        from_bytes(to_bytes(replace(SESSION, hits=(twin, twin))))


@pytest.mark.parametrize("content", [b"", b"\x00" * 40, b"[" * 100_000, b"NaN", b'"text"'])
def test_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(SessionError):
        from_bytes(content)


def test_numbers_json_does_not_know_are_refused() -> None:
    with pytest.raises(SessionError, match="NaN"):
        from_bytes(to_bytes(SESSION).replace(b"0.3", b"NaN"))
    with pytest.raises(SessionError):
        from_bytes(to_bytes(SESSION).replace(b"0.3", b"1e999"))


@given(st.data())
def test_cut_or_changed_anywhere_it_is_refused_or_still_a_session(data: st.DataObject) -> None:
    content = bytearray(to_bytes(replace(SESSION, hits=(Hit("h", 1.0, 30, 0.5),))))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = content[: data.draw(st.integers(0, len(content)))]
    with suppress(SessionError):
        assert isinstance(from_bytes(bytes(cut)), Session)


def test_a_newer_schema_is_refused_with_what_to_do() -> None:
    with pytest.raises(SessionError, match="newer Sweetspot") as caught:
        from_bytes(changed(schema=session_file.SCHEMA + 1))
    assert "Update" in caught.value.hint


def test_an_older_schema_is_migrated_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_file, "SCHEMA", 3)
    monkeypatch.setattr(
        session_file,
        "MIGRATIONS",
        {1: lambda raw: raw | {"notes": raw["title"]}, 2: lambda raw: raw | {"title": "Two"}},
    )
    session = from_bytes(changed(schema=1))
    assert (session.title, session.notes) == ("Two", "One")


def test_parts_with_a_default_may_be_missing_and_strange_ones_are_passed_over() -> None:
    session = from_bytes(changed(notes=..., hits__0__stroke=..., colour="red"))
    assert session == replace(SESSION, hits=(Hit("h", 1.0, 30, 0.5),))
