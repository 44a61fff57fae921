"""What speaks for and against a hit, and how much."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.hits.hit import Point
from core.hits.parameters import HitParameters


@dataclass(frozen=True)
class Evidence:
    """The facts around one possible contact.

    Speeds in player heights/s. ``turn`` is the change of velocity over the sum of both speeds
    (0 goes on, 1 turns round); ``turn_sigmas`` how sure the change is. ``bounce`` in 0..1 is
    how much it looks like a bounce. ``reach`` is how far the ball is from the player's box, in
    heights; None without a player. ``head_r`` as in ``Meeting``. ``approach`` in 0..1: a ball
    seen on one side only comes straight from or to the player. ``apart`` (heights) and
    ``apart_sigmas`` tell how far the two paths stay apart where they come nearest; ``misfit``
    is the worse path's, ``head_sigma`` the uncertainty of ``head_r``. ``travel_in`` and
    ``travel_out`` (heights) are how far away the ball was seen before and after, ``size`` its
    diameter over the one expected beside the player, ``score`` the detector's mean word,
    ``n_wanted`` how many sights a side of a real flight has at this frame rate,
    ``rides`` how far (heights) it goes as seen by the player, on the side where that is less;
    travels are as the player sees them, too. ``rival`` is the detector's mean word on another
    ball that flies elsewhere at the same time, 0 without one. ``above_feet`` (heights) is how
    high the ball is over the lower edge of an upright player's box.
    """

    n_before: int = 0
    n_after: int = 0
    turn: float = 0.0
    turn_sigmas: float = 0.0
    change: float = 0.0
    speed_in: float = 0.0
    speed_out: float = 0.0
    bounce: float = 0.0
    reach: float | None = None
    head_r: float | None = None
    swing: float = 0.0
    approach: float = 1.0
    apart_sigmas: float = 0.0
    apart: float = 0.0
    misfit: float = 0.0
    head_sigma: float = 0.0
    travel_in: float = 0.0
    travel_out: float = 0.0
    size: float = 1.0
    score: float = 1.0
    n_wanted: float = 3.0
    rides: float = math.inf
    rival: float = 0.0
    above_feet: float = math.inf


def ramp(value: float, low: float, high: float) -> float:
    """Return 0 up to ``low``, 1 from ``high``, straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def confidence_of(log_odds: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def log_odds_of(confidence: float) -> float:
    """Return the log-odds of a probability, kept away from certainty."""
    p = min(max(confidence, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def weigh(facts: Evidence, p: HitParameters) -> float:
    """Return the log-odds that the facts show a hit."""
    odds = p.base + _of_ball(facts, p) + _of_head(facts, p) + _of_reach(facts, p)
    if facts.n_before or facts.n_after:
        odds += _of_object(facts, p)
    two_sided = facts.n_before and facts.n_after
    gain = p.swing_seen_gain if two_sided else p.swing_gain
    odds += gain * ramp(facts.swing, p.swing_from_heights, p.swing_full_heights)
    return odds


def _of_ball(facts: Evidence, p: HitParameters) -> float:
    fast = p.fast_gain * ramp(
        max(facts.speed_out, facts.speed_in), p.fast_from_heights, p.fast_full_heights
    )
    if facts.n_before == 0 and facts.n_after == 0:
        return p.lone_swing
    if facts.n_before == 0 or facts.n_after == 0:
        thin = p.thin if facts.n_before + facts.n_after < 3 else 0.0
        return p.one_sided + (fast + _of_vanishing(facts, p)) * facts.approach + thin
    sure = ramp(facts.turn_sigmas, 1.5, 4.0)
    turn = p.turn_gain * ramp(facts.turn, p.turn_from, p.turn_full) * sure
    change = p.change_gain * sure
    change *= ramp(facts.change, p.change_from_heights, p.change_full_heights)
    thin = p.thin if min(facts.n_before, facts.n_after) < 2 else 0.0
    # Who looks at a strings' breadth sees hits; a bounce under the racket needs the head's word.
    apart = max(
        ramp(facts.apart_sigmas, p.apart_from_sigmas, p.apart_full_sigmas),
        ramp(facts.apart, p.apart_from_heights, p.apart_full_heights),
    )
    short = p.short * sum(max(0.0, facts.n_wanted - n) for n in (facts.n_before, facts.n_after))
    ragged = p.ragged * ramp(facts.misfit, 0.9, 2.2)
    stops = 1.0 - ramp(facts.speed_out / max(facts.speed_in, 1e-3), 0.08, 0.4)
    good = turn + change + fast * sure + p.stops_loss * stops
    return good + thin + short + ragged + p.bounce_loss * facts.bounce + p.apart_loss * apart


def _of_vanishing(facts: Evidence, p: HitParameters) -> float:
    """A ball that was well seen all the way is not lost in the open, but in a swing's blur."""
    way = max(facts.travel_in, facts.travel_out)
    seen = ramp(facts.n_before + facts.n_after, 2.0, p.vanish_sights)
    clear = ramp(facts.score, p.score_from, p.score_full)
    return p.vanish_gain * seen * clear * ramp(way, p.vanish_from_heights, p.vanish_full_heights)


def _of_object(facts: Evidence, p: HitParameters) -> float:
    """Is it the ball at all? Shoes, hands and faces stay with their player."""
    far = max(facts.travel_in, facts.travel_out)
    stays = 1.0 - ramp(far, p.travel_from_heights, p.travel_full_heights)
    both = facts.n_before and facts.n_after
    near = min(facts.travel_in, facts.travel_out) if both else p.both_full_heights
    one_stays = 1.0 - ramp(near, p.both_from_heights, p.both_full_heights)
    odd_size = ramp(abs(math.log(max(facts.size, 1e-3))), p.size_from_log, p.size_full_log)
    doubted = 1.0 - ramp(facts.score, p.score_from, p.score_full)
    if both:
        one_stays += p.thrown_share * (
            1.0 - ramp(facts.travel_in, p.thrown_from_heights, p.thrown_full_heights)
        )
    object_ = p.stays_loss * stays + p.one_stays_loss * one_stays
    object_ += p.rides_loss * (1.0 - ramp(facts.rides, p.rides_from, p.rides_full))
    object_ += p.rival_loss * ramp(facts.rival - facts.score, p.rival_from, p.rival_full)
    low = 1.0 - ramp(facts.above_feet, p.feet_full, p.feet_from)
    object_ += p.feet_loss * low * (1.0 - ramp(facts.score, p.feet_score_from, p.feet_score_full))
    return object_ + p.size_loss * odd_size + p.score_loss * doubted


def _of_head(facts: Evidence, p: HitParameters) -> float:
    if facts.head_r is None:
        return p.unseen_head
    # Near within a wide margin says little.
    sure = 1.0 / (1.0 + (facts.head_sigma / p.head_unsure) ** 2)
    near = sure * (1.0 - ramp(facts.head_r, p.head_near, p.head_far))
    far = ramp(facts.head_r, p.head_far, 2 * p.head_far)
    return p.head_gain * near + p.head_away * far


def _of_reach(facts: Evidence, p: HitParameters) -> float:
    if facts.reach is None:
        at_head = facts.head_r is not None and facts.head_r <= p.head_far
        return p.no_player if at_head or not facts.n_before + facts.n_after else p.nobody
    return p.out_of_reach * ramp(facts.reach, p.reach_soft_heights, p.reach_heights)


def bounce_likeness(before: Point, after: Point, head_r: float | None) -> float:
    """Return 0..1: how much two velocities (px/s) on either side look like a bounce.

    A bounce pushes straight up, keeps most of the way along the ground and takes speed away
    (a hard court gives back 0.75 of the downward speed; ITF's approval tests). What a camera
    sees of it is always a change towards the upper edge of the picture.
    """
    dx, dy = after[0] - before[0], after[1] - before[1]
    change = math.hypot(dx, dy)
    speed_in, speed_out = math.hypot(*before), math.hypot(*after)
    if change < 1e-6 or speed_in < 1e-6:
        return 0.0
    upward = ramp(-dy / change, 0.75, 0.93)
    slower = 1.0 - ramp(speed_out / speed_in, 1.05, 1.5)
    at_strings = 0.0 if head_r is None else 1.0 - ramp(head_r, 0.6, 1.6)
    return upward * slower * (1.0 - 0.8 * at_strings)


def facts_of_turn(
    before: Point,
    after: Point,
    velocity_sigma: float,
    height_px: float,
) -> tuple[float, float, float]:
    """Return (turn, turn_sigmas, change in heights/s) of two velocities in px/s."""
    change = math.hypot(after[0] - before[0], after[1] - before[1])
    total = math.hypot(*before) + math.hypot(*after)
    turn = change / total if total > 1e-6 else 0.0
    return turn, change / max(velocity_sigma, 1e-6), change / height_px
