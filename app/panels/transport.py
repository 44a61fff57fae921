"""The transport bar under the video: play, steps, hits, speed, loop, layers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from app.context import AppContext
from app.state.playback import SPEEDS, Playback
from app.state.speed_text import clock_text, speed_text
from app.theme import set_role

_MAIN = ("previous_hit", "step_back", "play_pause", "step_forward", "next_hit")
_AFTER = ("loop_hit", "loop_start", "loop_end")
LAYERS = (
    "layer_player",
    "layer_racket",
    "layer_ball",
    "layer_trail",
    "layer_contact",
    "layer_others",
)


class TransportBar(QWidget):
    """Buttons over ``Playback``; every one of them is an action with its key."""

    def __init__(self, context: AppContext, playback: Playback) -> None:
        super().__init__()
        self._context = context
        self._playback = playback
        self._icons: list[tuple[QToolButton, str]] = []
        self._clock = QLabel(clock_text(0.0))
        self._frame = QLabel("")
        self._speed = QToolButton()
        self._clear = self._button("loop_clear")
        self._lay_out()
        playback.playing_changed.connect(self._show_playing)
        playback.speed_changed.connect(self._show_speed)
        playback.frame_changed.connect(self._show_time)
        playback.loop_changed.connect(self._show_loop)
        context.theme.changed.connect(self._draw_icons)
        self._show_speed()
        self._show_loop()
        self._show_time()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(2)
        for action in _MAIN:
            row.addWidget(self._button(action, large=action == "play_pause"))
        row.addSpacing(8)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF() * 1.1)
        self._clock.setFont(fixed)
        self._clock.setAccessibleName("Position")
        row.addWidget(self._clock)
        row.addSpacing(8)
        set_role(self._frame, "caption")
        self._frame.setAccessibleName("Frame")
        row.addWidget(self._frame)
        row.addStretch(1)
        row.addWidget(self._speed_button())
        row.addSpacing(8)
        for action in _AFTER:
            row.addWidget(self._button(action))
        row.addWidget(self._clear)
        row.addSpacing(8)
        row.addWidget(self._layers_button())
        row.addWidget(self._button("magnifier"))
        row.addWidget(self._button("zoom_fit"))

    def _button(self, action: str, large: bool = False) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._context.actions[action])
        button.setAccessibleName(self._context.actions[action].text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(26, 26) if large else QSize(20, 20))
        if self._context.actions[action].icon().isNull():
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        return button

    def _speed_button(self) -> QToolButton:
        self._speed.setToolTip("Speed  ([ slower, ] faster, \\ normal)")
        self._speed.setAccessibleName("Speed")
        self._speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._speed.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._speed.setMinimumWidth(92)
        self._speed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        menu = QMenu(self._speed)
        for speed in SPEEDS:
            action = QAction(menu)
            action.setData(speed)
            action.triggered.connect(lambda _on=False, to=speed: self._playback.set_speed(to))
            menu.addAction(action)
        menu.aboutToShow.connect(self._name_speeds)
        self._speed.setMenu(menu)
        self._icons.append((self._speed, "speed"))
        self._draw_icons()
        return self._speed

    def _name_speeds(self) -> None:
        for action in self._speed.menu().actions():
            speed = float(action.data())
            real = speed_text(speed, self._playback.real_factor)
            plain = f"{speed:g}×"
            action.setText(real if real == plain else f"{plain} of the file  =  {real}")

    def _layers_button(self) -> QToolButton:
        button = QToolButton()
        button.setToolTip("What is drawn over the video")
        button.setAccessibleName("Layers")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(20, 20))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self._context.actions.fill(QMenu(button), ("layer_all", "", *LAYERS)))
        self._icons.append((button, "layers"))
        self._draw_icons()
        return button

    def _draw_icons(self) -> None:
        for button, name in self._icons:
            button.setIcon(self._context.theme.icon(name))
        self._show_playing(self._playback.playing)

    def _show_playing(self, playing: bool) -> None:
        play = self._context.actions["play_pause"]
        play.setIcon(self._context.theme.icon("pause" if playing else "play", "accent"))

    def _show_speed(self) -> None:
        self._speed.setText(speed_text(self._playback.speed, self._playback.real_factor))

    def _show_time(self) -> None:
        timebase = self._playback.timebase
        if timebase is None:
            self._clock.setText("–:––")
            self._frame.setText("")
            return
        end = clock_text(timebase.end_s)
        self._clock.setText(f"{clock_text(timebase.time_of(self._playback.frame))} / {end}")
        self._frame.setText(f"frame {self._playback.frame}")

    def _show_loop(self) -> None:
        active = self._playback.loop is not None or self._playback.loop_start is not None
        self._context.actions.set_enabled("loop_clear", active)
        self._clear.setVisible(active)
