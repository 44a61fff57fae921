"""What the Live place's actions do, and when they can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.context import AppContext
from app.live_choices import LONGEST_DELAY_S, LiveChoices
from app.state.live_desk import LiveDesk
from app.state.live_phase import LivePhase
from app.state.live_picture import Showing

if TYPE_CHECKING:
    from app.places.live import LivePlace

_LOUDER = 0.1
_CHOOSING = ("live_look", "live_address", "live_file")
_WATCHING = (
    "live_replay_always",
    "live_mirror",
    "live_mirror_less",
    "live_mirror_more",
    "live_now",
    "live_boxes",
    "live_alone",
)


class LiveActs(QObject):
    """Binds the actions of one Live place."""

    def __init__(self, context: AppContext, desk: LiveDesk, place: LivePlace) -> None:
        super().__init__(place)
        self._context, self._desk, self._place = context, desk, place
        bind = context.actions.bind
        bind("live_start", desk.start)
        bind("live_stop", desk.stop)
        bind("live_record", desk.record)
        bind("live_look", desk.sources.look)
        bind("live_address", place.ask_address)
        bind("live_file", place.ask_file)
        bind("live_replay", desk.replay)
        self._switch("live_replay_always", lambda c, on: replace(c, replay_always=on))
        self._switch("live_call", lambda c, on: replace(c, call_on=on))
        self._switch("live_boxes", lambda c, on: replace(c, boxes=on))
        bind("live_mirror", desk.mirror)
        bind("live_mirror_less", lambda: self._delay(-1.0))
        bind("live_mirror_more", lambda: self._delay(1.0))
        bind("live_now", self.back)
        bind("live_test_call", lambda: desk.voice.test(desk.choices))
        bind("live_louder", lambda: self._volume(_LOUDER))
        bind("live_quieter", lambda: self._volume(-_LOUDER))
        bind("live_alone", self._alone)
        bind("live_review", self.open_review)
        self.refresh()

    def refresh(self) -> None:
        """Let each action be as possible and as checked as the desk is."""
        desk, actions = self._desk, self._context.actions
        phase, choices = desk.state.phase, desk.choices
        watching = phase is LivePhase.WATCHING
        choosing = phase is LivePhase.CHOOSING
        actions.set_enabled("live_start", choosing and desk.sources.ready)
        actions.set_enabled("live_stop", phase in (LivePhase.OPENING, LivePhase.WATCHING))
        actions.set_enabled("live_record", choosing or watching)
        actions.set_all_enabled(_CHOOSING, choosing)
        actions.set_all_enabled(_WATCHING, watching)
        actions.set_enabled("live_replay", watching and bool(desk.hits.standing))
        actions.set_enabled("live_review", phase is LivePhase.ENDED and bool(desk.saving.sessions))
        for action, on in (
            ("live_record", choices.record),
            ("live_replay_always", choices.replay_always),
            ("live_call", choices.call_on),
            ("live_boxes", choices.boxes),
            ("live_mirror", desk.mirror_on),
        ):
            actions[action].setChecked(on)

    def open_review(self) -> None:
        """Show the lesson in Review."""
        if self._desk.saving.sessions:
            session = self._desk.saving.sessions[-1]
            self._desk.leave_result()
            self._context.navigation.session_wanted.emit(session.id)

    def back(self) -> None:
        """Leave what lies on top: a replay or mirror, then the bare picture, then full screen."""
        if self._place.showing is not Showing.NOW or self._desk.mirror_on:
            self._desk.back_to_now()
        elif self._context.actions["live_alone"].isChecked():
            self.leave_alone()
        else:
            self._context.actions["fullscreen"].setChecked(False)

    def leave_alone(self) -> None:
        """Bring everything around the picture back."""
        self._context.actions["live_alone"].setChecked(False)

    def _alone(self, on: bool) -> None:
        self._place.layout_.show_alone(on)
        self._context.navigation.alone_wanted.emit(on)

    def _switch(self, action: str, change: Callable[[LiveChoices, bool], LiveChoices]) -> None:
        desk = self._desk
        self._context.actions.bind(action, lambda on: desk.choose(change(desk.choices, on)))

    def _delay(self, by_s: float) -> None:
        delay = min(max(self._desk.choices.mirror_s + by_s, 1.0), LONGEST_DELAY_S)
        self._desk.choose(replace(self._desk.choices, mirror_s=delay))
        if not self._desk.mirror_on:
            self._desk.mirror(True)

    def _volume(self, by: float) -> None:
        volume = round(min(max(self._desk.choices.volume + by, 0.0), 1.0), 2)
        self._desk.choose(replace(self._desk.choices, volume=volume))
