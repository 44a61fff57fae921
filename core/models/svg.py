"""Writing SVG: elements as text, and boxes that words will fill."""

from __future__ import annotations

from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

_LETTER = 0.56
"""Mean advance of a sans-serif letter, in sizes of type: fonts differ, this is on the wide side."""


class Box(NamedTuple):
    """A rectangle in the picture's units, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def grown(self, by: float) -> Box:
        """Return the box with a margin on all sides."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


def element(tag: str, content: str = "", **attributes: str | float) -> str:
    """Return one element; ``content`` is markup. Underscores in names stand for hyphens."""
    told = "".join(
        f" {name.replace('_', '-')}={quoteattr(_plain(value))}"
        for name, value in attributes.items()
    )
    return f"<{tag}{told}>{content}</{tag}>" if content else f"<{tag}{told}/>"


def words(text: str, x: float, y: float, size: float, fill: str, **attributes: str | float) -> str:
    """Return text whose baseline begins (or ends, by ``text_anchor``) at (x, y)."""
    return element("text", escape(text), x=x, y=y, font_size=size, fill=fill, **attributes)


def title(text: str) -> str:
    """Return what a reader shows, or reads out, for the element that holds it."""
    return element("title", escape(text))


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is."""
    return _LETTER * size * len(text)


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
