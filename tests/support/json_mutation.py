"""Parsed JSON with something wrong in it."""

from __future__ import annotations

import random
from typing import Any


def put_wrong(raw: dict[str, Any], rng: random.Random) -> None:
    """Put something wrong somewhere into parsed JSON."""
    node: Any = raw
    while True:
        key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
        deeper = node[key]
        if isinstance(deeper, dict | list) and deeper and rng.random() < 0.8:
            node = deeper
            continue
        wrong = [None, -1, 10**400, 0.5, "x", "", [], {}, True, [[]], "\x00", float("inf"), 1e308]
        if rng.random() < 0.2:
            del node[key]
        else:
            node[key] = rng.choice(wrong)
        return
