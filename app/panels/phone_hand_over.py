"""Handing over: the code for the network, the file, and why neither goes yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from app.context import AppContext
from app.theme import set_role
from app.tokens import L, M, S

NOT_YET = "First make the detector ready. Then it goes over by Wi-Fi or as a file."
NOT_PASSED = (
    "The check was not passed, so this detector stays here: on the phone it could see other "
    "things than on this laptop."
)
BY_CODE = "Laptop and iPhone are in the same Wi-Fi: point the iPhone's camera at the code."
BY_FILE = (
    "No shared Wi-Fi? Save a file and AirDrop it, put it into iCloud or Files, or copy it by "
    "cable. Tap it on the iPhone and Sweetspot opens it."
)


class PhoneHandOverCard(QFrame):
    """``anyway`` when the coach wants to hand over what has not passed its check."""

    anyway = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        set_role(self, "card")
        actions = context.actions
        title = QLabel("Hand it over")
        set_role(title, "title")
        self.words = QLabel()
        self.code, self.file = QPushButton("Show the code"), QPushButton("Save as file…")
        self.by_code, self.by_file = QLabel(BY_CODE), QLabel(BY_FILE)
        self.send_anyway = QPushButton("Hand it over anyway…")
        set_role(self.send_anyway, "link")
        set_role(self.words, "muted")
        for label in (self.by_code, self.by_file):
            set_role(label, "caption")
        for label in (self.words, self.by_code, self.by_file):
            label.setWordWrap(True)
        for button, action in ((self.code, "phone_code"), (self.file, "phone_save")):
            button.setToolTip(actions[action].toolTip())
            button.clicked.connect(actions[action].trigger)
        self.send_anyway.clicked.connect(self.anyway)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, L)
        column.setSpacing(S)
        column.addWidget(title)
        column.addWidget(self.words)
        column.addWidget(self.code)
        column.addWidget(self.by_code)
        column.addSpacing(S)
        column.addWidget(self.file)
        column.addWidget(self.by_file)
        column.addWidget(self.send_anyway)
        self.show_state(ready=False, failed=False)

    def show_state(self, *, ready: bool, failed: bool) -> None:
        """Say whether it can be handed over; ``failed``: its check was not passed."""
        self.words.setText(NOT_PASSED if failed else NOT_YET)
        self.words.setVisible(not ready)
        for widget in (self.by_code, self.by_file):
            widget.setVisible(ready)
        for button in (self.code, self.file):
            button.setEnabled(ready)
        role = "primary" if ready else ""
        if self.code.property("role") != role:
            set_role(self.code, role)
        self.send_anyway.setVisible(failed)
