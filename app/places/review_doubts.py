"""The way from doubt to doubt in correct mode: jump, zoom, accept, dismiss."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF

from app.context import AppContext
from app.key_names import native
from app.panels.doubt_queue import DoubtQueue
from app.places.review_correct import ReviewCorrect
from app.places.review_layout import ReviewLayout
from app.state.doubt_list import DoubtList
from app.state.playback import Playback
from core.box import overlap_of
from core.detections.detections import ObjectClass
from core.sessions.doubt import Doubt, DoubtKind

NONE_LEFT = "Nothing doubtful is left."
NONE_LEFT_HINT = "Every frame can still be corrected; the doubts come back with new results."


class ReviewDoubts(QObject):
    """Follows the queue (``list``); ``current`` is the doubt on screen."""

    def __init__(
        self,
        context: AppContext,
        doubts: DoubtList,
        correct: ReviewCorrect,
        playback: Playback,
        layout: ReviewLayout,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self.list, self._correct = context, doubts, correct
        self._playback, self._layout = playback, layout
        self._view = layout.area.view
        self.current: Doubt | None = None
        self._zoomed = False
        self.panel = DoubtQueue(context, doubts, self._time_of)
        layout.side.add_doubts(self.panel)
        self.panel.doubt_chosen.connect(self.go_to)
        correct.correction.mode_changed.connect(self._switch)
        doubts.changed.connect(self._refresh)
        bind = context.actions.bind
        bind("next_doubt", lambda: self._step(1))
        bind("previous_doubt", lambda: self._step(-1))
        bind("dismiss_doubt", self._dismiss)
        bind("doubt_queue", self._change_focus)
        self._refresh()

    def accept(self) -> None:
        """Say that this frame is right and go to the next doubtful one."""
        if not self._correct.ready:
            return
        before, here = self.list.open, self._here()
        self._correct.accept()
        if not self._go_on(before, here):
            # Without doubts, frame by frame.
            self._playback.step(1)
            self._layout.correct.say(f"{NONE_LEFT} {NONE_LEFT_HINT}")

    def go_to(self, doubt: Doubt) -> None:
        """Show the frame of a doubt, near, with what it is about selected."""
        self._playback.pause()
        self.current = doubt
        self._playback.seek_frame(doubt.frame)
        self.panel.set_current(doubt)
        if doubt.xyxy is not None:
            x0, y0, x1, y1 = doubt.xyxy
            self._view.show_region(QRectF(x0, y0, x1 - x0, y1 - y0))
            self._zoomed = True
        elif self._zoomed:
            self._view.fit()
        self._select(doubt)
        self._layout.correct.say(f"{doubt.words} {self._advice(doubt)}")
        # Enter means the frame from here on, not the row of the list.
        self._view.setFocus()

    def _advice(self, doubt: Doubt) -> str:
        """Return what answers a doubt, with the keys as they are now."""
        key = self._context.actions.first_key
        if doubt.kind in (DoubtKind.UNSURE_HIT, DoubtKind.SILENT_HIT):
            yes, no = native(key("confirm_hit")), native(key("reject_hit"))
            return f"{yes}: it is one, {no}: it is none; {native(key('next_doubt'))} goes on."
        if doubt.kind is DoubtKind.SOUND_ONLY:
            mark, leave = native(key("mark_hit")), native(key("dismiss_doubt"))
            return f"{mark} marks a hit at this frame, {leave} says there is none."
        return f"Put it right, then {native(key('accept'))}."

    def _select(self, doubt: Doubt) -> None:
        """Select the box in doubt; where the ball is lost, let the next click add it."""
        correction = self._correct.correction
        if doubt.kind is DoubtKind.BALL_LOST:
            if correction.adding is not ObjectClass.BALL:
                correction.add_next(ObjectClass.BALL)
            return
        correction.add_next(None)
        box = doubt.xyxy
        if doubt.about is None or box is None or doubt.hit_id is not None:
            return
        near = [
            item
            for item in correction.items
            if item.kind is doubt.about and overlap_of(item.xyxy, box) > 0
        ]
        if near:
            best = max(near, key=lambda item: overlap_of(item.xyxy, box))
            correction.select([best.key])

    def _here(self) -> Doubt | None:
        """Return the doubt the coach looks at: the one gone to, else one about this frame."""
        frame = self._playback.frame
        if self.current is not None and self.current.frame == frame:
            return self.current
        return self.list.at(frame)

    def _go_on(self, before: tuple[Doubt, ...], here: Doubt | None) -> bool:
        """Go to the first that is still open below ``here`` in the list as it was; if there is."""
        still = {doubt.key: doubt for doubt in self.list.open}
        keys = [doubt.key for doubt in before]
        row = keys.index(here.key) + 1 if here is not None and here.key in keys else 0
        for key in (*keys[row:], *still):
            if key in still:
                self.go_to(still[key])
                return True
        self.current = None
        return False

    def _step(self, step: int) -> None:
        doubts, here = self.list.open, self._here()
        if not doubts:
            self._context.notices.say(NONE_LEFT, NONE_LEFT_HINT)
            return
        keys = [doubt.key for doubt in doubts]
        known = here is not None and here.key in keys
        first = 0 if step > 0 else len(keys) - 1
        row = (keys.index(here.key) + step) % len(keys) if known and here is not None else first
        self.go_to(doubts[row])

    def _dismiss(self) -> None:
        before, here = self.list.open, self._here()
        if here is not None:
            self.list.dismiss(here)
            if not self._go_on(before, here):
                self._context.notices.say(NONE_LEFT, NONE_LEFT_HINT)

    def _change_focus(self) -> None:
        """Go to the list, or from it back to the video."""
        if self.panel.view.hasFocus():
            self._view.setFocus()
        else:
            self._layout.side.show_doubts()
            self.panel.view.setFocus()

    def _switch(self, on: bool) -> None:
        if on:
            self.list.begin()
        elif self._zoomed:
            self._view.fit()
        self._zoomed, self.current = False, None
        self._layout.side.set_correcting(on)

    def _refresh(self) -> None:
        self._context.actions.set_enabled("dismiss_doubt", bool(self.list.open))
        self._layout.correct.show_progress(self.list.progress_words)
        self._layout.side.set_counts(len(self.list.open))

    def _time_of(self, frame: int) -> float:
        timebase = self._playback.timebase
        return 0.0 if timebase is None else timebase.time_of(frame)
