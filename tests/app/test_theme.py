"""Light and dark: contrast, following the choice, icons in the theme's colour."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app.theme import Theme
from app.tokens import DARK, LIGHT, Tokens


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    yield Theme(qapp, "light")
    qapp.setStyleSheet("")


def luminance(colour: str) -> float:
    parts = [channel / 255 for channel in QColor(colour).toTuple()[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_text_can_be_read(tokens: Tokens) -> None:
    grounds = (tokens.window, tokens.surface, tokens.raised, tokens.rail, tokens.sunken)
    for ground in grounds:
        assert contrast(tokens.text, ground) >= 7
        assert contrast(tokens.text_muted, ground) >= 4.5
        assert contrast(tokens.text_faint, ground) >= 3
        assert contrast(tokens.accent, ground) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.danger, tokens.danger_soft) >= 4.5
    assert contrast(tokens.good, tokens.good_soft) >= 4.5
    assert contrast(tokens.warning, tokens.warning_soft) >= 4.5
    assert contrast(tokens.accent, tokens.accent_soft) >= 4.5


def test_the_choice_is_kept_whatever_the_system_says(theme: Theme, qapp: QApplication) -> None:
    changes: list[bool] = []
    theme.changed.connect(lambda: changes.append(theme.dark))
    theme.choose("dark")
    theme.choose("dark")
    theme.choose("light")
    assert changes == [True, False]
    theme.choose("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert DARK.accent in qapp.styleSheet()


def test_icons_take_the_colour_of_the_theme(theme: Theme) -> None:
    theme.choose("dark")
    picture = theme.icon("jobs", "accent").pixmap(QSize(48, 48)).toImage()
    seen = [picture.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = {colour.name() for colour in seen if colour.alpha() == 255}
    assert solid == {DARK.accent}


def test_a_disabled_icon_is_fainter(theme: Theme) -> None:
    icon = theme.icon("jobs")
    off = icon.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert off != icon.pixmap(QSize(24, 24), QIcon.Mode.Normal).toImage()
