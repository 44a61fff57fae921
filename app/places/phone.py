"""The Phone place: makes a detector ready for the iPhone, proves it, and hands it over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.context import AppContext
from app.places.phone_layout import PhoneLayout
from app.places.phone_leaving import PhoneLeaving, open_outside
from app.state.phone_desk import PhoneDesk
from app.state.phone_flow import PhoneFlow
from app.state.phone_weights import taken_of
from app.state.phone_work import EXACT, KEEPINGS
from core.resources import default_model

TRY_SMALLER, TRY_EXACT = "Try smaller weights", "Try full precision"


class PhonePlace(QWidget):
    """Joins the desk, the hand-over and the panels; owns no data itself."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.desk = PhoneDesk(context.runner, self._folders, self)
        self.leaving = PhoneLeaving(context, self.desk, self)
        self.layout_ = PhoneLayout(context)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.layout_)
        self._pages.addWidget(self.leaving.page)
        self._connect()
        self._bind_actions()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the list."""
        super().focusInEvent(event)
        self.layout_.detectors.setFocus(event.reason())

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: trainings end and detectors are adopted elsewhere."""
        super().showEvent(event)
        if not event.spontaneous():
            self.desk.reload()

    def _connect(self) -> None:
        desk, layout = self.desk, self.layout_
        desk.listed.connect(self._refresh_list)
        desk.shown_changed.connect(self._refresh)
        desk.failed.connect(self._context.notices.fail)
        desk.run.changed.connect(self._refresh)
        layout.detectors.chosen.connect(desk.choose)
        desk.trials.changed.connect(self._refresh)
        desk.trials.failed.connect(self._context.notices.fail)
        layout.story.weights.chosen.connect(self._keep_so)
        layout.card.anyway.connect(self.leaving.ask_anyway)
        self.leaving.page_wanted.connect(self._show_page)
        self._context.shelf.current_changed.connect(desk.reload)

    def _bind_actions(self) -> None:
        bind = self._context.actions.bind
        bind("phone_make_ready", lambda: self.desk.make_ready())
        bind("phone_try_smaller", self.desk.try_others)
        bind("phone_report", self._open_report)
        bind("phone_details", lambda _on: None)
        bind("phone_folder", self._open_folder)
        bind("phone_back", self._back)
        self._refresh()

    def _folders(self) -> tuple[Path, Path, Path]:
        return self._context.store.root, default_model().absolute(), self._context.shelf.current

    def _refresh_list(self) -> None:
        contents, chosen = self.desk.contents, self.desk.chosen
        folder = chosen.folder if chosen is not None else None
        self.layout_.detectors.show_detectors(contents.detectors, folder)
        self.layout_.history.show_receipts(contents.receipts)
        self._refresh()

    def _refresh(self) -> None:
        desk = self.desk
        chosen, shown, run = desk.chosen, desk.shown, desk.run
        verdict = shown.verdict if shown is not None else None
        flow, elsewhere = self._flow_of_chosen()
        self.layout_.story.show_way(chosen, flow, verdict, run.stopping, elsewhere)
        trying = self._refresh_weights()
        ready = verdict is not None and verdict.passed and not flow.running
        failed = verdict is not None and not verdict.passed and not flow.running
        package = shown is not None and shown.package is not None
        self.layout_.card.show_state(ready=ready, failed=failed and package)
        usable = chosen is not None and not chosen.problem
        actions = self._context.actions
        actions.set_enabled("phone_make_ready", usable and not run.flow.running and not trying)
        self.layout_.story.go.setEnabled(usable and not trying and not elsewhere)
        actions.set_all_enabled(("phone_save", "phone_code"), ready)
        has_page = verdict is not None and verdict.report is not None
        actions.set_enabled("phone_report", has_page)
        actions.set_enabled("phone_details", verdict is not None)
        actions.set_enabled("phone_folder", chosen is not None)
        sending = self.leaving.under_way
        actions.set_enabled("phone_back", run.flow.running or sending or trying)

    def _flow_of_chosen(self) -> tuple[PhoneFlow, str]:
        """Return where the chosen detector is, and which other one is under way, "" for none."""
        run, chosen = self.desk.run, self.desk.chosen
        if run.order is None or (chosen is not None and run.order.folder == chosen.phone_folder):
            return run.flow, ""
        return PhoneFlow(), run.order.name if run.flow.running else ""

    def _refresh_weights(self) -> bool:
        """Show the ways to keep the weights; return whether others are being tried."""
        desk = self.desk
        shown, job = desk.shown, desk.trials.job
        others = desk.others()
        words = "" if not others else TRY_EXACT if others[0] is EXACT else TRY_SMALLER
        taken = "" if shown is None else taken_of(shown)
        self.layout_.story.weights.show_choices(desk.choices(), taken, words, job)
        can_try = bool(others) and job is None and not desk.run.flow.running
        self._context.actions.set_enabled("phone_try_smaller", can_try)
        return job is not None

    def _keep_so(self, keeping_id: str) -> None:
        self.desk.make_ready(next(each for each in KEEPINGS if each.id == keeping_id))

    def _show_page(self, on: bool) -> None:
        """Show the page of a transfer, or go back from it."""
        page, layout = self.leaving.page, self.layout_
        self._pages.setCurrentWidget(page if on else layout)
        (page.back if on else layout.card.code).setFocus()
        self._refresh()

    def _back(self) -> None:
        if self.leaving.under_way:
            self.leaving.hand_over.leave()
        elif self.desk.run.flow.running:
            self.desk.run.cancel()
        else:
            self.desk.trials.cancel()

    def _open_report(self) -> None:
        shown = self.desk.shown
        if shown is not None and shown.verdict is not None and shown.verdict.report is not None:
            open_outside(shown.verdict.report)

    def _open_folder(self) -> None:
        chosen = self.desk.chosen
        if chosen is not None:
            made = chosen.phone_folder
            open_outside(made if made.is_dir() else chosen.folder)
