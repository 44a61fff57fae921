"""What is called out at a hit: words or tones, how loud, and a button to hear it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
)

from app.context import AppContext
from app.state.live_desk import LiveDesk
from app.theme import set_role
from app.tokens import L, M, S

VOLUME_STEPS = 20
_WORDS_WHY = "“Five” is the middle of the strings. It comes within half a second of the hit."
_TONES_WHY = "The better the hit, the higher the tone; a five rises."
_OUR_VOICE = "Spoken by Sweetspot's own small voice. For a better one install espeak-ng."


class LiveCallCard(QFrame):
    """Follows the desk's choices and changes them."""

    def __init__(self, context: AppContext, desk: LiveDesk) -> None:
        super().__init__()
        self._context, self._desk = context, desk
        set_role(self, "card")
        self.on = QCheckBox("Call out every hit")
        self.on.toggled.connect(lambda on: self._change(call_on=on))
        self.words, self.tones = QPushButton("Words"), QPushButton("Tones")
        self._kinds = QButtonGroup(self)
        for kind, button in (("words", self.words), ("tones", self.tones)):
            button.setCheckable(True)
            button.setProperty("role", "choice")
            button.setAccessibleName(f"Call out {kind}")
            button.clicked.connect(lambda _on=False, kind=kind: self._change(call=kind))
            self._kinds.addButton(button)
        self.volume = volume_slider(desk)
        self.test = QPushButton("Test")
        self.test.setToolTip(context.actions["live_test_call"].toolTip())
        self.test.setAccessibleName("Test the call-out")
        self.test.clicked.connect(context.actions["live_test_call"].trigger)
        self.doubtful = QCheckBox("Also when the score is uncertain")
        self.doubtful.toggled.connect(lambda on: self._change(call_doubtful=on))
        self.note = QLabel()
        self.note.setWordWrap(True)
        set_role(self.note, "caption")
        self._lay_out()
        desk.choices_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the choices."""
        choices = self._desk.choices
        self.on.setChecked(choices.call_on)
        self.words.setChecked(choices.call == "words")
        self.tones.setChecked(choices.call == "tones")
        self.doubtful.setChecked(choices.call_doubtful)
        for widget in (self.words, self.tones, self.volume, self.test, self.doubtful):
            widget.setEnabled(choices.call_on)
        spoken = choices.call == "words"
        ours = spoken and self._desk.voice.is_ours
        self.note.setText(_OUR_VOICE if ours else _WORDS_WHY if spoken else _TONES_WHY)

    def _change(self, **changed: object) -> None:
        self._desk.choose(replace(self._desk.choices, **changed))  # type: ignore[arg-type]

    def _lay_out(self) -> None:
        sign = QLabel()
        theme = self._context.theme

        def paint() -> None:
            sign.setPixmap(theme.icon("sound", "text_muted").pixmap(QSize(18, 18)))

        paint()
        theme.changed.connect(paint)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.words)
        row.addWidget(self.tones)
        row.addSpacing(S)
        row.addWidget(sign)
        row.addWidget(self.volume, 1)
        row.addWidget(self.test)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, M)
        column.setSpacing(M)
        column.addWidget(self.on)
        column.addLayout(row)
        column.addWidget(self.doubtful)
        column.addWidget(self.note)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)


def volume_slider(desk: LiveDesk) -> QSlider:
    """Return a slider that is the desk's volume."""
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, VOLUME_STEPS)
    slider.setMinimumWidth(80)
    slider.setAccessibleName("Volume of the call-out")
    slider.setToolTip("Volume of the call-out")

    def show() -> None:
        slider.setValue(round(desk.choices.volume * VOLUME_STEPS))

    def take(step: int) -> None:
        if step != round(desk.choices.volume * VOLUME_STEPS):
            desk.choose(replace(desk.choices, volume=step / VOLUME_STEPS))

    show()
    desk.choices_changed.connect(show)
    slider.valueChanged.connect(take)
    return slider
