"""Golden cases of the hit engine's numbers and ears, for Swift to be held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import core.detections.still_spots
import core.detections.tracker
import core.hits.contact
import core.hits.early
import core.hits.engine
import core.hits.finder
import core.hits.fusion
import core.hits.going
import core.hits.racket_head
import core.hits.roles
import core.hits.scene
import core.hits.selection
import core.hits.strings
import core.hits.swings
import core.hits.track_rows
from core.capture.live_frame import SoundBlock
from core.capture.live_onsets import LiveOnset, LiveOnsets
from core.detections.tracker import FOLLOW, FollowRules
from core.hits.early import EARLY
from core.hits.fusion import SOUND
from core.hits.parameters import DEFAULT
from core.video.onset_strength import RATE_HZ, OnsetStrength
from core.video.sound import HOP_S, OnsetCurve

MODULES: tuple[ModuleType, ...] = (
    core.detections.still_spots,
    core.detections.tracker,
    core.hits.contact,
    core.hits.early,
    core.hits.engine,
    core.hits.finder,
    core.hits.fusion,
    core.hits.going,
    core.hits.racket_head,
    core.hits.roles,
    core.hits.scene,
    core.hits.selection,
    core.hits.strings,
    core.hits.swings,
    core.hits.track_rows,
)

BORROWED = {(core.hits.swings, "FALSE_SPEED")}
"""Constants of another module."""


def parameter_case() -> dict[str, Any]:
    """Every number of the hit engine; Swift has the same in its code."""
    return {
        "about": "Numbers of the hit engine: parameters by name, constants by module and name",
        "hits": asdict(DEFAULT),
        "early": asdict(EARLY),
        "sound": asdict(SOUND),
        "follow": {kind.label: _rules(rules) for kind, rules in FOLLOW.items()},
        "constants": {
            f"{module.__name__.rpartition('.')[2]}.{name}": value
            for module in MODULES
            for name, value in vars(module).items()
            if name.isupper() and isinstance(value, int | float) and (module, name) not in BORROWED
        },
    }


def _rules(rules: FollowRules) -> dict[str, Any]:
    """Return what stands in the rules but for the distance, and but for "always"."""
    known = {name: value for name, value in asdict(rules).items() if name != "distance"}
    return {name: None if value == np.inf else value for name, value in known.items()}


Impact = tuple[int, float, float]
"""Sample, height, and the share of itself that it loses per sample."""

SECONDS = 9
IMPACTS: list[Impact] = [
    (20_001, 0.3, 0.01),
    (52_345, 0.6, 0.004),
    (54_000, 0.1, 0.02),
    (90_100, 0.05, 0.01),
    (131_072, 0.9, 0.003),
    (170_000, 0.5, 0.05),
]


def made_sound(seconds: int, impacts: Sequence[Impact]) -> NDArray[np.float32]:
    """Return a sound that any language can make to the last bit: hiss, a hum, impacts.

    The hiss is the upper half of a linear congruential generator (Knuth's MMIX numbers).
    """
    state = 1
    impact = ring = 0.0
    decay = 0.0
    due = {at: (height, loss) for at, height, loss in impacts}
    samples = np.zeros(seconds * RATE_HZ, np.float32)
    for i in range(len(samples)):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        hiss = (state >> 32) / 2.0**32 - 0.5
        if i in due:
            impact, decay = due[i]
        impact -= impact * decay
        # Every other sample turns round: an impact rings high.
        ring = -impact if i % 4 < 2 else impact
        hum = 0.05 if i % 100 < 50 else -0.05
        samples[i] = 0.02 * hiss + ring * (0.5 + hiss) + hum
    return samples


def live_blocks(n: int) -> list[tuple[int, int, float]]:
    """Return the sound in pieces (first, end, taken_s) as a microphone may give them.

    The clock trembles; once some are missing, and once some come twice.
    """
    pieces = []
    for i, first in enumerate(range(0, n, 2_000)):
        lost = 0.4 if first > 100_000 else 0.0
        again = 0.05 if first > 150_000 else 0.0
        taken_s = 100 + first / RATE_HZ + lost - again + 0.001 * (i % 3)
        pieces.append((first, min(first + 2_000, n), round(taken_s, 5)))
    return pieces


def _lists(onsets: list[LiveOnset]) -> dict[str, list[float]]:
    return {
        "time_s": [onset.taken_s for onset in onsets],
        "strength": [onset.strength for onset in onsets],
    }


def onset_case() -> dict[str, Any]:
    """A sound in, how strongly it sets in, and when."""
    detector = OnsetStrength()
    sound = made_sound(SECONDS, IMPACTS)
    # In pieces: what is kept between two pushes must not show.
    pieces = [detector.push(piece) for piece in np.array_split(sound, 7)]
    strength = np.concatenate([*pieces, detector.push(np.zeros(0, np.float32), last=True)])
    curve = OnsetCurve(strength, np.zeros_like(strength), HOP_S, 0.25)
    onsets = curve.onsets()
    live, early, final = LiveOnsets(), list[LiveOnset](), list[LiveOnset]()
    blocks = live_blocks(len(sound))
    for first, end, taken_s in blocks:
        heard = live.push(SoundBlock(sound[first:end], RATE_HZ, taken_s))
        early += heard.early
        final += heard.final
    final += live.flush().final
    return {
        "about": "A made sound (tests/support/engine_vectors.py) to onset strengths and onsets",
        "rate_hz": RATE_HZ,
        "seconds": SECONDS,
        "impacts": IMPACTS,
        "hop_s": HOP_S,
        "start_s": 0.25,
        "strength": strength,
        "onsets": {"time_s": onsets.time_s, "strength": onsets.strength},
        "blocks": blocks,
        "live_early": _lists(early),
        "live_final": _lists(final),
    }
