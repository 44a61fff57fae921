"""Which sessions train and which judge: whole sessions, and each stays where it once was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from core.dataset.dataset import TRAIN, VAL
from core.errors import DatasetError

VAL_SHARE = 0.2


def assign_splits(
    sessions: Iterable[str],
    kept: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    val_share: float = VAL_SHARE,
) -> dict[str, str]:
    """Return the split of each session, sorted by name.

    ``chosen`` is the person's word and wins; ``kept`` is where a session was before and stays.
    A new one goes by a hash of its name, so that the order of coming does not matter; but the
    first goes to train, and of two or more one judges, if need be the new one whose hash is
    nearest to that. Raises ``DatasetError`` for a choice that is no split.
    """
    names = sorted(set(sessions))
    fixed = {**(kept or {}), **(chosen or {})}
    for name in names:
        if fixed.get(name, TRAIN) not in (TRAIN, VAL):
            raise DatasetError(
                f"“{fixed[name]}” is no split for “{name}”.", f"Choose {TRAIN} or {VAL}."
            )
    splits = {name: fixed.get(name, VAL if share_of(name) < val_share else TRAIN) for name in names}
    free = sorted((name for name in names if name not in fixed), key=share_of)
    if free and TRAIN not in splits.values():
        splits[free[-1]] = TRAIN
    if len(names) > 1 and free and VAL not in splits.values():
        splits[free[0]] = VAL
    return splits


def share_of(session: str) -> float:
    """Return a number in 0..1 that depends on the session's name only."""
    return int.from_bytes(hashlib.sha256(session.encode()).digest()[:8]) / 2**64
