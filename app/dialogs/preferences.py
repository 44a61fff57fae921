"""The preferences: every choice takes effect at once; there is nothing to save."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.context import AppContext
from app.dialogs.folder_choice import FolderChoice
from app.dialogs.key_table import KeyTable
from app.preferences import THEMES
from app.tokens import XL, L, M, S
from core.detections.model_manifest import ModelManifest
from core.resources import default_model
from core.sessions.library_folder import check_writable, default_library

THEME_WORDS = {"system": "Like the system", "light": "Light", "dark": "Dark"}
RATES = (
    ("As filmed: plays in real time", None),
    ("120 frames/s slow motion", 120.0),
    ("240 frames/s slow motion", 240.0),
    ("480 frames/s slow motion", 480.0),
)


class PreferencesDialog(QDialog):
    """Reads and changes ``context.preferences``; stays open beside the window."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Preferences")
        self.resize(680, 560)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setDrawBase(False)
        self.pages.addTab(self._general(), "General")
        self.pages.addTab(self._detector(), "Finding hits")
        self.keys = KeyTable(context)
        self.pages.addTab(self.keys, "Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addWidget(self.pages, 1)
        column.addWidget(buttons)

    def _general(self) -> QWidget:
        chosen = self._context.preferences.value
        form = _form()
        form.addRow("Look", self._themes())
        self.library = FolderChoice("Library", str(default_library()), chosen.library_folder)
        self.library.check = _check_library
        self.library.chosen.connect(lambda folder: self._change(library_folder=folder))
        form.addRow("Library", self.library)
        form.addRow("", _caption("Your practices live here. Videos stay where they are."))
        self.magnifier = QCheckBox("Show the magnifier when a practice is opened")
        self.magnifier.setChecked(chosen.magnifier)
        self.magnifier.toggled.connect(lambda on: self._change(magnifier=on))
        form.addRow("Review", self.magnifier)
        return _page(form)

    def _themes(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(S)
        row.setContentsMargins(0, 0, 0, 0)
        self.themes = QButtonGroup(self)
        for number, name in enumerate(THEMES):
            button = QPushButton(THEME_WORDS[name])
            button.setProperty("role", "choice")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setIcon(self._context.theme.icon(_THEME_ICONS[name], "text_muted"))
            button.setChecked(name == self._context.preferences.value.theme)
            self.themes.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self.themes.idClicked.connect(lambda number: self._change(theme=THEMES[number]))
        widget = QWidget()
        widget.setLayout(row)
        return widget

    def _detector(self) -> QWidget:
        chosen = self._context.preferences.value
        form = _form()
        shelf = self._context.shelf
        own = "" if shelf.current == default_model() else str(shelf.current)
        self.detector = FolderChoice("Detector", str(default_model()), own)
        self.detector.check = _check_detector
        self.detector.chosen.connect(lambda f: shelf.adopt(Path(f) if f else default_model()))
        form.addRow("Detector", self.detector)
        self.threads = QSpinBox()
        self.threads.setRange(1, 64)
        self.threads.setValue(chosen.threads)
        self.threads.setSuffix(" cores")
        self.threads.setAccessibleName("Cores that finding hits may use")
        self.threads.valueChanged.connect(lambda number: self._change(threads=number))
        form.addRow("Computer", _narrow(self.threads))
        self.sound = QCheckBox("Listen for the sound of impact")
        self.sound.setChecked(chosen.sound)
        self.sound.toggled.connect(lambda on: self._change(sound=on))
        form.addRow("Sound", self.sound)
        self.rate = QComboBox()
        self.rate.setAccessibleName("New videos are filmed at")
        for words, value in RATES:
            self.rate.addItem(words, value)
        self.rate.setCurrentIndex(max(0, self.rate.findData(chosen.capture_fps)))
        self.rate.activated.connect(lambda _n: self._change(capture_fps=self.rate.currentData()))
        form.addRow("New videos", _narrow(self.rate))
        words = "For new practices. Each can be set on its own in Review."
        form.addRow("", _caption(words))
        return _page(form)

    def _change(self, **choices: object) -> None:
        preferences = self._context.preferences
        preferences.change(replace(preferences.value, **choices))  # type: ignore[arg-type]


_THEME_ICONS = {"system": "screen", "light": "sun", "dark": "moon"}


def _check_library(folder: str) -> None:
    check_writable(Path(folder))


def _check_detector(folder: str) -> None:
    place = Path(folder)
    ModelManifest.load(place).verify(place)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(M, XL, M, M)
    form.setHorizontalSpacing(XL)
    form.setVerticalSpacing(M)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _page(form: QFormLayout) -> QWidget:
    page = QWidget()
    page.setLayout(form)
    return page


def _narrow(widget: QWidget) -> QWidget:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    holder = QWidget()
    holder.setLayout(row)
    return holder


def _caption(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label
