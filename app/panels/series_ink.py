"""The colours, dashes and marks by which the lines of a chart are told apart, in both themes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

# Okabe and Ito's palette (jfly.uni-koeln.de/color), darkened for white and lightened for black
# grounds so that every line keeps a contrast of 3 or more.
_LIGHT = ("#0072B2", "#C04D00", "#007A5A", "#B0508C", "#8A6100", "#2B6E8F", "#444B53")
_DARK = ("#56B4E9", "#F0883E", "#2BC495", "#E59AC8", "#F0D24A", "#9AD0F0", "#C7D0DA")
_MARKS = ("o", "s", "t1", "d", "star", "p", "h")
_SIGNS = ("●", "■", "▲", "◆", "★", "⬟", "⬢")
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DotLine,
)


@dataclass(frozen=True)
class Ink:
    """How one line looks: colour is never its only sign."""

    colour: QColor
    mark: str
    """pyqtgraph's name of the sign at its points."""
    sign: str
    """The same sign as a letter, for a legend."""
    dash: Qt.PenStyle


def ink_of(number: int, dark: bool) -> Ink:
    """Return the look of the line of that number; after seven they come again."""
    colours = _DARK if dark else _LIGHT
    return Ink(
        QColor(colours[number % len(colours)]),
        _MARKS[number % len(_MARKS)],
        _SIGNS[number % len(_SIGNS)],
        _DASHES[number % len(_DASHES)],
    )
