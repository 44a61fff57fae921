"""What the coach can say of the hit at the playhead, as buttons under the list."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from app.context import AppContext
from app.theme import set_role
from app.viewer.ink import draw_badge

_ACTS = ("confirm_hit", "reject_hit")
STROKES = tuple(f"stroke_{stroke}" for stroke in ("forehand", "backhand", "serve", "volley"))
SCORES = tuple(f"score_{score}" for score in range(1, 6))


class HitBar(QWidget):
    """Mark, confirm, reject; and five scores. The same actions as the keys."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 4)
        row.setSpacing(0)
        row.addWidget(self._button("mark_hit"))
        row.addStretch(1)
        name = QLabel("Hit")
        set_role(name, "caption")
        row.addWidget(name)
        for action in _ACTS:
            row.addWidget(self._button(action))
        row.addWidget(self._more_button())
        row.addSpacing(4)
        for score in range(1, 6):
            row.addWidget(self._score_button(score))

    def show_menu(self, at: QPoint) -> None:
        """Offer the same for a hit in the list, at a point of the screen."""
        menu = QMenu(self)
        judged = ("confirm_hit", "reject_hit", "move_hit", "")
        entries = (*judged, *STROKES, "", *SCORES, "score_measured", "", "loop_hit")
        self._context.actions.fill(menu, entries)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _button(self, action: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._context.actions[action])
        button.setAccessibleName(self._context.actions[action].text())
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _more_button(self) -> QToolButton:
        """Return the button of the menu: the stroke, and what else there is to say."""
        button = QToolButton()
        theme = self._context.theme
        button.setIcon(theme.icon("more"))
        theme.changed.connect(lambda: button.setIcon(theme.icon("more")))
        button.setIconSize(QSize(18, 18))
        button.setToolTip("Name the stroke, move the hit, and more")
        button.setAccessibleName("More about this hit")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.show_menu(button.mapToGlobal(QPoint(0, 0))))
        return button

    def _score_button(self, score: int) -> QToolButton:
        action = self._context.actions[f"score_{score}"]
        button = QToolButton()
        button.setIcon(badge_icon(score))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(f"Give this hit score {score}  ({score})")
        button.setAccessibleName(f"Give this hit score {score}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        button.setEnabled(action.isEnabled())
        return button


def badge_icon(score: int) -> QIcon:
    """Return a score as an icon."""
    picture = QPixmap(40, 40)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_badge(painter, QRectF(1, 1, 38, 38), score)
    painter.end()
    return QIcon(picture)
