"""How an analysis in the terminal says how far it is, and hears Ctrl-C."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from core.errors import Cancelled
from core.sessions.analysis_update import AnalysisUpdate

_BAR = 24
_REDRAW_S = 0.2
_LINE_S = 10.0


class TerminalProgress:
    """A bar on a terminal, a plain line every ten seconds anywhere else."""

    def __init__(self, out: TextIO, fps: float, noun: str = "frame") -> None:
        self._out, self._fps, self._noun = out, fps, noun
        self._live = out.isatty()
        self._every_s = _REDRAW_S if self._live else _LINE_S
        self._drawn_at = time.monotonic() - (0 if not self._live else _REDRAW_S)
        self._pace = ""
        self._width = 0
        self.stopped = threading.Event()

    def step(self, done: float, total: float, note: str = "") -> None:
        """Draw how far it is; raise ``Cancelled`` after Ctrl-C."""
        if self.stopped.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._drawn_at >= self._every_s:
            self._drawn_at = now
            self._draw(done, total, note)

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
        if self._live and self._width:
            self._out.write("\r" + " " * self._width + "\r")
        if said:
            self._out.write(said + "\n")
        self._out.flush()

    def _draw(self, done: float, total: float, note: str) -> None:
        share = min(done / total, 1.0) if total > 0 else 0.0
        about = note or self._pace
        text = f"{share:4.0%}  {self._noun} {done:.0f} of {total:.0f}"
        text += f"  {about}" if about else ""
        if self._live:
            bar = "#" * round(share * _BAR)
            text = f"[{bar:<{_BAR}}] {text}"
            self._out.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            self._out.write(text + "\n")
        self._out.flush()


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
