"""What is called out for a hit, and whether it still comes in time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

LATEST_S = 0.5
"""A call that would begin later after the hit is left out: the player is at the next ball."""

_REMEMBERED = 64


class CallKind(StrEnum):
    """How a score is called out."""

    WORDS = "words"
    TONES = "tones"


class Call(StrEnum):
    """What can be called out. The values name the recorded words."""

    ONE = "one"
    TWO = "two"
    THREE = "three"
    FOUR = "four"
    FIVE = "five"
    DOUBTFUL = "doubtful"


SCORES = (Call.ONE, Call.TWO, Call.THREE, Call.FOUR, Call.FIVE)


@dataclass(frozen=True)
class CallRule:
    """What to call: nothing unless ``on``; hits without a sure score only if ``doubtful``."""

    on: bool = True
    doubtful: bool = True
    latest_s: float = LATEST_S


def call_for(value: int | None, uncertain: bool, rule: CallRule) -> Call | None:
    """Return what to call for a score, None for silence.

    An unsure score is still the best answer there is and is called like any other, unless the
    coach wants silence then; a hit without any score is called doubtful.
    """
    if not rule.on or ((value is None or uncertain) and not rule.doubtful):
        return None
    return Call.DOUBTFUL if value is None else SCORES[value - 1]


class Caller:
    """Decides, hit by hit. Each is called once, in time or never, and none over a newer one."""

    def __init__(self) -> None:
        self._called: deque[str] = deque(maxlen=_REMEMBERED)
        self._newest_s = float("-inf")
        self.n_late = 0

    def decide(
        self,
        hit_id: str,
        score: tuple[int | None, bool],
        hit_s: float,
        now_s: float,
        rule: CallRule,
    ) -> Call | None:
        """Return what to call now for a hit that was at ``hit_s``, both on ``time.monotonic``.

        ``score`` is its value and whether that is uncertain.
        """
        if hit_id in self._called or hit_s <= self._newest_s:
            return None
        call = call_for(*score, rule)
        if call is None:
            return None
        if now_s - hit_s > rule.latest_s:
            self._called.append(hit_id)
            self.n_late += 1
            return None
        self._called.append(hit_id)
        self._newest_s = hit_s
        return call
