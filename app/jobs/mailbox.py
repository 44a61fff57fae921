"""What worker threads have to say to the GUI thread, in order."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """What a message is about."""

    STARTED = 1
    STEP = 2
    VALUE = 3
    NEWEST = 4
    ENDED = 5


@dataclass
class Message:
    """One thing a worker says about the job of that number."""

    job: int
    kind: Kind
    payload: Any = None


class Mailbox:
    """Messages in order; a step (or a newest-only value) not yet read is replaced by the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: deque[Message] = deque()
        self._replaceable: dict[tuple[int, Kind], Message] = {}
        self._awake = False

    def put(self, message: Message) -> bool:
        """Add a message; return whether the reader sleeps and must be woken."""
        with self._lock:
            if message.kind in (Kind.STEP, Kind.NEWEST):
                key = (message.job, message.kind)
                waiting = self._replaceable.get(key)
                if waiting is not None:
                    waiting.payload = message.payload
                    return False
                self._replaceable[key] = message
            self._messages.append(message)
            must_wake, self._awake = not self._awake, True
            return must_wake

    def take(self) -> Message | None:
        """Return the oldest message, or None (the reader then sleeps)."""
        with self._lock:
            if not self._messages:
                self._awake = False
                return None
            message = self._messages.popleft()
            self._replaceable.pop((message.job, message.kind), None)
            return message
