"""The design's measures and colours of the chrome; data colours are in ```app.viewer.ink```."""

from __future__ import annotations

from dataclasses import dataclass

# Spacing in device-independent pixels.
XS, S, M, L, XL = 4, 8, 12, 16, 24
RADIUS_S, RADIUS_M, RADIUS_L = 6, 8, 12
# Sizes of type over the system's own.
CAPTION, BODY, TITLE, HEADLINE, DISPLAY = 0.88, 1.0, 1.15, 1.5, 2.0


@dataclass(frozen=True)
class Tokens:
    """Colours of one theme, as ``#rrggbb``.

    Text on ``window`` and ``surface`` keeps a contrast of 4.5 or more (``text_faint``: 3, for
    what is not needed to work).
    """

    dark: bool
    window: str
    rail: str
    surface: str
    raised: str
    sunken: str
    hover: str
    border: str
    border_strong: str
    text: str
    text_muted: str
    text_faint: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    danger: str
    danger_soft: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    video: str = "#0b0d10"


LIGHT = Tokens(
    dark=False,
    window="#f5f6f8",
    rail="#eceef2",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#eef0f4",
    hover="#e4e7ec",
    border="#dfe3e8",
    border_strong="#c3cad3",
    text="#171d25",
    text_muted="#545f6c",
    text_faint="#7d8894",
    accent="#2459c9",
    accent_hover="#1b48a8",
    accent_soft="#e2ebfc",
    on_accent="#ffffff",
    danger="#b3261e",
    danger_soft="#fbe9e7",
    good="#18754a",
    good_soft="#e3f4ea",
    warning="#8a5200",
    warning_soft="#fdf1dc",
)

DARK = Tokens(
    dark=True,
    window="#15191e",
    rail="#101318",
    surface="#1c2127",
    raised="#242a32",
    sunken="#11151a",
    hover="#2a3139",
    border="#2c333c",
    border_strong="#434d59",
    text="#e9edf2",
    text_muted="#a4afbc",
    text_faint="#74808d",
    accent="#82aaff",
    accent_hover="#a3c1ff",
    accent_soft="#223150",
    on_accent="#0c1528",
    danger="#ff8f85",
    danger_soft="#3a2022",
    good="#62d49d",
    good_soft="#18332a",
    warning="#f0b95a",
    warning_soft="#372b16",
)
