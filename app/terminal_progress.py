"""How an analysis in the terminal says how far it is, and hears Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from app.terminal_bar import TerminalBar
from core.errors import Cancelled
from core.sessions.analysis_update import AnalysisUpdate


class TerminalProgress:
    """A bar on a terminal, a plain line every ten seconds anywhere else."""

    def __init__(self, out: TextIO, fps: float, noun: str = "frame") -> None:
        self._bar, self._fps, self._noun = TerminalBar(out), fps, noun
        self._pace = ""
        self.stopped = threading.Event()

    def step(self, done: float, total: float, note: str = "") -> None:
        """Draw how far it is; raise ``Cancelled`` after Ctrl-C."""
        if self.stopped.is_set():
            raise Cancelled
        if self._bar.due():
            share = min(done / total, 1.0) if total > 0 else 0.0
            about = note or self._pace
            text = f"{self._noun} {done:.0f} of {total:.0f}"
            self._bar.draw(share, text + (f"  {about}" if about else ""))

    def hear(self, update: AnalysisUpdate) -> None:
        """Take the pace from an update of the analysis."""
        if update.frames_per_s > 0:
            self._pace = f"{update.frames_per_s:.0f} frames/s"
            if self._fps > 0:
                self._pace += f", {update.frames_per_s / self._fps:.1f} x real time"
            if update.eta_s is not None:
                self._pace += f", {clock(update.eta_s)} left"

    def close(self, said: str = "") -> None:
        """Take the bar away; ``said`` is the last line."""
        self._bar.say(said)


@contextmanager
def stop_on_interrupt(stopped: threading.Event) -> Iterator[None]:
    """Turn the first Ctrl-C (or a polite kill) into ``stopped``; the second one is as usual."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = (signal.SIGINT, signal.SIGTERM)
    former = {number: signal.getsignal(number) for number in wanted}

    def stop(number: int, _: FrameType | None) -> None:
        stopped.set()
        signal.signal(number, former[signal.Signals(number)])

    for number in wanted:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in wanted:
            signal.signal(number, former[number])


def clock(seconds: float) -> str:
    """Return seconds as minutes and seconds, with hours where there are any."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
