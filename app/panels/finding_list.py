"""What the health check found, as cards: the sentence, the way out, the pictures concerned."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.theme import Theme
from app.tokens import XS, M, S
from core.dataset.finding import Finding, Severity

_ICON = QSize(20, 20)
_NAMED = 12


class FindingList(QScrollArea):
    """Findings from the worst on; good news when there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._findings: tuple[Finding, ...] = ()
        self._good = ""
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Health of the dataset")
        theme.changed.connect(self._fill)

    def show_findings(self, findings: Sequence[Finding], good: str) -> None:
        """Show findings; ``good`` is said when there are none."""
        self._findings, self._good = tuple(findings), good
        self._fill()

    def _fill(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, S, 0)
        column.setSpacing(S)
        for finding in self._findings:
            bad = finding.severity is Severity.STOPS_TRAINING
            icon, colour = ("warning", "danger") if bad else ("info", "warning")
            card = self._card(icon, colour, finding.sentence, finding.way_out)
            card.setToolTip("\n".join(path.name for path in finding.pictures[:_NAMED]))
            column.addWidget(card)
        if not self._findings and self._good:
            column.addWidget(self._card("check", "good", self._good, ""))
        column.addStretch(1)
        self.setWidget(inner)
        self._take_no_more_than_needed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words anew."""
        super().resizeEvent(event)
        self._take_no_more_than_needed()

    def _take_no_more_than_needed(self) -> None:
        """Leave the room below the last card to whoever comes next."""
        inner = self.widget()
        if inner is not None and (layout := inner.layout()) is not None:
            self.setMaximumHeight(max(1, layout.heightForWidth(self.viewport().width())))

    def _card(self, icon: str, colour: str, sentence: str, way_out: str) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        sign = QLabel()
        sign.setPixmap(self._theme.icon(icon, colour).pixmap(_ICON))
        words = QVBoxLayout()
        words.setSpacing(XS)
        for text, role in ((sentence, ""), (way_out, "caption")):
            if text:
                label = QLabel(text)
                label.setWordWrap(True)
                label.setProperty("role", role)
                words.addWidget(label)
        row = QHBoxLayout(card)
        row.setContentsMargins(M, M, M, M)
        row.setSpacing(M)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return card
