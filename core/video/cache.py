"""A cache bounded in bytes that forgets what was used longest ago."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteCache(Generic[Key, Value]):
    """Keeps values up to ``limit_bytes`` in all; the least recently used goes first.

    The newest value is kept even when it alone is over the limit. Not for several threads.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.used_bytes = 0
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: Key) -> bool:
        return key in self._held

    def get(self, key: Key) -> Value | None:
        """Return the value under ``key`` and mark it as used, or None."""
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, n_bytes: int) -> None:
        """Keep ``value``, which takes ``n_bytes``, and forget the oldest over the limit."""
        self.drop(key)
        self._held[key] = (value, n_bytes)
        self.used_bytes += n_bytes
        while self.used_bytes > self.limit_bytes and len(self._held) > 1:
            _, (_, size) = self._held.popitem(last=False)
            self.used_bytes -= size

    def drop(self, key: Key) -> None:
        """Forget ``key`` if it is held."""
        held = self._held.pop(key, None)
        if held is not None:
            self.used_bytes -= held[1]

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self.used_bytes = 0
