"""The living actions: one QAction for each row of the table, with the coach's keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.action_spec import Scope
from app.actions import ACTIONS, BY_ID, keys_of


class Actions(QObject):
    """Every action by its id. An action that nobody has bound is disabled, hence honest.

    In correct mode a key of one of its enabled actions is that action's: whoever else has the
    key works by its other keys and its button until the mode (or the selection) ends.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._bound: set[str] = set()
        self._off: set[str] = set()
        self._scope = Scope.EVERYWHERE
        self._correcting = False
        self._keys: dict[str, tuple[str, ...]] = {}
        self._shadowed: frozenset[str] = frozenset()
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
        self._share_keys()
        return found

    def is_bound(self, action: str) -> bool:
        """Whether anyone has said what the action does."""
        return action in self._bound

    def set_enabled(self, action: str, enabled: bool) -> None:
        """Enable or disable an action; it still works only in its scope."""
        self.set_all_enabled((action,), enabled)

    def set_all_enabled(self, actions: Iterable[str], enabled: bool) -> None:
        """Enable or disable several actions."""
        for action in actions:
            (self._off.discard if enabled else self._off.add)(action)
            self._refresh(action)
        self._share_keys()

    def set_scope(self, scope: Scope) -> None:
        """Say which place is on screen: only its actions and the common ones work."""
        self._scope = scope
        self._refresh_all()

    def set_correcting(self, on: bool) -> None:
        """Say whether Review is in correct mode."""
        self._correcting = on
        self._refresh_all()

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes whose actions work now, the one whose keys come first in front."""
        correct = self._correcting and self._scope is Scope.REVIEW
        return (*((Scope.CORRECT,) if correct else ()), self._scope, Scope.EVERYWHERE)

    def set_keys(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Give every action its keys: the changed ones, else the default ones."""
        self._keys = {spec.id: keys_of(spec.id, dict(changed)) for spec in ACTIONS}
        for spec in ACTIONS:
            keys = self._keys[spec.id]
            action = self._actions[spec.id]
            action.setShortcuts([QKeySequence(key) for key in keys if key not in self._shadowed])
            first = QKeySequence(keys[0]).toString(_NATIVE) if keys else ""
            action.setToolTip(f"{spec.text}  ({first})" if first else spec.text)
        self._shadowed = frozenset()
        self._share_keys()

    def keys(self, action: str) -> tuple[str, ...]:
        """Return an action's keys as they are set, in Qt's portable names."""
        return self._keys[action]

    def first_key(self, action: str) -> str:
        """Return the key that triggers an action now, in Qt's portable name; "" without one."""
        keys = self._actions[action].shortcuts()
        return keys[0].toString(_PORTABLE) if keys else ""

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
        here = BY_ID[action].scope in self.scopes
        self._actions[action].setEnabled(here and action in self._bound and action not in self._off)

    def _refresh_all(self) -> None:
        for spec in ACTIONS:
            self._refresh(spec.id)
        self._share_keys()

    def _share_keys(self) -> None:
        """Take from the others the keys that correct mode uses now, and give the rest back."""
        taken = frozenset(
            key
            for spec in ACTIONS
            if spec.scope is Scope.CORRECT and self._actions[spec.id].isEnabled()
            for key in self._keys[spec.id]
        )
        changed = taken ^ self._shadowed
        self._shadowed = taken
        for spec in ACTIONS:
            keys = self._keys[spec.id]
            if changed.isdisjoint(keys):
                continue
            if spec.scope is not Scope.CORRECT:
                keys = tuple(key for key in keys if key not in taken)
            self._actions[spec.id].setShortcuts([QKeySequence(key) for key in keys])


_NATIVE = QKeySequence.SequenceFormat.NativeText
_PORTABLE = QKeySequence.SequenceFormat.PortableText
