"""What a coach can do while a lesson is watched, as one row of large buttons under the picture."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from app.context import AppContext
from app.live_choices import LONGEST_DELAY_S
from app.panels.live_call import volume_slider
from app.state.live_desk import LiveDesk
from app.theme import set_role
from app.tokens import M, S

_ICON = QSize(20, 20)


class LiveBar(QFrame):
    """The same actions as the keys; the mirror's delay and the volume beside their switches."""

    def __init__(self, context: AppContext, desk: LiveDesk) -> None:
        super().__init__()
        self._context, self._desk = context, desk
        self.stop = self._button("live_stop", "Stop")
        set_role(self.stop, "outlined")
        self.delay = QSlider(Qt.Orientation.Horizontal)
        self.delay.setRange(1, round(LONGEST_DELAY_S))
        self.delay.setFixedWidth(92)
        self.delay.setAccessibleName("How late the mirror is, in seconds")
        self.delay.setToolTip("How late the mirror is")
        self.delay.valueChanged.connect(self._delay)
        self._delay_words = QLabel()
        self._delay_words.setFixedWidth(34)
        set_role(self._delay_words, "caption")
        volume = volume_slider(desk)
        volume.setFixedWidth(80)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, M, S)
        row.setSpacing(4)
        row.addWidget(self.stop)
        row.addWidget(self._button("live_record", "Record"))
        row.addWidget(_gap())
        row.addWidget(self._button("live_replay", "Replay"))
        row.addWidget(self._button("live_replay_always"))
        row.addWidget(_gap())
        row.addWidget(self._button("live_mirror", "Mirror"))
        row.addWidget(self.delay)
        row.addWidget(self._delay_words)
        row.addStretch(1)
        row.addWidget(self._button("live_call"))
        row.addWidget(volume)
        row.addWidget(self._button("live_boxes"))
        row.addWidget(self._button("live_alone"))
        desk.choices_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the choices."""
        seconds = round(self._desk.choices.mirror_s)
        self.delay.setValue(seconds)
        self._delay_words.setText(f"{seconds} s")

    def _delay(self, seconds: int) -> None:
        if seconds != round(self._desk.choices.mirror_s):
            self._desk.choose(replace(self._desk.choices, mirror_s=float(seconds)))

    def _button(self, action: str, words: str = "") -> QToolButton:
        button = QToolButton()
        if words:
            # A button shows its action's short name.
            self._context.actions[action].setIconText(words)
        button.setDefaultAction(self._context.actions[action])
        button.setAccessibleName(self._context.actions[action].text())
        button.setIconSize(_ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if words:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button


def _gap() -> QWidget:
    line = QFrame()
    line.setFixedSize(1, 22)
    set_role(line, "rule-upright")
    return line
