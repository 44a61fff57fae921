"""Correct mode in Review: joins its state, the mouse, the keys, the strip and the layers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QMenu

from app.context import AppContext
from app.correct_actions import ARROWS
from app.key_names import native
from app.places.review_layout import ReviewLayout
from app.state.box_edits import NAMES, BoxEdits
from app.state.correction import Correction
from app.state.open_session import OpenSession
from app.state.playback import Playback
from app.viewer.box_grips import Part, area, centre, moved, resized
from app.viewer.correct_overlay import CorrectOverlay, words_of
from app.viewer.correct_tool import CorrectTool
from app.viewer.overlays import Layer
from app.viewer.tools import PanTool
from core.box import Box
from core.detections.detections import ObjectClass
from core.errors import ModelError

KINDS = {
    "player": ObjectClass.PLAYER,
    "racket": ObjectClass.RACKET,
    "ball": ObjectClass.BALL,
    "head": ObjectClass.RACKET_HEAD,
}
_WAYS = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "up": (0.0, -1.0), "down": (0.0, 1.0)}
_NEED_SELECTION = tuple(
    f"{stem}_{arrow}" for stem in ("nudge", "push", "resize") for arrow in ARROWS
)
_NEED_BOXES = ("delete_boxes", "copy_on", *(f"make_{name}" for name in KINDS))
_SMALL_SHARE = 0.002
"""What takes less of the picture than this is looked at through the magnifier while dragged."""


class ReviewCorrect(QObject):
    """Owns correct mode's parts; ``correction`` says what is on screen and selected.

    ``hit_drafted`` carries a ``Hit`` as the drag under way would leave it, None after its end.
    """

    hit_drafted = Signal(object)

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        playback: Playback,
        layout: ReviewLayout,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._actions = context, context.actions
        self._playback, self._layout = playback, layout
        self._view, self._magnifier = layout.area.view, layout.area.magnifier
        self.correction = Correction(opened, playback, self)
        self.edits = BoxEdits(opened, self.correction)
        self.tool = CorrectTool(self.correction, self.edits, self)
        self.overlay = CorrectOverlay(self.correction, self.tool)
        self._drafting = False
        self._bind()
        self.correction.mode_changed.connect(self._switch)
        self.correction.changed.connect(self._show)
        self.tool.began.connect(playback.pause)
        self.tool.drafted.connect(self._follow_drag)
        self.tool.menu_wanted.connect(self._show_menu)
        self._show()

    def set_on(self, on: bool) -> None:
        """Enter or leave the mode; playing stops."""
        if on:
            self._playback.pause()
            self._take_limits()
        self.tool.cancel()
        self.correction.set_on(on)

    # Joining.

    def _bind(self) -> None:
        bind, correction = self._actions.bind, self.correction
        bind("correct_mode", self.set_on)
        for name, kind in KINDS.items():
            bind(f"add_{name}", partial(self._add, kind))
            bind(f"make_{name}", self._when_ready(partial(self.edits.change_class, kind)))
        bind("select_next", partial(correction.select_next, 1))
        bind("select_previous", partial(correction.select_next, -1))
        for action in ("select_next", "select_previous"):
            # Elsewhere Tab goes from control to control, as everywhere.
            self._actions[action].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._view.addAction(self._actions[action])
        bind("select_all", lambda: correction.select(item.key for item in correction.items))
        for arrow in ARROWS:
            bind(f"nudge_{arrow}", partial(self._nudge, arrow, 1.0))
            bind(f"push_{arrow}", partial(self._nudge, arrow, 10.0))
            bind(f"resize_{arrow}", partial(self._resize, arrow))
        bind("delete_boxes", self._when_ready(self.edits.delete))
        bind("delete_others", self._when_ready(self.edits.delete_others))
        bind("copy_on", self._copy_on)
        bind("copy_here", self._when_ready(self.edits.copy_here))
        bind("unaccept", self._when_ready(self.edits.unaccept))

    def _switch(self, on: bool) -> None:
        self._actions["correct_mode"].setChecked(on)
        self._actions.set_correcting(on)
        self._layout.correct.setVisible(on)
        self._layout.timeline.set_hits_movable(on)
        view = self._view
        view.set_tool(self.tool if on else PanTool())
        # The reason stands in the strip: at the foot of the picture it would hide boxes.
        replaced = (Layer.PLAYER, Layer.RACKET, Layer.BALL, Layer.REASON) if on else ()
        view.set_work(self.overlay if on else None, replaced)
        self._magnifier.set_work(self.overlay if on else None)
        self._magnifier.hold(None)
        if on:
            view.setFocus()

    def _take_limits(self) -> None:
        """Know from which score on the detector stands behind a box."""
        try:
            thresholds = self._context.detector.manifest().thresholds
        except ModelError:
            return  # Without its manifest the usual limit serves.
        kinds = {kind.label: kind for kind in ObjectClass}
        self.correction.set_limits(
            {kinds[name]: limit for name, limit in thresholds.items() if name in kinds}
        )

    def _show(self) -> None:
        """Let keys, strip and picture follow the selection."""
        correction = self.correction
        some = correction.on and bool(correction.selected)
        self._actions.set_enabled("unaccept", correction.on and correction.accepted)
        self._actions.set_all_enabled(_NEED_SELECTION, some)
        self._actions.set_all_enabled(_NEED_BOXES, some and bool(correction.selected_boxes))
        adding = next((n for n, kind in KINDS.items() if kind is correction.adding), None)
        self._layout.correct.mark_adding(None if adding is None else f"add_{adding}")
        self._layout.correct.mark_accepted(correction.accepted)
        self._layout.correct.say(self._advice())
        if correction.on:
            self._view.viewport().setCursor(self.tool.cursor)
        self._view.setAccessibleDescription(in_words(correction) if correction.on else "")
        self._view.viewport().update()

    def _advice(self) -> str:
        """Return what to do now, with the keys as they are set."""
        correction, key = self.correction, self._key
        if correction.adding is ObjectClass.BALL:
            return f"Click the ball, or drag a box around it. {key('correct_back')} ends it."
        if correction.adding is not None:
            name = NAMES[correction.adding]
            return f"Drag a box around the {name}. {key('correct_back')} ends it."
        if correction.selected_boxes:
            return (
                f"Drag or use the arrows. {key('delete_boxes')} deletes it, "
                f"{key('delete_others')} all else that was found."
            )
        if correction.selected:
            return "Drag the strings to where they are at contact; the score follows."
        if correction.accepted:
            return f"You said that this frame is right. {key('unaccept')} opens it again."
        return f"Click what is wrong; {key('accept')} when all is right."

    def _key(self, action: str) -> str:
        key = self._actions.first_key(action)
        return native(key) if key else f"“{self._actions[action].text()}”"

    def show_ghosts(self, boxes: tuple[tuple[ObjectClass, Box], ...]) -> None:
        """Draw boxes that are proposed for this frame."""
        if boxes != self.overlay.ghosts:
            self.overlay.ghosts = boxes
            self._view.viewport().update()

    # The keys.

    @property
    def ready(self) -> bool:
        """Whether the picture on screen is the one whose boxes would be changed."""
        return self._view.moment.frame == self.correction.frame

    def accept(self) -> None:
        """Say that the frame is right."""
        if self.ready:
            self.edits.accept()

    def _when_ready(self, act: Callable[[], object]) -> Callable[[], None]:
        """Return what acts on the frame on screen, and never on one that is not seen yet."""

        def if_seen() -> None:
            if self.ready:
                act()

        return if_seen

    def _add(self, kind: ObjectClass) -> None:
        self._playback.pause()
        self.correction.add_next(kind)

    def _nudge(self, arrow: str, pixels: float) -> None:
        by = (_WAYS[arrow][0] * pixels, _WAYS[arrow][1] * pixels)
        items = self.correction.selected
        if items and self.ready:
            boxes = moved([item.xyxy for item in items], by, self.correction.size)
            keys = [item.key for item in items]
            self.edits.place(dict(zip(keys, boxes, strict=True)), run="nudge")

    def _resize(self, arrow: str) -> None:
        way, size = _WAYS[arrow], self.correction.size
        # Down is taller: the lower right corner moves.
        items = self.correction.selected
        if self.ready:
            boxes = {i.key: resized(i.xyxy, Part.BOTTOM_RIGHT, way, size) for i in items}
            self.edits.place(boxes, "Resize", run="resize")

    def _copy_on(self) -> None:
        """Copy to the next frame and go there, with the copies selected."""
        chosen = self.correction.selected_boxes
        if self.ready and self.edits.copy_on():
            self._playback.step(1)
            kinds = [item.kind for item in chosen]
            items = [i for i in self.correction.items if i.human and i.kind in kinds]
            self.correction.select(item.key for item in items)

    def back(self) -> None:
        """End the gesture, else the adding, else the selection, else the mode."""
        if self.tool.cancel() or self._layout.timeline.drop_hit():
            return
        if self.correction.adding is not None:
            self.correction.add_next(None)
        elif self.correction.selected:
            self.correction.select(())
        else:
            self.set_on(False)

    # The mouse.

    def _follow_drag(self) -> None:
        """Draw the gesture, and hold the magnifier over a small thing that is dragged."""
        self._view.viewport().update()
        draft = self.tool.draft
        boxes = [*draft.boxes.values(), *([draft.new[1]] if draft.new is not None else [])]
        size = self.correction.size
        small = len(boxes) == 1 and area(boxes[0]) <= _SMALL_SHARE * size[0] * size[1]
        self._magnifier.hold(QPointF(*centre(boxes[0])) if small and self.tool.busy else None)
        hit = self.edits.drafted_hit(draft.boxes)
        if hit is not None or self._drafting:
            self._drafting = hit is not None
            self.hit_drafted.emit(hit)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self._view)
        entries: tuple[str, ...] = ("add_player", "add_racket", "add_ball", "add_head", "")
        if self.correction.selected_boxes:
            entries = (
                *(f"make_{name}" for name in KINDS),
                "",
                "delete_boxes",
                "delete_others",
                "copy_on",
                "",
            )
        self._actions.fill(menu, (*entries, "copy_here", "select_all", "", "accept", "unaccept"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)


def in_words(correction: Correction) -> str:
    """Return what a frame shows and what is selected, for a screen reader."""
    boxes = [item for item in correction.items if item.shown is not None]
    chosen = ", ".join(words_of(item) for item in correction.selected)
    count = "1 box" if len(boxes) == 1 else f"{len(boxes)} boxes"
    return f"Frame {correction.frame}: {count}. Selected: {chosen or 'nothing'}."
