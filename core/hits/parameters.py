"""Every number of the hit finder, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HitParameters:
    """Lengths in ball diameters or player heights, times in real seconds, never in pixels.

    Weights are natural log-odds: 0.7 doubles the odds of a hit.
    """

    # Sights of the ball.
    ball_sigma_sides: float = 0.25  # a detected centre, in diameters
    blur_sigma_share: float = 0.06  # blur hides the middle: share of the way between two pictures
    ball_speed_heights: float = 20.0  # prior speed: 36 m/s, a good serve
    ball_accel_heights: float = 20.0  # gravity is 5.5 heights/s²; drag and perspective as much
    ball_jerk_heights: float = 150.0  # perspective: 30 m/s away from a camera 7 m behind
    fit_sights: int = 6  # sights used on one side: enough for a line, few enough to stay straight
    fit_window_s: float = 0.24  # and no older than this
    fit_sides: float = 8.0  # a ball that has gone so many diameters has a direction;
    slow_sights: int = 14  # one that has not is in slow motion: more sights,
    slow_window_s: float = 0.4  # over a longer time
    diameters_per_height: float = 27.0  # 1.8 m over 6.7 cm

    # Which flights can be two halves of one hit.
    gap_max_s: float = 0.36  # a ball lost in the blur of a swing comes back within a third
    taken_share: float = 0.6  # of its score before: a lost ball's track went on with something else
    rest_sights: int = 4  # a ball seen so often
    rest_sides: float = 0.7  # within so few diameters rests
    join_sigmas: float = 3.0  # paths that meet within this, and go on alike, are one flight

    # Evidence for and against.
    base: float = -2.6  # most turns and ends of flights are not hits
    turn_gain: float = 3.0  # the ball turns round completely
    turn_from: float = 0.25  # |change of velocity| over the sum of both speeds; less is nothing
    turn_full: float = 0.75
    change_gain: float = 1.2  # a change of speed that no bounce or toss makes
    change_from_heights: float = 2.0  # heights/s; gravity needs a third of a second for it
    change_full_heights: float = 6.0
    fast_gain: float = 1.5  # comes or leaves fast
    fast_from_heights: float = 1.0  # hands and shoes go so fast
    fast_full_heights: float = 6.0  # 11 m/s across the picture
    head_gain: float = 2.2  # at the strings
    head_near: float = 1.3  # half extents: at the strings with room for the boxes' errors
    head_far: float = 3.5  # a head seen so far away speaks against
    head_away: float = -0.7  # little: one racket box in five is of something else
    unseen_head: float = 0.0  # no racket seen near the moment
    reach_heights: float = 0.75  # arm and racket beyond the player's box
    reach_soft_heights: float = 0.35  # usual
    out_of_reach: float = -5.0
    swing_gain: float = 1.8
    swing_seen_gain: float = 0.5  # the same where the ball itself is seen before and after
    swing_from_heights: float = 2.0  # waving the racket about
    swing_full_heights: float = 6.0  # 11 m/s: a slow groundstroke
    swing_wait_s: float = 0.3  # a swing's fastest moment is known when so much more was slower
    bounce_loss: float = -3.5  # turns upward, keeps its way, gains no speed
    one_sided: float = -0.7  # ball seen only before or only after
    vanish_gain: float = 2.0  # a ball well seen in flight is lost, or first seen, at the player
    vanish_from_heights: float = 0.4  # having flown so far,
    vanish_full_heights: float = 1.0
    vanish_sights: float = 6.0  # seen so often
    lone_swing: float = -1.5  # no ball at all
    thin: float = -1.0  # a side with a single sight
    short: float = -0.5  # per sight short of what a real flight has: few false balls make a line
    wanted_s: float = 0.1  # a real flight is seen so long on either side,
    wanted_least: float = 3.0  # in at least so many pictures, where they come slowly,
    wanted_most: float = 8.0  # and so many are enough
    ragged: float = -3.0  # sights that lie on no smooth path
    stops_loss: float = -1.2  # a ball that stops was caught, or is something else
    apart_loss: float = -5.0  # paths that do not meet are two balls
    apart_from_sigmas: float = 2.0
    apart_full_sigmas: float = 4.5
    apart_from_heights: float = 0.25
    apart_full_heights: float = 0.7
    head_unsure: float = 1.8  # half extents: with so much uncertainty the head counts half

    # Is it the ball?
    stays_loss: float = -4.0  # never seen away from the player: a shoe, a hand, a face
    travel_from_heights: float = 0.2
    travel_full_heights: float = 0.5
    one_stays_loss: float = -1.5  # comes from far and stays, or comes out of the player
    both_from_heights: float = 0.15
    both_full_heights: float = 0.4
    thrown_share: float = 1.2  # so much more where it comes out of the player: thrown or dropped
    thrown_from_heights: float = 0.08
    thrown_full_heights: float = 0.25
    rides_loss: float = -2.5  # goes with the player: a part of him
    rides_from: float = 0.06
    rides_full: float = 0.22
    size_loss: float = -3.0  # not a ball's size beside this player
    size_from_log: float = 0.6  # boxes of blurred balls and crouching players: a factor of 1.8
    size_full_log: float = 1.1  # a factor of 3
    least_side_share: float = 0.006  # of the picture: the detector draws no smaller balls
    score_loss: float = -4.0  # the detector doubts most of it
    score_from: float = 0.25
    score_full: float = 0.5
    feet_loss: float = -3.0  # where shoes are, and balls bounce; strings seldom
    feet_full: float = 0.05  # heights over the lower edge of the player's box
    feet_from: float = 0.2
    feet_score_from: float = 0.45  # unless the detector is sure of the ball
    feet_score_full: float = 0.65
    rival_loss: float = -3.5  # one ball is in play: a surer one flies elsewhere at the moment
    rival_from: float = 0.0
    rival_full: float = 0.2
    rival_window_s: float = 0.2  # seen so shortly before or after the moment
    rival_sights: int = 3  # so often,
    rival_sides: float = 8.0  # and moving: so many diameters, half a metre
    rival_heights: float = 0.3  # its path passes this far from the contact,
    rival_sigmas: float = 3.0  # and surely so
    no_player: float = -1.5  # a racket, but its player is not seen
    nobody: float = -4.0  # neither player nor strings

    # Decisions.
    keep_from: float = 0.06  # weaker candidates are dropped before the sound is asked
    show_from: float = 0.5  # confidence of a hit that is shown
    apart_s: float = 0.36  # two hits are further apart than this
    wait_s: float = 0.4  # after a sight, until what follows it is known
    ask_s: float = 0.4  # after a sight in mid flight, until its turn is weighed
    delay_s: float = 0.8  # from a contact to its hit
    memory_s: float = 1.6  # of what is kept of the past


DEFAULT = HitParameters()
