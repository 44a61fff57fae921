"""The timeline's colours and bands, shared by its painters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from PySide6.QtGui import QColor, QPalette

from app.viewer.ink import mixed

_AXIS_PX = 18.0


@dataclass(frozen=True)
class TimelineColours:
    """Colours taken from the window's palette, so light and dark follow the theme."""

    ground: QColor
    line: QColor
    text: QColor
    faint: QColor
    sound: QColor
    head: QColor

    @classmethod
    def of(cls, palette: QPalette) -> Self:
        """Derive the colours from the palette."""
        base, text = palette.base().color(), palette.text().color()
        return cls(
            ground=base,
            line=mixed(base, text, 0.16),
            text=mixed(base, text, 0.72),
            faint=mixed(base, text, 0.06),
            sound=mixed(base, text, 0.34),
            head=palette.highlight().color(),
        )


@dataclass(frozen=True)
class Bands:
    """Heights of the parts, from the top: axis, hits, sound."""

    axis: float
    hits_bottom: float
    bottom: float

    @classmethod
    def of(cls, height: float, with_sound: bool) -> Self:
        """Share out the height; without sound the hits take it all."""
        bottom = height - 4.0
        sound = (bottom - _AXIS_PX) * 0.36 if with_sound else 2.0
        return cls(_AXIS_PX, bottom - sound, bottom)
