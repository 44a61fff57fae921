"""Making things ahead in a thread of their own while the one before is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], n: int = 4) -> Generator[T, None, None]:
    """Yield the items, none of which is None, up to ``n`` of them made before they are asked for.

    ``items`` runs in one thread, which ends with this iterator; what it raises is raised here.
    """
    pool = ThreadPoolExecutor(1, "film")
    try:
        coming = deque(pool.submit(next, items, None) for _ in range(n))
        while (item := coming.popleft().result()) is not None:
            coming.append(pool.submit(next, items, None))
            yield item
    finally:
        pool.shutdown(cancel_futures=True)
