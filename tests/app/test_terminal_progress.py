"""The bar in the terminal."""

from __future__ import annotations

import io

import pytest

from app.terminal_progress import TerminalProgress, clock
from core.detections.detections import Detections
from core.detections.tracks import Tracks
from core.errors import Cancelled
from core.sessions.analysis_update import AnalysisUpdate
from core.sessions.session import Session, VideoRef

SESSION = Session("one", "One", "2026", VideoRef("/v", "f", 4, 3, 900, 30.0, 30.0))


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def update(frames_per_s: float, eta_s: float | None) -> AnalysisUpdate:
    return AnalysisUpdate(
        9, 900, frames_per_s, eta_s, Detections.empty(), Tracks.empty(), SESSION, (), None
    )


def test_a_terminal_shows_a_bar_that_goes_away() -> None:
    out = Terminal()
    progress = TerminalProgress(out, 30.0)
    progress.hear(update(45.0, 3700.0))
    progress.step(450, 900)
    assert out.getvalue() == (
        "\r[############            ]  50%  frame 450 of 900"
        "  45 frames/s, 1.5 x real time, 1:01:40 left"
    )
    progress.close("Done.")
    assert out.getvalue().endswith(" \rDone.\n")


def test_elsewhere_lines_come_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("app.terminal_bar.time.monotonic", lambda: now[0])
    out = io.StringIO()
    progress = TerminalProgress(out, 30.0)
    for frame in range(300):
        now[0] += 0.1
        progress.step(frame, 300, "listening")
    lines = out.getvalue().splitlines()
    assert len(lines) in (2, 3)
    assert lines[0].endswith("listening")
    assert "\r" not in out.getvalue()


def test_an_unknown_length_and_an_unknown_pace_are_no_trouble() -> None:
    out = Terminal()
    progress = TerminalProgress(out, 0.0)
    progress.hear(update(0.0, None))
    progress.step(3, 0)
    assert "  0%  frame 3 of 0" in out.getvalue()


def test_stopping_is_heard_at_the_next_step() -> None:
    progress = TerminalProgress(io.StringIO(), 30.0)
    progress.stopped.set()
    with pytest.raises(Cancelled):
        progress.step(1, 2)


def test_clocks() -> None:
    assert [clock(s) for s in (-1, 0.4, 59.6, 3599, 3600)] == [
        "0:00",
        "0:00",
        "1:00",
        "59:59",
        "1:00:00",
    ]
