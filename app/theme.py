"""Light or dark: the palette, the stylesheet, the icons' colour, and who is told of a change."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.icons import line_icon
from app.stylesheet import stylesheet
from app.tokens import DARK, LIGHT, Tokens

# The first of these that is there; else the system's own.
FAMILIES = ("Inter", "Segoe UI Variable Text", "Segoe UI", "Cantarell", "Noto Sans", "Ubuntu")


class Theme(QObject):
    """The one place that knows which theme is on.

    It keeps its own state: on some platforms Qt's ``colorScheme`` never leaves Unknown.
    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self.tokens: Tokens = LIGHT
        application.setStyle("Fusion")
        application.setFont(_system_font())
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: self._system_changed())
        self._dress_frames()
        self._use(self._wanted())

    @property
    def dark(self) -> bool:
        """Whether the dark theme is on."""
        return self.tokens.dark

    def choose(self, choice: str) -> None:
        """Use "light", "dark" or what the "system" says."""
        if choice != self._choice:
            self._choice = choice
            self._dress_frames()
            self._use(self._wanted())

    def colour(self, name: str) -> QColor:
        """Return a token's colour by its name, as "text_muted"."""
        return QColor(cast(str, getattr(self.tokens, name)))

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """Return the icon of that name in a token's colour; ask again when the theme changes."""
        return line_icon(name, self.colour(colour), self.colour("text_faint"))

    def sign(self, name: str, colour: str) -> QIcon:
        """Return the icon of that name in any colour, for drawing over a picture."""
        return line_icon(name, QColor(colour), QColor(colour))

    def font(self, size: float, *, bold: bool = False) -> QFont:
        """Return the program's font at ``size`` times its normal size."""
        font = QFont(self._application.font())
        font.setPointSizeF(font.pointSizeF() * size)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _dress_frames(self) -> None:
        """Let the system draw title bars and its own dialogs to match."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        scheme = schemes.get(self._choice, Qt.ColorScheme.Unknown)
        self._application.styleHints().setColorScheme(scheme)

    def _system_changed(self) -> None:
        if self._choice == "system":
            self._use(self._wanted())

    def _wanted(self) -> Tokens:
        if self._choice != "system":
            return DARK if self._choice == "dark" else LIGHT
        scheme = self._application.styleHints().colorScheme()
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def _use(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._application.setPalette(_palette(tokens))
        self._application.setStyleSheet(stylesheet(tokens, self._application.font().pointSizeF()))
        self.changed.emit()


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget the look of that role in the stylesheet, also after it was shown."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _system_font() -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    there = set(QFontDatabase.families())
    if font.family() not in there or font.family().startswith(("DejaVu", "Sans")):
        font.setFamilies([name for name in FAMILIES if name in there] + [font.family()])
    if font.pointSizeF() < 9:
        font.setPointSizeF(9)
    return font


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    for name, colour in {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text_faint,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.border,
        role.Midlight: tokens.border,
        role.Mid: tokens.border_strong,
        role.Dark: tokens.border_strong,
        role.Shadow: tokens.border_strong,
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(group.Disabled, name, QColor(tokens.text_faint))
    return palette
