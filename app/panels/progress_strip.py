"""The thin strip that tells how the analysis goes, with its one button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.theme import set_role


class ProgressStrip(QWidget):
    """Running: frames/s, times real time, time left, Stop. Stopped: why, and Go on."""

    stop_wanted = Signal()
    start_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._running = False
        self._words = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName("Progress of finding hits")
        self._button = QPushButton()
        set_role(self._button, "link")
        self._button.clicked.connect(self._pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(12)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._button)
        self.hide()

    def show_running(
        self,
        done: int,
        total: int,
        frames_per_s: float | None,
        times_real: float | None,
        eta_s: float | None,
    ) -> None:
        """Say how far it is: frames, frames per second, speed against real time, seconds left."""
        self._running = True
        parts = [f"Finding hits: {100 * done // max(total, 1)} %"]
        if frames_per_s:
            parts.append(f"{frames_per_s:.0f} frames/s")
        if times_real:
            parts.append(f"{times_real:.1f}× real time")
        if eta_s is not None:
            parts.append(f"{span_text(eta_s)} left")
        self._say("  ·  ".join(parts), "Stop")
        self._bar.setRange(0, 1000)
        self._bar.setValue(1000 * done // max(total, 1))
        self._bar.show()

    def show_waiting(self, words: str) -> None:
        """Say that it is about to begin or behind others."""
        self._running = True
        self._say(words, "Stop")
        self._bar.setRange(0, 0)
        self._bar.show()

    def show_stopped(self, words: str, button: str = "Go on", problem: bool = False) -> None:
        """Say why nothing happens, and offer to go on."""
        self._running = False
        self._say(words, button, problem)
        self._bar.hide()

    def _say(self, words: str, button: str, problem: bool = False) -> None:
        self._words.setText(words)
        role = "problem" if problem else "muted"
        if self._words.property("role") != role:
            set_role(self._words, role)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.show()

    def _pressed(self) -> None:
        (self.stop_wanted if self._running else self.start_wanted).emit()


def span_text(seconds: float) -> str:
    """Return a span in the words of a clock: “45 s”, “3 min”, “1 h 20 min”."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
