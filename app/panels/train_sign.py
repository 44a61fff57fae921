"""The sign on the rail that a training is under way, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.context import AppContext
from app.panels.rail import Rail
from app.state.run_words import share_done
from core.training.events import Event, Progressed


class TrainSign(QObject):
    """Follows ``context.trainings``; the rail is drawn anew only when a percent is full."""

    def __init__(self, context: AppContext, rail: Rail, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._rail = context, rail
        self._shown: tuple[int | None, bool] = (None, False)
        self._latest: tuple[str, Event] | None = None
        context.trainings.runs_changed.connect(self._refresh)
        context.trainings.event_heard.connect(self._hear)
        self._refresh()

    def _hear(self, name: str, event: Event) -> None:
        if isinstance(event, Progressed):
            self._latest = (name, event)
            self._refresh()

    def _refresh(self) -> None:
        trainings = self._context.trainings
        run = next((each for each in trainings.runs if each.name == trainings.current), None)
        known = self._latest is not None and self._latest[0] == trainings.current
        share = None
        if run is not None:
            share = share_done(run.status, self._latest[1] if known and self._latest else None)
        percent = None if share is None else int(100 * share)
        now = percent, trainings.current is not None
        if now != self._shown:
            self._shown = now
            part = None if percent is None else percent / 100
            self._rail.show_progress("train", part, now[1])
