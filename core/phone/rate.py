"""Rate limits: so much at once, so much a second."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable


class Bucket:
    """A token bucket: holds up to ``burst`` and fills by ``per_second``; times in seconds."""

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self._per_second, self._burst = per_second, burst
        self._level, self._at = burst, now

    def take(self, amount: float, now: float) -> bool:
        """Take ``amount`` if it is there, else nothing; return whether it was."""
        self._fill(now)
        if self._level < amount:
            return False
        self._level -= amount
        return True

    def owe(self, amount: float, now: float) -> float:
        """Take ``amount`` at once and return the seconds to wait until it is paid for."""
        self._fill(now)
        self._level -= amount
        return max(0.0, -self._level / self._per_second)

    def _fill(self, now: float) -> None:
        passed = max(0.0, now - self._at)
        self._level = min(self._burst, self._level + passed * self._per_second)
        self._at = max(self._at, now)


class RateByClient:
    """A bucket for each client, of the latest ``clients`` only: memory stays bounded."""

    def __init__(
        self, per_second: float, burst: float, clock: Callable[[], float], clients: int = 64
    ) -> None:
        self._per_second, self._burst = per_second, burst
        self._clock, self._clients = clock, clients
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Return whether this client may do one more thing now."""
        now = self._clock()
        bucket = self._buckets.pop(client, None) or Bucket(self._per_second, self._burst, now)
        self._buckets[client] = bucket
        if len(self._buckets) > self._clients:
            self._buckets.popitem(last=False)
        return bucket.take(1.0, now)
