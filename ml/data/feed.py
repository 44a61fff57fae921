"""Batches made ahead of time by threads, in the order in which they would come without."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class Feed(Generic[Key, Made]):
    """`make(key)` for each key in turn, a few ahead. Threads will do: OpenCV lets go of
    the GIL.

    `waited_s` adds up the time in which the consumer had to wait.
    """

    def __init__(self, make: Callable[[Key], Made], keys: Iterable[Key], workers: int) -> None:
        """`make` must be safe to call from `workers` threads at once."""
        self.waited_s = 0.0
        self._make = make
        self._keys = iter(keys)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="pictures")
        self._ahead: deque[tuple[Key, Future[Made]]] = deque()
        for _ in range(workers + 1):
            self._order_next()

    def __iter__(self) -> Iterator[tuple[Key, Made]]:
        return self

    def __next__(self) -> tuple[Key, Made]:
        """The next key and what was made of it. Raises what `make` raised, in its turn."""
        if not self._ahead:
            raise StopIteration
        key, future = self._ahead.popleft()
        self._order_next()
        since = time.monotonic()
        made = future.result()
        self.waited_s += time.monotonic() - since
        return key, made

    def close(self) -> None:
        """End the threads; what they are making is waited for and thrown away."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._ahead.clear()

    def _order_next(self) -> None:
        key = next(self._keys, _END)
        if key is not _END:
            self._ahead.append((key, self._pool.submit(self._make, key)))  # type: ignore[arg-type]


_END = object()
