"""Which picture of the practice a film shows when: cuts, slow motion, pauses; exact times."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.film.choices import FilmChoices, FilmPreset
from core.sessions.scored_hits import ScoredHit
from core.timebase import Timebase

LEAD_S, TAIL_S = 1.5, 1.0
"""Seconds of the film shown before and after a hit, where the practice is cut to its hits."""
LEAD_REAL_S, TAIL_REAL_S = 0.4, 0.3
"""And at least so much of the real world, which is longer in a slow-motion file."""
JOIN_S = 0.5
"""Two clips this near to one another are one: a cut would only jump."""
SLOW_BEFORE_S, SLOW_AFTER_S = 0.15, 0.3
"""Seconds of the real world around contact in slow motion."""
SLOW_SPEED = 0.25
"""Of the real world's speed; a file that is slower already stays as it is."""
PAUSE_S = 0.8
CARD_S = 4.0
_STEP_FPS = 30.0
"""Pictures a second while one picture of the practice is held: what is drawn over it moves."""


@dataclass(frozen=True)
class Contact:
    """A hit of the film and the moment its contact is first on screen, in seconds of the film.

    ``held`` says that time runs slower there, so that its sound must be placed by itself.
    """

    each: ScoredHit
    time_s: float
    held: bool


@dataclass(frozen=True, eq=False)
class FilmPlan:
    """The pictures of a film, all but its end card.

    ``frame`` (n,) are numbers of the practice's frames, ``time_s`` (n,) when each appears,
    rising from 0, ``end_s`` when the last one leaves; ``card_s`` more belong to the end card.
    ``speed`` (n,) is how fast the practice runs: 1 normal, 0.25 slow. ``cuts_s`` is when each clip
    begins; of the whole practice there is one clip.
    ``step_s`` is the time between pictures that show the same frame.
    """

    frame: NDArray[np.int64]
    time_s: NDArray[np.float64]
    speed: NDArray[np.float64]
    end_s: float
    card_s: float
    step_s: float
    cuts_s: tuple[float, ...]
    contacts: tuple[Contact, ...]
    whole: bool

    @property
    def length_s(self) -> float:
        """Seconds of the whole film."""
        return self.end_s + self.card_s

    @property
    def n_card(self) -> int:
        """How many pictures the end card has."""
        return round(self.card_s / self.step_s)

    @property
    def n_pictures(self) -> int:
        """Pictures in the file, the card's included."""
        return len(self.frame) + self.n_card

    def near(self, time_s: float, before_s: float, after_s: float) -> Contact | None:
        """Return the last contact from ``after_s`` ago to ``before_s`` ahead of a film's time."""
        last = bisect_right(self.contacts, time_s + before_s, key=lambda one: one.time_s) - 1
        if last < 0 or time_s - self.contacts[last].time_s > after_s:
            return None
        return self.contacts[last]

    def about(self, time_s: float, after_s: float) -> Contact:
        """Return the contact that a moment of a film of hits is about.

        It is one of the same clip: up to ``after_s`` ago, else the next one, else the last one.
        """
        cut = bisect_right(self.cuts_s, time_s)
        end_s = self.cuts_s[cut] if cut < len(self.cuts_s) else np.inf
        since_s = max(time_s - after_s, self.cuts_s[cut - 1])
        coming = bisect_left(self.contacts, since_s, key=lambda one: one.time_s)
        here = coming < len(self.contacts) and self.contacts[coming].time_s < end_s
        return self.contacts[coming if here else coming - 1]


def film_plan(
    timebase: Timebase,
    hits: Sequence[ScoredHit],
    choices: FilmChoices,
    real_factor: float = 1.0,
) -> FilmPlan:
    """Return what the film shows when; without hits to show it has no pictures but the card.

    ``real_factor`` is the file's seconds per second of the real world (8 for 240 frames/s stored
    at 30). Frames in parts of normal speed come once each, as far apart as in the practice.
    """
    wanted = choices.wanted(hits)
    counted = any(not each.rejected for each in hits)
    whole = choices.preset is FilmPreset.WHOLE
    spans = [(0, len(timebase) - 1)] if whole else _clips(timebase, wanted, real_factor)
    frames = np.concatenate([np.zeros(0, np.int64)] + [np.arange(a, b + 1) for a, b in spans])
    shown_s = np.diff(timebase.times_s, append=timebase.end_s)[frames]
    speed = np.ones(len(frames))
    if choices.slow_motion:
        slow = _near_contacts(timebase.times_s[frames], wanted, real_factor)
        speed[slow] = min(1.0, SLOW_SPEED * real_factor)
    lasts_s = shown_s / speed
    held = lasts_s > shown_s * 1.001
    at = {each.hit.id: _row_of(timebase, frames, each) for each in wanted}
    if choices.pause:
        for row in set(at.values()):
            lasts_s[row] += PAUSE_S
            held[row] = True
    step_s = 1.0 / min(timebase.fps, _STEP_FPS)
    times = np.where(held, np.maximum(np.round(lasts_s / step_s), 1), 1).astype(np.int64)
    ends_s = np.cumsum(lasts_s)
    starts_s = np.concatenate([[0.0], ends_s[:-1]])[: len(frames)]
    first = np.cumsum(times) - times
    turn = np.arange(int(times.sum())) - np.repeat(first, times)
    rows = np.repeat(np.arange(len(frames)), times)
    return FilmPlan(
        frame=frames[rows],
        time_s=starts_s[rows] + turn * (lasts_s / times)[rows],
        speed=speed[rows],
        end_s=float(ends_s[-1]) if len(frames) else 0.0,
        # A hit map without hits says nothing.
        card_s=CARD_S if choices.end_card and counted else 0.0,
        step_s=step_s,
        cuts_s=tuple(float(starts_s[np.searchsorted(frames, a)]) for a, _ in spans),
        contacts=tuple(
            Contact(each, float(starts_s[at[each.hit.id]]), bool(held[at[each.hit.id]]))
            for each in wanted
        ),
        whole=whole,
    )


def _clips(
    timebase: Timebase, hits: Sequence[ScoredHit], real_factor: float
) -> list[tuple[int, int]]:
    """Return first and last frames of the parts around hits, apart from each other, in order."""
    lead_s = max(LEAD_S, LEAD_REAL_S * real_factor)
    tail_s = max(TAIL_S, TAIL_REAL_S * real_factor)
    spans: list[tuple[int, int]] = []
    for each in hits:
        time_s = each.hit.time_s
        first, last = timebase.frame_at(time_s - lead_s), timebase.frame_at(time_s + tail_s)
        if spans and timebase.time_of(first) - timebase.time_of(spans[-1][1]) < JOIN_S:
            first, last = spans[-1][0], max(last, spans[-1][1])
            spans.pop()
        spans.append((first, last))
    return spans


def _near_contacts(
    times_s: NDArray[np.float64], hits: Sequence[ScoredHit], real_factor: float
) -> NDArray[np.bool_]:
    near = np.zeros(len(times_s), bool)
    contacts_s = np.array([each.hit.time_s for each in hits])
    starts = np.searchsorted(times_s, contacts_s - SLOW_BEFORE_S * real_factor, "left")
    ends = np.searchsorted(times_s, contacts_s + SLOW_AFTER_S * real_factor, "right")
    for start, end in zip(starts, ends, strict=True):
        near[start:end] = True
    return near


def _row_of(timebase: Timebase, frames: NDArray[np.int64], each: ScoredHit) -> int:
    """Return where in ``frames`` the picture nearest to a contact is."""
    return int(np.searchsorted(frames, timebase.nearest_frame(each.hit.time_s)))
