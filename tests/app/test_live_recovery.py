"""A recording that was broken off is a practice after the next start, and the coach is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_detector import make_clip, rally
from live_feed import Feed
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.live_recovery import recover_recordings
from app.notices import Notice, Tone
from core.errors import FileError
from core.live import record_finish
from core.live.recorder import Recorder


def test_nothing_is_said_where_nothing_was_broken_off(context: AppContext) -> None:
    said: list[Notice] = []
    context.notices.posted.connect(said.append)
    recover_recordings(context)
    assert said == []
    assert context.runner.jobs == []


def test_what_a_crash_left_is_saved_and_offered(
    live_context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    feed = Feed(make_clip(tmp_path / "rally.mp4", n_frames=120), rally)
    with Recorder(live_context.store, "Serves", feed.first()) as recorder:
        feed.into(recorder)
    said: list[Notice] = []
    wanted: list[str] = []
    live_context.notices.posted.connect(said.append)
    live_context.navigation.session_wanted.connect(wanted.append)
    recover_recordings(live_context)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    (notice,) = said
    assert notice.tone is Tone.GOOD
    assert "“Serves” is in your library" in notice.hint
    assert notice.pressed is not None
    notice.pressed()
    assert wanted == [recorder.session.id]
    assert live_context.store.load(wanted[0]).video.n_frames > 60
    qtbot.waitUntil(lambda: not live_context.runner.alive(), timeout=20_000)


def test_what_cannot_be_saved_is_said(context: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.live import record_note

    monkeypatch.setattr(record_note, "unfinished", lambda _store: ("lesson",))
    full = FileError("The disk is full.", "Make room.")
    monkeypatch.setattr(record_finish, "recover_all", lambda _store: ([], [full]))
    said: list[Notice] = []
    context.notices.posted.connect(said.append)
    recover_recordings(context)
    assert [notice.message for notice in said] == ["The disk is full."]
