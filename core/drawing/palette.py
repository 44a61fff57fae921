"""The colours of what is drawn over pictures, on the screen and in files alike.

The score colours run from vermilion over yellow to blue (after Okabe and Ito's palette,
jfly.uni-koeln.de/color), so they keep their order for people who do not tell red from green.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.detections.detections import ObjectClass

Rgb = tuple[int, int, int]

OBJECT_COLOURS: Mapping[ObjectClass, str] = MappingProxyType(
    {
        ObjectClass.PLAYER: "#F5F7FA",
        ObjectClass.RACKET: "#57D9C4",
        ObjectClass.BALL: "#F6F04A",
        ObjectClass.RACKET_HEAD: "#FF8AD8",
    }
)
SCORE_COLOURS: Mapping[int, str] = MappingProxyType(
    {1: "#D1491A", 2: "#EE9A3A", 3: "#F2D74E", 4: "#63BDE6", 5: "#1E78D2"}
)
OTHER_COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
"""For classes that are no objects of ours: Okabe and Ito's, told apart by colour-blind people."""

UNKNOWN_COLOUR = "#98A2AD"
INK_COLOUR = "#10151B"
GROUND_COLOUR = "#0C1014"
"""What lies behind words over a picture."""


def rgb_of(colour: str) -> Rgb:
    """Return ``#rrggbb`` as three numbers of 0 to 255; raises ``ValueError`` for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"not a colour: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def score_rgb(value: int | None) -> Rgb:
    """Return the colour of a score, grey for None."""
    return rgb_of(SCORE_COLOURS.get(value or 0, UNKNOWN_COLOUR))


def ink_on(colour: Rgb) -> Rgb:
    """Return black or white, whichever reads better on ``colour`` (WCAG luminance)."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in colour)
    )
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return rgb_of(INK_COLOUR if light > 0.2 else "#FFFFFF")


def object_rgb(kind: ObjectClass) -> Rgb:
    """Return the colour of a kind of object."""
    return rgb_of(OBJECT_COLOURS[kind])


def colour_named(label: str, number: int) -> Rgb:
    """Return the colour of a class by its label; of one we do not know, by its number."""
    for kind, colour in OBJECT_COLOURS.items():
        if kind.label == label:
            return rgb_of(colour)
    return rgb_of(OTHER_COLOURS[number % len(OTHER_COLOURS)])
