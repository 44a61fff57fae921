"""AP of each class before and after, as two bars with the change in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from app.panels.row_delegate import accent_of
from app.panels.still_chart import StillChart
from app.tokens import M, S
from app.viewer.ink import mixed, sized
from core.before_after.class_change import ClassChange, ClassChanges

_ROW, _BAR, _LABEL, _FIGURES, _HEAD = 58, 13, 150, 170, 30
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ALIKE = 0.005


class JudgeClassBars(StillChart):
    """The pale bar is before, the full one after; figures are AP at IoU 0.5 in percent."""

    def __init__(self) -> None:
        super().__init__()
        self._changes: ClassChanges | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Average precision per class before and after")

    def show_changes(self, changes: ClassChanges | None) -> None:
        """Show other figures, None for none."""
        self._changes = changes
        classes = changes.classes if changes is not None else ()
        spoken = "; ".join(f"{spoken_name(each.name)} {change_words(each)}" for each in classes)
        self.setAccessibleDescription(spoken)
        self.updateGeometry()
        self.content_changed()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        n = len(self._changes.classes) if self._changes is not None else 0
        return QSize(560, _HEAD + _ROW * max(1, n))

    def minimumSizeHint(self) -> QSize:
        """The same, and wide enough for the figures."""
        return QSize(460, self.sizeHint().height())

    def draw_still(self, painter: QPainter) -> None:
        if self._changes is None:
            return
        ink, ground = self.palette().text().color(), self.palette().window().color()
        accent = accent_of(self.palette())
        pale = mixed(ground, accent, 0.38)
        muted = mixed(ground, ink, 0.66)
        room = max(40.0, self.width() - _LABEL - _FIGURES)
        self._draw_legend(painter, room)
        for row, each in enumerate(self._changes.classes):
            top = _HEAD + row * _ROW
            painter.setFont(sized(self.font(), 13, bold=True))
            painter.setPen(ink)
            name = QRectF(0, top, _LABEL - S, _ROW / 2)
            painter.drawText(name, _LEFT, spoken_name(each.name))
            painter.setFont(sized(self.font(), 11))
            painter.setPen(muted)
            labels = f"{each.n_labels:,} label{'' if each.n_labels == 1 else 's'}"
            painter.drawText(QRectF(0, top + _ROW / 2 - 6, _LABEL - S, 20), _LEFT, labels)
            for turn, (value, colour) in enumerate(
                ((each.ap50_before, pale), (each.ap50_after, accent))
            ):
                bar = QRectF(_LABEL, top + 8 + turn * (_BAR + 4), room, _BAR)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(mixed(ground, ink, 0.08))
                painter.drawRoundedRect(bar, 3, 3)
                painter.setBrush(colour)
                painter.drawRoundedRect(
                    QRectF(bar.left(), bar.top(), max(2.0, room * value), _BAR), 3, 3
                )
            self._draw_figures(painter, each, QRectF(_LABEL + room, top, _FIGURES, _ROW - 10))

    def draw_marks(self, painter: QPainter) -> None:
        """Nothing here follows the mouse."""

    def _draw_figures(self, painter: QPainter, each: ClassChange, room: QRectF) -> None:
        painter.setPen(self.palette().text().color())
        painter.setFont(sized(self.font(), 13))
        figures = f"{100 * each.ap50_before:.1f}  →  {100 * each.ap50_after:.1f}"
        upper = QRectF(room.left() + M, room.top(), room.width() - M, room.height() / 2 + 3)
        painter.drawText(upper, _RIGHT, figures)
        painter.setFont(sized(self.font(), 12, bold=True))
        painter.drawText(upper.translated(0, upper.height() - 4), _RIGHT, sign_words(each.change))

    def _draw_legend(self, painter: QPainter, room: float) -> None:
        ink, ground = self.palette().text().color(), self.palette().window().color()
        accent = accent_of(self.palette())
        painter.setFont(sized(self.font(), 11.5))
        x = float(_LABEL)
        for words, colour in (("before", mixed(ground, accent, 0.38)), ("after", accent)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRect(QRectF(x, 8, 10, 10))
            painter.setPen(mixed(ground, ink, 0.7))
            painter.drawText(QRectF(x + 16, 2, 80, 22), _LEFT, words)
            x += 86


def sign_words(change: float) -> str:
    """Return a change of AP in points with its direction as a sign: “▲ 4.2”, “▼ 1.0”, “alike”."""
    if abs(change) < _ALIKE:
        return "alike"
    return f"{'▲' if change > 0 else '▼'} {abs(100 * change):.1f}"


def change_words(each: ClassChange) -> str:
    """Return a class's figures for a screen reader."""
    return (
        f"{100 * each.ap50_before:.1f} before, {100 * each.ap50_after:.1f} after, "
        f"{each.n_labels} labels"
    )


def spoken_name(name: str) -> str:
    """Return a class's name as a person says it."""
    return name.replace("_", " ").capitalize()
