"""The stylesheet, built from the design's tokens."""

from __future__ import annotations

from app.resources import icon_file
from app.tokens import CAPTION, DISPLAY, HEADLINE, RADIUS_L, RADIUS_M, RADIUS_S, TITLE, Tokens


def stylesheet(t: Tokens, point_size: float) -> str:
    """Return the program's stylesheet for one theme; ``point_size`` is the size of plain text."""
    plain = _type(t, point_size) + _controls(t, point_size) + _choices(t)
    return plain + _inputs(t) + _lists(t) + _surfaces(t)


def _picture(name: str, t: Tokens) -> str:
    """Return the file of a control's sign; a stylesheet cannot colour one itself."""
    return icon_file(f"controls/{name}-{'dark' if t.dark else 'light'}").as_posix()


def _type(t: Tokens, size: float) -> str:
    return f"""
QLabel[role="caption"] {{ font-size: {size * CAPTION:.1f}pt; color: {t.text_muted}; }}
QLabel[role="muted"] {{ color: {t.text_muted}; }}
QLabel[role="title"] {{ font-size: {size * TITLE:.1f}pt; font-weight: 600; }}
QLabel[role="headline"] {{ font-size: {size * HEADLINE:.1f}pt; font-weight: 600; }}
QLabel[role="display"] {{ font-size: {size * DISPLAY:.1f}pt; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="keycap"] {{ background: {t.sunken}; border: 1px solid {t.border_strong};
  border-bottom-width: 2px; border-radius: 4px; padding: 1px 6px;
  font-size: {size * CAPTION:.1f}pt; }}
QLabel[role="problem"] {{ color: {t.danger}; }}
QLabel[role="step"], QLabel[role="step-now"] {{ border: 1px solid {t.border_strong};
  border-radius: 11px; color: {t.text_muted}; font-weight: 600; }}
QLabel[role="step-now"] {{ background: {t.accent}; border-color: {t.accent};
  color: {t.on_accent}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong};
  padding: 4px 8px; }}
"""


def _controls(t: Tokens, size: float) -> str:
    return f"""
QPushButton {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_S}px; padding: 6px 14px; min-height: 18px; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.border}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {t.text_faint}; border-color: {t.border}; }}
QPushButton[role="primary"] {{ background: {t.accent};
  color: {t.on_accent}; border: 1px solid {t.accent}; font-weight: 600; }}
QPushButton[role="primary"]:hover {{ background: {t.accent_hover};
  border-color: {t.accent_hover}; }}
QPushButton[role="primary"]:focus {{
  border: 2px solid {t.text}; padding: 5px 13px; }}
QPushButton[role="primary"]:disabled {{ background: {t.border}; border-color: {t.border};
  color: {t.text_faint}; }}
QPushButton[big="true"], QPushButton[big="true"]:focus {{ padding: 12px 24px;
  font-size: {size * TITLE:.1f}pt; }}
QPushButton[role="choice"]:checked {{ background: {t.accent_soft}; border-color: {t.accent};
  color: {t.accent}; }}
QPushButton[role="danger"] {{ color: {t.danger}; }}
QPushButton[role="link"] {{ background: transparent; border: none; color: {t.accent};
  padding: 4px 6px; }}
QPushButton[role="link"]:focus, QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QToolButton {{ background: transparent; border: 1px solid transparent;
  border-radius: {RADIUS_S}px; padding: 5px; color: {t.text}; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed {{ background: {t.border}; }}
QToolButton:checked {{ background: {t.accent_soft}; color: {t.accent}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton:disabled {{ color: {t.text_faint}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QCheckBox, QRadioButton {{ spacing: 8px; }}
QCheckBox::indicator, QListWidget::indicator {{ width: 16px; height: 16px;
  border: 1px solid {t.border_strong}; border-radius: 4px; background: {t.surface}; }}
QCheckBox::indicator:hover, QCheckBox::indicator:focus,
QListWidget::indicator:hover {{ border-color: {t.accent}; }}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{
  background: {t.accent}; border-color: {t.accent};
  image: url({_picture("check", t)}); }}
QRadioButton::indicator {{ width: 16px; height: 16px; border: 1px solid {t.border_strong};
  border-radius: 9px; background: {t.surface}; }}
QRadioButton::indicator:hover, QRadioButton::indicator:focus {{ border-color: {t.accent}; }}
QRadioButton::indicator:checked {{ width: 8px; height: 8px; border: 5px solid {t.accent}; }}
QRadioButton::indicator:disabled {{ border-color: {t.border}; background: {t.sunken}; }}
QRadioButton:focus {{ color: {t.accent}; }}
QRadioButton:disabled {{ color: {t.text_faint}; }}
QCheckBox:focus {{ color: {t.accent}; }}
QProgressBar {{ background: {t.sunken}; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QSlider::groove:horizontal {{ background: {t.border}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {t.raised}; border: 1px solid {t.border_strong};
  width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; }}
QSlider::handle:horizontal:focus {{ border: 2px solid {t.accent}; }}
"""


