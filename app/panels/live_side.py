"""The hits of the lesson so far: the mean large, how many of each score, and the list growing."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.panels.live_hit_delegate import LiveHitDelegate
from app.state.hit_table import HitTable
from app.state.live_hits import LessonHits
from app.theme import Theme, set_role
from app.tokens import L, M, S
from app.viewer.ink import draw_badge, score_colour, sized
from core.scoring.summary import Summary

WIDTH_PX = 288
_BAR_PX = 62
_NO_COUNTS = (0, 0, 0, 0, 0)


class LiveSide(QWidget):
    """Shows ``LessonHits``; the newest hit stands at the foot of the list, in sight.

    ``hit_chosen`` carries the time (s) of a hit that was clicked or activated.
    """

    hit_chosen = Signal(float)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH_PX)
        self.count, self.mean, self.good = QLabel("0"), QLabel("–"), QLabel("–")
        self.counts = ScoreCounts(context.theme)
        self._table = HitTable(self)
        self.view = QListView()
        self.view.setModel(self._table)
        self.view.setItemDelegate(LiveHitDelegate(self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName("Hits of this lesson")
        self.view.setToolTip("Click a hit of the last minute to see it again")
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self._empty = QLabel("The first hit will stand here.")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        set_role(self._empty, "muted")
        self._lay_out()
        self.show_hits(LessonHits())

    def show_hits(self, hits: LessonHits) -> None:
        """Show these hits and their figures."""
        scored, summary = hits.scored, hits.summary
        at_foot = self._at_foot()
        self._table.set_hits(scored)
        self.count.setText(str(summary.n_hits))
        self.mean.setText("–" if summary.mean_score is None else f"{summary.mean_score:.1f}")
        self.good.setText("–" if summary.good_share is None else f"{summary.good_share:.0%}")
        self.counts.show_summary(summary)
        self._stack.setCurrentIndex(0 if scored else 1)
        if at_foot:
            self.view.scrollToBottom()

    def _choose(self, index: QModelIndex) -> None:
        self.hit_chosen.emit(self._table.hit_at(index.row()).hit.time_s)

    def _at_foot(self) -> bool:
        bar = self.view.verticalScrollBar()
        return bar.value() >= bar.maximum() - 8

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(L)
        for figure, words in (
            (self.count, "hits"),
            (self.mean, "mean score"),
            (self.good, "4s and 5s"),
        ):
            set_role(figure, "display")
            caption = QLabel(words)
            set_role(caption, "caption")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(figure)
            column.addWidget(caption)
            row.addLayout(column)
        row.addStretch(1)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, M, M, S)
        column.setSpacing(M)
        column.addLayout(row)
        column.addWidget(self.counts)
        column.addWidget(body, 1)


class ScoreCounts(QWidget):
    """How many hits got each score, as upright bars over their badges."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._counts: tuple[int, ...] = _NO_COUNTS
        self.setFixedHeight(_BAR_PX + 48)
        theme.changed.connect(self.update)
        self.setAccessibleName("Hits of each score")

    def show_summary(self, summary: Summary) -> None:
        """Show other counts."""
        if summary.counts != self._counts:
            self._counts = summary.counts
            words = ", ".join(f"{n} of score {i + 1}" for i, n in enumerate(self._counts))
            self.setAccessibleDescription(words)
            self.setToolTip(words)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _BAR_PX + 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max(*self._counts, 1)
        step = self.width() / 5
        foot = 18.0 + _BAR_PX
        for place, score in enumerate((5, 4, 3, 2, 1)):
            n = self._counts[score - 1]
            middle = (place + 0.5) * step
            height = max(_BAR_PX * n / most, 2.0)
            bar = QRectF(middle - 14, foot - height, 28, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(score_colour(score) if n else self._theme.colour("border"))
            painter.drawRoundedRect(bar, 3, 3)
            if n:
                painter.setPen(self._theme.colour("text_muted"))
                painter.setFont(sized(self.font(), 12))
                above = QRectF(middle - step / 2, bar.top() - 17, step, 16)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(n))
            badge = QRectF(middle - 10, foot + 5, 20, 20)
            draw_badge(painter, badge, score, ground=self._theme.colour("window"))
        painter.end()
