"""Binds Review's actions: transport, hits, edits, layers, view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSettings

from app.context import AppContext
from app.panels.transport import LAYERS
from app.state.hit_edits import HitEdits
from app.state.hit_walk import HitWalk
from app.state.open_session import OpenSession
from app.state.playback import Playback
from app.viewer.magnifier import Magnifier
from app.viewer.overlays import Layer
from app.viewer.video_view import VideoView
from core.detections.detections import Detections
from core.hits.hit import Stroke
from core.sessions.fixes import difference

_LAYER_OF = dict(
    zip(
        LAYERS,
        (Layer.PLAYER, Layer.RACKET, Layer.BALL, Layer.TRAIL, Layer.HITS, Layer.OTHERS),
        strict=True,
    )
)
NEEDS_HIT = "There is no hit here."
NEEDS_HIT_HINT = "Go to one with Up or Down, or mark one at this frame with I."


class ReviewActions:
    """Joins the action table to the objects that do the work. Layers are remembered."""

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        playback: Playback,
        walk: HitWalk,
        view: VideoView,
        magnifier: Magnifier,
        machine_of: Callable[[int], Detections],
    ) -> None:
        self._context, self._actions = context, context.actions
        self._opened, self._playback, self._walk = opened, playback, walk
        self._view, self._magnifier = view, magnifier
        self._edits = HitEdits(opened, machine_of)
        self._bind_transport()
        self._bind_hits()
        self._bind_view()
        self._bind_layers()

    def set_open(self, is_open: bool) -> None:
        """Enable what needs a session."""
        for action in _NEED_SESSION:
            self._actions.set_enabled(action, is_open)
        self._refresh_undo()

    def _bind_transport(self) -> None:
        play, bind = self._playback, self._actions.bind
        bind("play_pause", play.toggle)
        bind("step_back", lambda: play.step(-1))
        bind("step_forward", lambda: play.step(1))
        bind("second_back", lambda: play.step_seconds(-1.0))
        bind("second_forward", lambda: play.step_seconds(1.0))
        bind("shuttle_back", lambda: play.shuttle(-1))
        bind("shuttle_stop", play.pause)
        bind("shuttle_forward", lambda: play.shuttle(1))
        bind("slower", lambda: play.change_speed(-1))
        bind("faster", lambda: play.change_speed(1))
        bind("speed_normal", lambda: play.set_speed(1.0))
        bind("go_start", lambda: play.seek(0.0))
        bind("go_end", lambda: play.seek(float("inf")))
        bind("loop_start", play.mark_loop_start)
        bind("loop_end", play.mark_loop_end)
        bind("loop_clear", play.clear_loop)
        bind("loop_hit", self._loop_hit)
        play.loop_changed.connect(self._show_loop)

    def _bind_hits(self) -> None:
        bind, undo = self._actions.bind, self._opened.undo_stack
        bind("next_hit", lambda: self._walk.go(1))
        bind("previous_hit", lambda: self._walk.go(-1))
        bind("mark_hit", lambda: self._edits.mark(self._playback.time_s, self._playback.frame))
        bind("move_hit", lambda: self._with_hit(self._move))
        for stroke in (Stroke.FOREHAND, Stroke.BACKHAND, Stroke.SERVE, Stroke.VOLLEY):
            bind(f"stroke_{stroke}", lambda to=stroke: self._with_hit(self._naming(to)))
        bind("confirm_hit", lambda: self._with_hit(self._edits.confirm))
        bind("reject_hit", lambda: self._with_hit(self._edits.reject))
        for score in range(1, 6):
            bind(f"score_{score}", lambda to=score: self._with_hit(self._overruling(to)))
        bind("score_measured", lambda: self._with_hit(self._overruling(None)))
        bind("undo", lambda: self._travel(undo.undo))
        bind("redo", lambda: self._travel(undo.redo))
        self._opened.history_changed.connect(self._refresh_undo)

    def _bind_view(self) -> None:
        bind = self._actions.bind
        bind("zoom_in", self._view.zoom_in)
        bind("zoom_out", self._view.zoom_out)
        bind("zoom_fit", self._view.fit)
        bind("zoom_actual", self._view.actual_size)
        bind("magnifier", self._show_magnifier)
        self._actions["magnifier"].setChecked(self._context.preferences.value.magnifier)

    def _bind_layers(self) -> None:
        stored = QSettings().value("review/layers")
        for action, layer in _LAYER_OF.items():
            if isinstance(stored, str):
                self._actions[action].setChecked(layer.value in stored.split(","))
            self._actions.bind(action, lambda _on: self._apply_layers())
        self._actions.bind("layer_all", lambda _on: self._apply_layers(store=False))
        self._apply_layers(store=False)

    def _apply_layers(self, store: bool = True) -> None:
        chosen = [each for name, each in _LAYER_OF.items() if self._actions[name].isChecked()]
        if store:
            QSettings().setValue("review/layers", ",".join(each.value for each in chosen))
            # Choosing a layer while all are hidden means: show it.
            self._actions["layer_all"].setChecked(True)
        if Layer.HITS in chosen:
            chosen.append(Layer.REASON)
        self._view.set_layers(chosen if self._actions["layer_all"].isChecked() else ())

    def _show_magnifier(self, on: bool) -> None:
        self._magnifier.setVisible(on)
        self._magnifier.place()
        self._magnifier.follow(self._view.moment)
        preferences = self._context.preferences
        preferences.change(replace(preferences.value, magnifier=on))

    def move_hit_to(self, hit_id: str, time_s: float) -> None:
        """Move a hit to the frame at a time, and stay with it."""
        timebase = self._playback.timebase
        if timebase is not None:
            frame = timebase.frame_at(time_s)
            self._edits.move(hit_id, timebase.time_of(frame), frame)
            self._walk.jump(hit_id)

    def _move(self, hit_id: str) -> None:
        self.move_hit_to(hit_id, self._playback.time_s)

    def _naming(self, stroke: Stroke) -> Callable[[str], None]:
        return lambda hit_id: self._edits.set_stroke(hit_id, stroke)

    def _overruling(self, score: int | None) -> Callable[[str], None]:
        return lambda hit_id: self._edits.overrule(hit_id, score)

    def _with_hit(self, act: Callable[[str], None]) -> None:
        hit_id = self._walk.current
        if hit_id is None:
            self._context.notices.say(NEEDS_HIT, NEEDS_HIT_HINT)
        else:
            act(hit_id)

    def _loop_hit(self, on: bool) -> None:
        if on == (self._playback.loop is not None):
            return
        if not on:
            self._playback.clear_loop()
            return
        each = self._walk.current_hit or self._walk.nearest()
        if each is None:
            self._context.notices.say(NEEDS_HIT, NEEDS_HIT_HINT)
            self._actions["loop_hit"].setChecked(False)
        else:
            self._playback.loop_around(each.hit.time_s)

    def _show_loop(self) -> None:
        self._actions["loop_hit"].setChecked(self._playback.loop is not None)

    def _travel(self, go: Callable[[], None]) -> None:
        """Undo or redo, and go where boxes have changed: nothing changes out of sight."""
        before = self._opened.session
        go()
        after = self._opened.session
        if before is None or after is None:
            return
        frames = [fix.frame for fix in difference(before.fixes, after.fixes)]
        if frames and self._playback.frame not in frames:
            self._playback.pause()
            self._playback.seek_frame(frames[0])

    def _refresh_undo(self) -> None:
        undo = self._opened.undo_stack
        for action, possible, text in (
            ("undo", undo.canUndo(), undo.undoText()),
            ("redo", undo.canRedo(), undo.redoText()),
        ):
            self._actions.set_enabled(action, possible)
            word = action.capitalize()
            self._actions[action].setText(f"{word}: {text}" if text else word)


_NEED_SESSION = (
    "play_pause", "step_back", "step_forward", "second_back", "second_forward", "shuttle_back",
    "shuttle_stop", "shuttle_forward", "slower", "faster", "speed_normal", "go_start", "go_end",
    "loop_start", "loop_end", "loop_hit", "next_hit", "previous_hit", "mark_hit", "move_hit",
    "stroke_forehand", "stroke_backhand", "stroke_serve", "stroke_volley", "correct_mode",
    "zoom_in", "zoom_out", "zoom_fit", "zoom_actual", "capture_rate", "analyse", "pin_clip",
    "save_report", "export_film",
)  # fmt: skip