def _choices(t: Tokens) -> str:
    return f"""
QPushButton[role="choice-card"] {{ background: {t.surface}; border: 1px solid {t.border};
  border-radius: {RADIUS_M}px; padding: 0; text-align: left; }}
QPushButton[role="choice-card"]:hover {{ border-color: {t.accent}; }}
QPushButton[role="choice-card"]:checked {{ background: {t.accent_soft};
  border: 2px solid {t.accent}; }}
QPushButton[role="choice-card"]:focus {{ border: 2px solid {t.text}; padding: 0; }}
QPushButton[role="choice-card"]:disabled {{ background: {t.sunken}; }}
"""


def _inputs(t: Tokens) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QKeySequenceEdit {{
  background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_S}px; padding: 5px 8px; min-height: 20px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus {{ border: 2px solid {t.accent}; padding: 4px 7px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{ color: {t.text_faint};
  background: {t.sunken}; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: url({_picture("down", t)}); width: 14px; height: 14px; }}
QSpinBox, QDoubleSpinBox {{ padding-right: 22px; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button {{ border: none; width: 22px; background: transparent; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url({_picture("up", t)});
  width: 12px; height: 12px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ image: url({_picture("down", t)});
  width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.border_strong};
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: none; }}
"""


def _lists(t: Tokens) -> str:
    return f"""
QAbstractItemView {{ background: {t.surface}; border: none; outline: none;
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QTreeView {{ border: 1px solid {t.border}; border-radius: {RADIUS_S}px; }}
QTreeView::item {{ padding: 5px 4px; }}
QTreeView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QTreeView::branch {{ background: transparent; }}
QListView[role="bare"] {{ background: transparent; }}
QHeaderView::section {{ background: {t.surface}; color: {t.text_muted}; border: none;
  border-bottom: 1px solid {t.border}; padding: 6px 8px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {t.border_strong}; border-radius: 4px; min-height: 32px;
  min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.text_faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong};
  padding: 6px; }}
QMenu::item {{ padding: 6px 28px 6px 10px; border-radius: {RADIUS_S}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.text_faint}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 6px 8px; }}
QTabBar::tab {{ background: transparent; color: {t.text_muted}; padding: 8px 14px;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:disabled {{ color: {t.text_faint}; }}
QTabBar::tab:focus {{ color: {t.accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.border}; }}
QSplitter::handle {{ background: {t.border}; }}
"""


def _surfaces(t: Tokens) -> str:
    return f"""
QMainWindow, QDialog {{ background: {t.window}; }}
QFrame[role="card"] {{ background: {t.surface}; border: 1px solid {t.border};
  border-radius: {RADIUS_M}px; }}
QFrame[role="popover"] {{ background: {t.raised}; border: 1px solid {t.border_strong};
  border-radius: {RADIUS_L}px; }}
QFrame[role="rail"] {{ background: {t.rail}; border: none;
  border-right: 1px solid {t.border}; }}
QFrame[role="strip"] {{ background: {t.accent_soft}; border: none;
  border-bottom: 1px solid {t.border}; }}
QFrame[role="strip"] QToolButton:checked {{ background: {t.surface};
  border: 1px solid {t.accent}; }}
QToolButton[role="outlined"] {{ background: {t.raised}; border: 1px solid {t.border_strong};
  padding: 5px 10px; }}
QToolButton[role="outlined"]:hover {{ background: {t.hover}; }}
QToolButton[role="outlined"]:focus {{ border: 2px solid {t.accent}; padding: 4px 9px; }}
QToolButton[role="accent"] {{ background: {t.accent}; color: {t.on_accent}; font-weight: 600; }}
QToolButton[role="accent"]:hover {{ background: {t.accent_hover}; }}
QToolButton[role="accent"]:disabled {{ background: {t.border}; color: {t.text_faint}; }}
QFrame[role="rule"] {{ background: {t.border}; max-height: 1px; border: none; }}
QFrame[role="rule-upright"] {{ background: {t.border}; border: none; }}
QFrame[role="banner-info"] {{ background: {t.accent_soft}; border-radius: {RADIUS_M}px; }}
QFrame[role="banner-good"] {{ background: {t.good_soft}; border-radius: {RADIUS_M}px; }}
QFrame[role="verdict-good"] {{ background: {t.good_soft}; border: 1px solid {t.good};
  border-radius: {RADIUS_L}px; }}
QFrame[role="verdict-bad"] {{ background: {t.danger_soft}; border: 1px solid {t.danger};
  border-radius: {RADIUS_L}px; }}
QFrame[role="banner-problem"] {{ background: {t.danger_soft}; border-radius: {RADIUS_M}px; }}
QToolButton[role="rail"] {{ color: {t.text_muted}; border-radius: {RADIUS_M}px;
  padding: 8px 2px 6px 2px; }}
QToolButton[role="rail"]:checked {{ background: {t.accent_soft}; color: {t.accent};
  font-weight: 600; }}
"""
