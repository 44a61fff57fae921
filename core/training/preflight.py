"""Preflight: what a training will take and whether it may begin, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.json_value import value_of


@dataclass(frozen=True)
class ClassLabels:
    """How many boxes of one class there are to learn from and to judge by."""

    name: str
    train: int
    val: int


@dataclass(frozen=True)
class Refusal:
    """Why a training may not begin, and the way out, each in a sentence or two."""

    reason: str
    way_out: str


@dataclass(frozen=True)
class Preflight:
    """What is known of a training before it begins.

    ``seconds`` is until its end, None where that cannot be said; ``seconds_from`` says what the
    estimate rests on. ``bytes_needed`` is what its folder will grow to (checkpoints, samples,
    journals), ``memory_bytes`` what its decoded pictures would take. ``pictures`` counts by
    ``train``, ``val`` and ``drawn``.
    """

    device: str = ""
    seconds: float | None = None
    seconds_from: str = ""
    bytes_needed: int = 0
    bytes_free: int = 0
    memory_bytes: int = 0
    pictures: Mapping[str, int] = field(default_factory=dict)
    labels: tuple[ClassLabels, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def may_begin(self) -> bool:
        """Whether nothing stands against it."""
        return not self.refusals

    def to_mapping(self) -> dict[str, Any]:
        """Return it as an object of JSON; ``from_mapping`` gives it back."""
        return dict(json.loads(json.dumps(asdict(self))))

    @classmethod
    def from_mapping(cls, raw: object) -> Preflight:
        """Read parsed JSON; unknown parts are passed over. Raises ``ValueError``."""
        return value_of(cls, raw, "preflight")
