"""What a watch counts: rates, latencies and processor time over the last seconds."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from core.live.watch_values import Latency, Quality, WatchStats

WINDOW_S = 5.0
"""Rates and latencies are of the last seconds: long enough to be calm, short enough to be now."""

PROGRAM = "program"
"""All threads of the program, other libraries' own ones among them."""

MOST = 2400
"""Kept at most of each: 240 pictures a second for ten seconds."""


class Recent:
    """Values of the last ``WINDOW_S`` seconds, each with its moment. Not for several threads."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, float]] = deque(maxlen=MOST)
        self._first_s: float | None = None

    def add(self, at_s: float, value: float = 1.0) -> None:
        """Take a value of the moment ``at_s``."""
        if self._first_s is None:
            self._first_s = at_s
        self._kept.append((at_s, value))
        self._forget(at_s)

    def per_s(self, now_s: float) -> float:
        """Return the sum of the values per second."""
        self._forget(now_s)
        if self._first_s is None or not self._kept:
            return 0.0
        span = min(max(now_s - self._first_s, 0.5), WINDOW_S)
        return sum(value for _, value in self._kept) / span

    def latency(self, now_s: float) -> Latency:
        """Return the values' percentiles."""
        self._forget(now_s)
        if not self._kept:
            return Latency()
        values = np.array([value for _, value in self._kept])
        median, p95, p99 = (float(v) for v in np.quantile(values, [0.5, 0.95, 0.99]))
        return Latency(len(values), median, p95, p99)

    def _forget(self, now_s: float) -> None:
        while self._kept and self._kept[0][0] < now_s - WINDOW_S:
            self._kept.popleft()


class WatchCounts:
    """Counts for all threads of a watch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._totals = {"captured": 0, "looked": 0, "dropped": 0}
        self._recent = {name: Recent() for name in (*self._totals, "painted")}
        self._latency = {name: Recent() for name in ("read", "boxes", "paint")}
        self._cpu: dict[str, Recent] = {}
        self._program_s = time.process_time()
        self.quality = Quality.FULL

    def captured(self, now_s: float, age_s: float) -> None:
        """Count a picture that came from the source ``age_s`` after it was taken."""
        self._count("captured", now_s, "read", age_s)
        program_s = time.process_time()
        with self._lock:
            spent = self._cpu.setdefault(PROGRAM, Recent())
            spent.add(now_s, program_s - self._program_s)
        self._program_s = program_s

    def looked(self, now_s: float, age_s: float) -> None:
        """Count a picture whose boxes are known."""
        self._count("looked", now_s, "boxes", age_s)

    def painted(self, now_s: float, age_s: float) -> None:
        """Count a picture painted with its overlay."""
        self._count("painted", now_s, "paint", age_s)

    def dropped(self, now_s: float) -> None:
        """Count a picture nobody will look at."""
        with self._lock:
            self._totals["dropped"] += 1
            self._recent["dropped"].add(now_s)

    def keeping_up(self, now_s: float) -> tuple[float, float]:
        """Return which share of the last seconds' pictures nobody looked at, and how many a second
        somebody did.
        """
        with self._lock:
            return self._dropped_share(now_s), self._recent["looked"].per_s(now_s)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the processor time this thread spends in the block."""
        start = time.thread_time()
        try:
            yield
        finally:
            spent = time.thread_time() - start
            with self._lock:
                self._cpu.setdefault(name, Recent()).add(time.monotonic(), spent)

    def stats(self, now_s: float, lost: int) -> WatchStats:
        """Return all figures as of ``now_s``."""
        with self._lock:
            rate = {name: recent.per_s(now_s) for name, recent in self._recent.items()}
            return WatchStats(
                **self._totals,
                lost=lost,
                captured_per_s=rate["captured"],
                looked_per_s=rate["looked"],
                painted_per_s=rate["painted"],
                dropped_share=self._dropped_share(now_s),
                to_read=self._latency["read"].latency(now_s),
                to_boxes=self._latency["boxes"].latency(now_s),
                to_paint=self._latency["paint"].latency(now_s),
                cpu={name: spent.per_s(now_s) for name, spent in self._cpu.items()},
                quality=self.quality,
            )

    def _dropped_share(self, now_s: float) -> float:
        captured, dropped = (self._recent[n].per_s(now_s) for n in ("captured", "dropped"))
        return dropped / max(captured, dropped, 1e-9)

    def _count(self, name: str, now_s: float, latency: str, age_s: float) -> None:
        with self._lock:
            if name in self._totals:
                self._totals[name] += 1
            self._recent[name].add(now_s)
            self._latency[latency].add(now_s, age_s)
