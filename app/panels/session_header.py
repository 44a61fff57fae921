"""The header of Review: whose practice, its figures, and the rate it was filmed at."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.theme import set_role
from core.scoring.summary import Summary
from core.sessions.session import Session

RATES = (None, 60.0, 120.0, 240.0)


class SessionHeader(QWidget):
    """``capture_fps_chosen`` carries frames per second, or None for real time."""

    capture_fps_chosen = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._title = QLabel("")
        set_role(self._title, "title")
        self._about = QLabel("")
        set_role(self._about, "caption")
        self._figures: dict[str, tuple[QLabel, QLabel]] = {}
        self._rate = QComboBox()
        self._lay_out()

    def show_session(self, session: Session | None, summary: Summary | None) -> None:
        """Show a session's name and figures."""
        if session is None or summary is None:
            self._title.setText("")
            self._about.setText("")
            return
        self._title.setText(session.title)
        self._title.setToolTip(session.video.path)
        about = [part for part in (session.player, session.court) if part]
        about.append(date_text(session.created))
        self._about.setText("  ·  ".join(about))
        mean = "–" if summary.mean_score is None else f"{summary.mean_score:.1f}"
        share = "–" if summary.good_share is None else f"{summary.good_share:.0%}"
        self._set("hits", str(summary.n_hits))
        self._figures["hits"][1].setText("hit" if summary.n_hits == 1 else "hits")
        self._set("mean score", mean)
        self._set("scored 4 or 5", share)
        self._show_rate(session)

    def choose_rate(self) -> None:
        """Open the choice of rates."""
        self._rate.setFocus()
        self._rate.showPopup()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._about)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 10, 6)
        row.setSpacing(18)
        row.addLayout(names)
        row.addStretch(1)
        for name in ("hits", "mean score", "scored 4 or 5"):
            row.addLayout(self._figure(name))
        row.addSpacing(6)
        # A plain list below the box: the other kind is cut off by the stylesheet's margins.
        self._rate.setStyleSheet("QComboBox { combobox-popup: 0; }")
        self._rate.setToolTip("The rate the camera filmed at; slow-motion files play slower")
        self._rate.setAccessibleName("Filmed at")
        self._rate.activated.connect(lambda i: self.capture_fps_chosen.emit(self._rate.itemData(i)))
        row.addWidget(self._rate)
        row.addWidget(self._take_home())
        correct = QToolButton()
        correct.setDefaultAction(self._context.actions["correct_mode"])
        correct.setAccessibleName("Correct boxes and hits")
        correct.setIconSize(QSize(20, 20))
        correct.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        correct.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(correct)
        side = QToolButton()
        side.setDefaultAction(self._context.actions["side_panel"])
        side.setAccessibleName("Hits beside the video")
        side.setIconSize(QSize(20, 20))
        side.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(side)

    def _take_home(self) -> QToolButton:
        """Return the button of what is made of a practice: films and pages."""
        button, theme, actions = QToolButton(), self._context.theme, self._context.actions
        menu = QMenu(button)
        actions.fill(menu, ("export_film", "save_report"))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setText("Export")
        button.setToolTip("A film or a report to take home")
        button.setAccessibleName("Export a film or a report")
        button.setIcon(theme.icon("save"))
        theme.changed.connect(lambda: button.setIcon(theme.icon("save")))
        button.setIconSize(QSize(20, 20))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _figure(self, name: str) -> QVBoxLayout:
        value, caption = QLabel("–"), QLabel(name)
        set_role(value, "title")
        set_role(caption, "caption")
        column = QVBoxLayout()
        column.setSpacing(0)
        for label in (value, caption):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        self._figures[name] = (value, caption)
        return column

    def _set(self, name: str, text: str) -> None:
        value, _caption = self._figures[name]
        value.setText(text)
        value.setAccessibleName(f"{name}: {text}")

    def _show_rate(self, session: Session) -> None:
        fps, chosen = session.video.fps, session.settings.capture_fps
        rates = [rate for rate in RATES if rate is None or rate > fps * 1.05]
        if chosen is not None and chosen not in rates:
            rates.append(chosen)
        shown = [self._rate.itemData(i) for i in range(self._rate.count())]
        if shown != rates or not self._rate.count():
            self._rate.clear()
            for rate in rates:
                words = "Real time" if rate is None else f"Slow motion, {rate:g} fps"
                self._rate.addItem(f"Filmed at {fps:.0f} fps" if rate is None else words, rate)
        self._rate.setCurrentIndex(max(rates.index(chosen) if chosen in rates else 0, 0))


def date_text(created: str) -> str:
    """Return an ISO 8601 time as a date and a time of day; as it is if it is none."""
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        return created
    return f"{when.day} {when:%B %Y, %H:%M}"
