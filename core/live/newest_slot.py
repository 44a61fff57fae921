"""A place for very few things between two threads: the newest win, and nobody waits to put."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class NewestSlot(Generic[Item]):
    """Holds the newest ``places`` items. ``put`` never waits; ``take`` waits for the next one."""

    def __init__(self, places: int = 1) -> None:
        self._changed = threading.Condition()
        self._items: deque[Item] = deque()
        self._places = places
        self._closed = False

    def put(self, item: Item) -> Item | None:
        """Put ``item`` in; return what lay there unused for longest and is lost now, if any."""
        with self._changed:
            lost = self._items.popleft() if len(self._items) == self._places else None
            self._items.append(item)
            self._changed.notify()
            return lost

    def take(self) -> Item | None:
        """Wait for an item and take the oldest out; None once the slot is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._closed)
            return self._items.popleft() if self._items else None

    def close(self, *, drop: bool = False) -> None:
        """Let ``take`` give what is left, then None; with ``drop`` None at once."""
        with self._changed:
            self._closed = True
            if drop:
                self._items.clear()
            self._changed.notify()
