"""The living actions: one QAction for each row of the table, with the coach's keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.actions import ACTIONS, BY_ID, Scope, keys_of


class Actions(QObject):
    """Every action by its id. An action that nobody has bound is disabled, hence honest."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._bound: set[str] = set()
        self._off: set[str] = set()
        self._scope = Scope.EVERYWHERE
        for spec in ACTIONS:
            action = QAction(spec.text, self)
            action.setObjectName(spec.id)
            action.setCheckable(spec.checkable)
            action.setChecked(spec.checked)
            action.setAutoRepeat(spec.repeats)
            action.setEnabled(False)
            self._actions[spec.id] = action
        self.set_keys({})

    def __getitem__(self, action: str) -> QAction:
        return self._actions[action]

    def bind(self, action: str, function: Callable[..., object]) -> QAction:
        """Call ``function`` when the action is triggered (with its state, if checkable).

        Bound again, only the newest function is called.
        """
        found = self._actions[action]
        if action in self._bound:
            (found.toggled if found.isCheckable() else found.triggered).disconnect()
        if found.isCheckable():
            found.toggled.connect(lambda on: function(on))
        else:
            found.triggered.connect(lambda _checked=False: function())
        self._bound.add(action)
        self._refresh(action)
        return found

    def is_bound(self, action: str) -> bool:
        """Whether anyone has said what the action does."""
        return action in self._bound

    def set_enabled(self, action: str, enabled: bool) -> None:
        """Enable or disable an action; it still works only in its scope."""
        (self._off.discard if enabled else self._off.add)(action)
        self._refresh(action)

    def set_scope(self, scope: Scope) -> None:
        """Say which place is on screen: only its actions and the common ones work."""
        self._scope = scope
        for spec in ACTIONS:
            self._refresh(spec.id)

    def set_keys(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Give every action its keys: the changed ones, else the default ones."""
        for spec in ACTIONS:
            keys = keys_of(spec.id, dict(changed))
            action = self._actions[spec.id]
            action.setShortcuts([QKeySequence(key) for key in keys])
            first = QKeySequence(keys[0]).toString(_NATIVE) if keys else ""
            action.setToolTip(f"{spec.text}  ({first})" if first else spec.text)

    def set_icons(self, icon_of: Callable[[str], QIcon]) -> None:
        """Give every action its icon; called again when the theme changes."""
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.id].setIcon(icon_of(spec.icon))

    def add_all_to(self, window: QWidget) -> None:
        """Make the keys work in the whole window."""
        window.addActions(list(self._actions.values()))

    def fill(self, menu: QMenu, actions: Iterable[str]) -> QMenu:
        """Add actions to a menu; an empty string is a separator."""
        for each in actions:
            if each:
                menu.addAction(self._actions[each])
            else:
                menu.addSeparator()
        return menu

    def menus(self, parent: QWidget) -> list[QMenu]:
        """Return one menu for each group of the table, in its order."""
        menus: dict[str, QMenu] = {}
        for spec in ACTIONS:
            if spec.group not in menus:
                menus[spec.group] = QMenu(spec.group, parent)
            menus[spec.group].addAction(self._actions[spec.id])
        return list(menus.values())

    def _refresh(self, action: str) -> None:
        scope = BY_ID[action].scope
        here = scope in (Scope.EVERYWHERE, self._scope)
        self._actions[action].setEnabled(here and action in self._bound and action not in self._off)


_NATIVE = QKeySequence.SequenceFormat.NativeText
