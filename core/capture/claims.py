"""What this program holds open and must not open twice."""

from __future__ import annotations

import threading

_lock = threading.Lock()
_held: set[str] = set()


def claim(what: str) -> bool:
    """Take ``what`` if nobody here has it, and say whether it was free; "" is always free."""
    with _lock:
        if what and what in _held:
            return False
        _held.add(what)
        return True


def release(what: str) -> None:
    """Give it back."""
    with _lock:
        _held.discard(what)
