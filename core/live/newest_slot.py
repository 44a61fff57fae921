"""A place for one thing between two threads: the newest wins, and nobody waits to put."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

Item = TypeVar("Item")


class NewestSlot(Generic[Item]):
    """Holds one item at most. ``put`` never waits; ``take`` waits for the next one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: Item | None = None
        self._closed = False

    def put(self, item: Item) -> Item | None:
        """Put ``item`` in; return what lay there unused and is lost now."""
        with self._changed:
            lost, self._item = self._item, item
            self._changed.notify()
            return lost

    def take(self) -> Item | None:
        """Wait for an item and take it out; None once the slot is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed)
            item, self._item = self._item, None
            return item

    def close(self, *, drop: bool = False) -> None:
        """Let ``take`` give what is left, then None; with ``drop`` None at once."""
        with self._changed:
            self._closed = True
            if drop:
                self._item = None
            self._changed.notify()
