"""The status line of a watching: how fast, how late, what was left out, how loud; more on hover."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.context import AppContext
from app.panels.level_meter import LevelMeter
from app.state.live_reports import LiveFigures
from app.state.live_words import detail_lines, disk_words, status_words
from app.theme import set_role
from app.tokens import XS, M


class LiveStatus(QWidget):
    """Shows ``LiveFigures``."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.words, self.disk = QLabel(), QLabel()
        for label in (self.words, self.disk):
            set_role(label, "caption")
        self.meter = LevelMeter(context.theme, 90)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, 0, M, XS)
        row.setSpacing(M)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.disk)
        row.addWidget(self.meter)

    def show_figures(self, figures: LiveFigures | None) -> None:
        """Say how it goes; None before it is known."""
        self.meter.show_level(None if figures is None else figures.level_db)
        if figures is None:
            self.words.setText("")
            self.disk.setText("")
            return
        self.words.setText(status_words(figures.stats))
        rows = "".join(
            f"<tr><td>{escape(what)}&nbsp;&nbsp;</td><td>{escape(figure)}</td></tr>"
            for what, figure in detail_lines(figures.stats)
        )
        self.words.setToolTip(f"<table>{rows}</table>")
        self.words.setAccessibleDescription(
            "; ".join(f"{what}: {figure}" for what, figure in detail_lines(figures.stats))
        )
        recording = figures.recording
        if recording is None:
            self.disk.setText("")
            return
        self.disk.setText(f"Disk: {disk_words(recording.disk.free_bytes, recording.disk.left_s)}")
