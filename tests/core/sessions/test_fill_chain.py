"""The cheapest chain through the machine's boxes."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.box import Box, box_around, middle_of
from core.sessions.fill_chain import LONGEST_GAP, Candidate, cheapest_chain


def swing(frame: int) -> Box:
    """A racket on a circle: half way it is far from the straight way between its ends."""
    angle = math.pi * frame / 20
    return box_around((300 - 120 * math.cos(angle), 200 - 120 * math.sin(angle)), (50, 60))


ENDS = (0, swing(0)), (20, swing(20))
TRUE = [Candidate(frame, swing(frame), 0.7) for frame in range(1, 20)]


def test_it_follows_a_swing_and_not_the_sign_on_the_wall() -> None:
    sign = [Candidate(f, box_around((300, 200), (50, 60)), 0.9) for f in range(1, 20)]
    assert cheapest_chain(*ENDS, [*TRUE, *sign]) == tuple(TRUE)


def test_it_goes_over_gaps_and_past_single_false_boxes() -> None:
    seen = [each for each in TRUE if each.frame not in (5, 6, 7, 13)]
    false = Candidate(6, box_around((600, 40), (50, 60)), 0.99)
    assert cheapest_chain(*ENDS, [*seen, false]) == tuple(seen)


def test_of_two_sizes_it_takes_the_one_that_stays() -> None:
    large = [Candidate(e.frame, box_around(middle_of(e.xyxy), (140, 150)), 0.75) for e in TRUE]
    assert cheapest_chain(*ENDS, [*large, *TRUE]) == tuple(TRUE)


def test_what_is_unseen_for_too_long_is_not_guessed() -> None:
    assert cheapest_chain(*ENDS, []) == ()
    late = [each for each in TRUE if each.frame > LONGEST_GAP + 2]
    assert cheapest_chain(*ENDS, late) == ()


@given(
    st.lists(
        st.builds(
            Candidate,
            st.integers(-3, 24),
            st.tuples(*(st.floats(-900, 900),) * 4),
            st.floats(0, 1),
        ),
        max_size=12,
    )
)
def test_whatever_is_found_it_is_a_chain_of_it(found: list[Candidate]) -> None:
    chain = cheapest_chain(*ENDS, found)
    assert set(chain) <= set(found)
    frames = [0, *(each.frame for each in chain), 20]
    assert all(a < b for a, b in pairwise(frames))
    if chain:
        assert all(b - a <= LONGEST_GAP + 1 for a, b in pairwise(frames))
