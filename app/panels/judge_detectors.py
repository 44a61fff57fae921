"""The picture of all detectors: speed, accuracy and size, measured on this computer."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedLayout, QWidget

from app.context import AppContext
from app.jobs.job import Job, JobProgress, Lane
from app.theme import set_role
from core.errors import ModelError, SweetspotError
from core.models.chart import DARK, LIGHT, chart
from core.models.facts import ModelFacts

NOTE = "AP was counted on the pictures each detector was made with: of one training it compares."


class JudgeDetectors(QWidget):
    """Measures the detectors when it is first shown, and again when there are others."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._facts: tuple[ModelFacts, ...] = ()
        self._measured: tuple[str, ...] = ()
        self._job: Job | None = None
        self._plot, self._words = _Plot(), QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        set_role(self._words, "muted")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._words)
        self._stack.addWidget(self._plot)
        context.theme.changed.connect(self._draw)

    def measure(self) -> None:
        """Measure what there is, unless that was done already."""
        shelf, threads = self._context.shelf.shelf, self._context.preferences.value.threads
        known = self._measured

        def work(progress: JobProgress) -> tuple[tuple[str, ...], list[ModelFacts]] | None:
            from core.models.speed import with_speed

            facts = [one for model in shelf.models() for one in model.facts if one.chosen]
            names = tuple(f"{one.folder}:{one.n_bytes}:{one.mean_ap50}" for one in facts)
            if names == known:
                return None
            return names, with_speed(facts, progress, threads=threads)

        if self._job is None:
            if not self._facts:
                self._say("Measuring how fast each detector is on this computer…")
            self._job = self._context.runner.start(
                "Measuring the detectors",
                work,
                lane=Lane.DETECTOR,
                on_done=self._take,
                on_failed=self._fail,
                on_cancelled=self._end,
                quiet=True,
            )
            if self._job.state.over:
                self._job = None

    def _take(self, measured: tuple[tuple[str, ...], list[ModelFacts]] | None) -> None:
        self._end()
        if measured is not None:
            self._measured, self._facts = measured[0], tuple(measured[1])
        self._draw()

    def _fail(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, SweetspotError):
            self._say(str(error))

    def _end(self) -> None:
        self._job = None

    def _draw(self) -> None:
        if not self._facts:
            return
        try:
            self._plot.show_svg(chart(self._facts, DARK if self._context.theme.dark else LIGHT))
        except ValueError:
            self._say(str(ModelError("None of these detectors was measured on pictures yet.")))
            return
        told = "; ".join(_told(one) for one in self._facts)
        self._plot.setAccessibleDescription(told)
        self._plot.setToolTip(NOTE)
        self._stack.setCurrentWidget(self._plot)

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._stack.setCurrentWidget(self._words)


class _Plot(QWidget):
    """An SVG as large as there is room, in its own shape."""

    def __init__(self) -> None:
        super().__init__()
        self._renderer = QSvgRenderer()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Detectors by speed, accuracy and size")

    def show_svg(self, svg: str) -> None:
        """Show another document."""
        self._renderer.load(QByteArray(svg.encode()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        size = self._renderer.defaultSize()
        if size.isEmpty():
            return
        fitted = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - fitted.width()) / 2, (self.height() - fitted.height()) / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(left, top, fitted.width(), fitted.height()))

    def minimumSizeHint(self) -> QSize:
        """Large enough for its words."""
        return QSize(420, 240)


def _told(one: ModelFacts) -> str:
    ap = "not measured" if one.mean_ap50 is None else f"AP50 {100 * one.mean_ap50:.0f}"
    return f"{one.name}: {ap}, {one.ms:.0f} ms, {one.n_bytes / 1e6:.1f} MB"
