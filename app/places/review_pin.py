"""Pinning the practice on screen, or the loop in it, for comparing detectors."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.context import AppContext
from app.jobs.job import JobProgress, Lane
from app.notices import Tone
from app.state.open_session import OpenSession
from app.state.playback import Playback
from core.errors import SweetspotError


class ReviewPin(QObject):
    """Binds “Pin for comparing”; with a loop set only the loop is pinned."""

    def __init__(
        self, context: AppContext, opened: OpenSession, playback: Playback, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._opened, self._playback = context, opened, playback
        context.actions.bind("pin_clip", self.toggle)

    def toggle(self) -> None:
        """Pin the practice or its loop; one that is pinned and has no loop is unpinned."""
        session = self._opened.session
        if session is not None:
            self._change(session.id, session.title, self._playback.loop)

    def _change(self, session: str, title: str, loop: tuple[float, float] | None) -> None:
        root = self._context.store.root

        def work(_progress: JobProgress) -> bool:
            from core.before_after.pins import Pin, read_pins, write_pins

            pins = read_pins(root)
            unpin = loop is None and pins.of(session) is not None
            pin = Pin(session, *loop) if loop is not None else Pin(session)
            write_pins(root, pins.without(session) if unpin else pins.with_pin(pin))
            return not unpin

        self._context.runner.start(
            "Pinning the practice",
            work,
            lane=Lane.LIBRARY,
            on_done=lambda pinned: self._say(title, loop, pinned),
            on_failed=self._fail,
            quiet=True,
        )

    def _say(self, title: str, loop: tuple[float, float] | None, pinned: bool) -> None:
        what = f"“{title}”" if loop is None else f"The loop in “{title}”"
        if pinned:
            self._context.notices.say(
                f"{what} is pinned.",
                "Train compares new detectors on it. Confirm its hits to say what is right.",
                Tone.GOOD,
                "Unpin" if loop is None else "",
                self.toggle if loop is None else None,
            )
        else:
            self._context.notices.say(f"{what} is no longer pinned.", "", Tone.INFO, "Pin again",
                                      self.toggle)  # fmt: skip

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, SweetspotError):
            self._context.notices.fail(error)
