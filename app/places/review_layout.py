"""How Review is laid out: header, video with transport and timeline, hits at the side."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QPixmap, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.context import AppContext
from app.panels.correct_strip import CorrectStrip
from app.panels.hit_map import HitMap
from app.panels.hits import HitsPanel
from app.panels.progress_strip import ProgressStrip
from app.panels.review_side import ReviewSide
from app.panels.score_trend import ScoreTrend
from app.panels.session_header import SessionHeader
from app.panels.transport import TransportBar
from app.state.playback import Playback
from app.theme import set_role
from app.viewer.timeline import Timeline
from app.viewer.video_area import VideoArea


class ReviewLayout(QWidget):
    """Holds the panels and nothing else. The splitters' places are remembered."""

    def __init__(
        self,
        context: AppContext,
        playback: Playback,
        picture_of: Callable[[str], QPixmap | None],
    ) -> None:
        super().__init__()
        self.header = SessionHeader(context)
        self.strip = ProgressStrip()
        self.area = VideoArea()
        self.correct = CorrectStrip(context)
        self.correct.hide()
        self.transport = TransportBar(context, playback)
        self.timeline = Timeline()
        self.hits = HitsPanel(context, picture_of)
        self.side = ReviewSide(self.hits)
        self.map = HitMap()
        self.trend = ScoreTrend()
        self._wide = QSplitter(Qt.Orientation.Horizontal)
        self._side = QSplitter(Qt.Orientation.Vertical)
        self._sized = False
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Share out the width at the first sight of it, when nothing was remembered."""
        super().showEvent(event)
        if not self._sized:
            self._sized = True
            side = round(min(max(self.width() * 0.24, 340), 460))
            self._wide.setSizes([self.width() - side, side])

    def set_side_shown(self, shown: bool) -> None:
        """Show or fold away the hits beside the video."""
        self._side.setVisible(shown)

    def add_below_video(self, bar: QWidget) -> None:
        """Put a bar right below the video."""
        self._left.insertWidget(self._left.indexOf(self.area) + 1, bar)

    def remember(self) -> None:
        """Keep the splitters' places for the next start."""
        QSettings().setValue("review/wide", self._wide.saveState())
        QSettings().setValue("review/side", self._side.saveState())

    def _lay_out(self) -> None:
        left = QWidget()
        self._left = column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.correct)
        column.addWidget(self.area, 1)
        column.addWidget(self.transport)
        strip = QHBoxLayout()
        strip.setContentsMargins(10, 0, 10, 8)
        strip.addWidget(self.timeline)
        column.addLayout(strip)
        self._side.addWidget(self.side)
        self._side.addWidget(self._figures())
        self._side.setStretchFactor(0, 3)
        self._side.setStretchFactor(1, 2)
        self._side.setSizes([360, 250])
        self._side.setMinimumWidth(300)
        self._wide.addWidget(left)
        self._wide.addWidget(self._side)
        self._wide.setStretchFactor(0, 1)
        self._wide.setStretchFactor(1, 0)
        for splitter in (self._wide, self._side):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        for splitter, key in ((self._wide, "review/wide"), (self._side, "review/side")):
            stored = QSettings().value(key)
            if stored is not None:
                self._sized = splitter.restoreState(stored) or self._sized
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(self.strip)
        rule = QFrame()
        set_role(rule, "rule")
        rule.setFixedHeight(1)
        whole.addWidget(rule)
        whole.addWidget(self._wide, 1)

    def _figures(self) -> QWidget:
        """Return the hit map and the trend side by side, each under its name."""
        row = QHBoxLayout()
        row.setContentsMargins(10, 6, 6, 6)
        row.setSpacing(8)
        for title, panel, share in (("Hit map", self.map, 5), ("Score trend", self.trend, 6)):
            name = QLabel(title)
            set_role(name, "caption")
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(name)
            column.addWidget(panel, 1)
            row.addLayout(column, share)
        figures = QWidget()
        figures.setMinimumHeight(190)
        figures.setLayout(row)
        return figures
