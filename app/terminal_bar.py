"""One line at the end of a terminal's output: a bar that moves, or plain lines where none can."""

from __future__ import annotations

import time
from typing import TextIO

_BAR = 24
_REDRAW_S = 0.2
_LINE_S = 10.0


class TerminalBar:
    """A bar on a terminal, a plain line every ten seconds anywhere else."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()
        self._every_s = _REDRAW_S if self._live else _LINE_S
        self._drawn_at = time.monotonic() - (_REDRAW_S if self._live else 0)
        self._width = 0

    def due(self) -> bool:
        """Return whether it is time to draw again; a yes begins the next wait."""
        now = time.monotonic()
        if now - self._drawn_at < self._every_s:
            return False
        self._drawn_at = now
        return True

    def draw(self, share: float, text: str) -> None:
        """Show a share of 0 to 1 and words about it."""
        text = f"{share:4.0%}  {text}"
        if self._live:
            bar = "#" * round(share * _BAR)
            text = f"[{bar:<{_BAR}}] {text}"
            self._out.write("\r" + text.ljust(self._width))
            self._width = len(text)
        else:
            self._out.write(text + "\n")
        self._out.flush()

    def say(self, text: str = "") -> None:
        """Take the bar away and write a line that stays, if there is one to write."""
        if self._live and self._width:
            self._out.write("\r" + " " * self._width + "\r")
            self._width = 0
        if text:
            self._out.write(text + "\n")
        self._out.flush()
