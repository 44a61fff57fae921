"""The rail's jobs button: a ring that fills while work is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QToolButton

from app.context import AppContext
from app.jobs.job import JobState
from app.theme import Theme

REFRESH_MS = 150
SIZE = 24


class JobsButton(QToolButton):
    """Shows the mean progress of the running jobs, their number, and a dot after a failure."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._turn = 0
        self._failed_seen: set[int] = set()
        self.setText("Jobs")
        self.setAccessibleName("Jobs")
        self.setProperty("role", "rail")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(context.actions["jobs"].toolTip())
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        context.runner.jobs_changed.connect(self._jobs_changed)
        context.theme.changed.connect(self.refresh)
        self.refresh()

    def seen(self) -> None:
        """Take the dot away: the person has looked."""
        jobs = self._context.runner.jobs
        self._failed_seen = {job.number for job in jobs if job.state is JobState.FAILED}
        self.refresh()

    def refresh(self) -> None:
        """Draw the ring anew."""
        running = [job for job in self._context.runner.jobs if not job.state.over]
        failed = any(
            job.state is JobState.FAILED and job.number not in self._failed_seen
            for job in self._context.runner.jobs
        )
        self._turn = (self._turn + 12) % 360
        if not running:
            self._timer.stop()
            self.setIcon(self._context.theme.icon("jobs", "danger" if failed else "text_muted"))
            self.setText("Jobs")
            self.setAccessibleName("Jobs, one has failed" if failed else "Jobs")
            return
        known = [job.fraction for job in running if job.fraction is not None]
        share = sum(known) / len(known) if known else None
        self.setIcon(self._ring(share, len(running)))
        self.setText("Jobs" if share is None else f"{share:.0%}")
        self.setAccessibleName(f"Jobs, {len(running)} running")

    def _jobs_changed(self) -> None:
        if any(not job.state.over for job in self._context.runner.jobs):
            self._timer.start()
        self.refresh()

    def _ring(self, share: float | None, number: int) -> QPixmap:
        turned = self._turn if share is None else 0
        picture = ring(self._context.theme, self.devicePixelRatioF(), share, turned)
        painter = QPainter(picture)
        painter.setPen(self._context.theme.colour("text"))
        font = self.font()
        font.setPixelSize(11)
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(QRectF(0, 0, SIZE, SIZE), Qt.AlignmentFlag.AlignCenter, str(number))
        painter.end()
        return picture


def ring(theme: Theme, ratio: float, share: float | None, turned: int = 0) -> QPixmap:
    """Return a ring of which ``share`` (0 to 1) is filled; None: a quarter, ``turned`` degrees."""
    picture = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(2.5, 2.5, SIZE - 5, SIZE - 5)
    painter.setPen(QPen(theme.colour("border_strong"), 2.5))
    painter.drawEllipse(box)
    pen = QPen(QColor(theme.colour("accent")), 2.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(box, (90 - turned) * 16, -round(360 * 16 * (0.25 if share is None else share)))
    painter.end()
    return picture
