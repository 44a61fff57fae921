"""What a film shows when: nothing is lost, doubled or out of time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice_values import hit, scored

from core.film.choices import FilmChoices, FilmPreset
from core.film.plan import PAUSE_S, FilmPlan, film_plan
from core.hits.hit import HitStatus
from core.timebase import Timebase

STEADY = Timebase(np.arange(300) / 30, 10.0)
PRESETS = [FilmPreset.WHOLE, FilmPreset.HITS, FilmPreset.BEST]


@st.composite
def timebases(draw: st.DrawFn) -> Timebase:
    """Times of a file whose rate changes and that has a hole now and then."""
    steps = draw(
        st.lists(st.sampled_from([1 / 240, 1 / 60, 1 / 30, 0.2]), min_size=2, max_size=200)
    )
    times_s = np.concatenate([[0.0], np.cumsum(steps)])
    return Timebase(times_s[:-1], float(times_s[-1]))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Timebase, FilmChoices, FilmPlan]:
    timebase = draw(timebases())
    shares = draw(st.lists(st.floats(0, 1), max_size=5, unique=True))
    offsets = st.sampled_from([(0.1, 0.0), (0.5, 0.0), None])
    hits = scored(
        *(hit(f"h{i}", share * timebase.end_s, draw(offsets)) for i, share in enumerate(shares))
    )
    choices = FilmChoices(
        draw(st.sampled_from(PRESETS)), slow_motion=draw(st.booleans()), pause=draw(st.booleans())
    )
    factor = draw(st.sampled_from([1.0, 2.0, 8.0]))
    return timebase, choices, film_plan(timebase, hits, choices, factor)


@given(plans())
def test_times_rise_and_every_clip_shows_each_of_its_frames(
    made: tuple[Timebase, FilmChoices, FilmPlan],
) -> None:
    _, _, plan = made
    ends_s = np.append(plan.time_s[1:], plan.end_s)
    assert (ends_s > plan.time_s).all()
    edges = [*np.searchsorted(plan.time_s + 1e-9, plan.cuts_s), len(plan.frame)]
    for low, high in pairwise(edges):
        shown = np.unique(plan.frame[low:high])
        assert (np.diff(plan.frame[low:high]) >= 0).all()
        assert len(shown) == shown[-1] - shown[0] + 1
    assert len(np.unique(plan.frame)) == sum(np.diff(plan.frame, prepend=-9) != 0), "no clip again"


@given(plans())
def test_time_is_stretched_by_what_was_asked_and_by_nothing_else(
    made: tuple[Timebase, FilmChoices, FilmPlan],
) -> None:
    timebase, choices, plan = made
    shown_s = np.diff(timebase.times_s, append=timebase.end_s)
    lasts_s = np.append(plan.time_s[1:], plan.end_s) - plan.time_s
    paused = {timebase.nearest_frame(each.each.hit.time_s) for each in plan.contacts}
    for frame in np.unique(plan.frame):
        rows = plan.frame == frame
        wanted = shown_s[frame] / plan.speed[rows][0]
        wanted += PAUSE_S if choices.pause and frame in paused else 0.0
        assert lasts_s[rows].sum() == pytest.approx(wanted)
        if plan.speed[rows][0] == 1.0 and frame not in paused:
            assert rows.sum() == 1


@given(timebases(), st.booleans())
def test_the_whole_practice_keeps_its_own_times(timebase: Timebase, card: bool) -> None:
    choices = replace(FilmChoices.usual(FilmPreset.WHOLE), end_card=card)
    plan = film_plan(timebase, scored(hit("a", timebase.end_s / 2)), choices)
    assert plan.frame.tolist() == list(range(len(timebase)))
    assert plan.time_s == pytest.approx(timebase.times_s, abs=1e-9)
    assert plan.end_s == pytest.approx(timebase.end_s)
    assert (plan.speed == 1.0).all()


def test_a_hit_is_led_up_to_slowed_and_held() -> None:
    plan = film_plan(STEADY, scored(hit("a", 5.0)), FilmChoices())
    assert (plan.frame[0], plan.frame[-1]) == (105, 180)
    at = plan.contacts[0].time_s
    held = plan.frame[(plan.time_s >= at - 1e-9) & (plan.time_s < at + PAUSE_S - 1e-6)]
    assert set(held.tolist()) == {150}
    assert len(held) == round(PAUSE_S * 30)
    assert np.diff(plan.time_s).max() <= 1 / 30 + 1e-9, "what is drawn over a held picture moves"
    before = plan.frame[plan.time_s < at]
    assert np.bincount(before)[149] == 4
    assert np.bincount(before)[140] == 1


def test_near_hits_are_one_clip_and_far_ones_are_cut() -> None:
    hits = scored(hit("a", 2.0), hit("b", 3.6), hit("c", 8.0))
    plan = film_plan(STEADY, hits, FilmChoices())
    assert len(plan.cuts_s) == 2
    assert [round(contact.each.hit.time_s, 1) for contact in plan.contacts] == [2.0, 3.6, 8.0]


def test_a_slow_motion_file_is_not_slowed_again_and_shows_the_whole_swing() -> None:
    plan = film_plan(STEADY, scored(hit("a", 5.0)), FilmChoices(pause=False), real_factor=8.0)
    assert (plan.speed == 1.0).all()
    assert plan.frame[0] <= round((5.0 - 0.4 * 8) * 30) + 1


def test_only_what_is_wanted_is_shown() -> None:
    hits = scored(
        hit("five", 1.0), hit("three", 4.0, (0.5, 0.0)), hit("no", 7.0, status=HitStatus.REJECTED)
    )

    def names(choices: FilmChoices) -> list[str]:
        return [one.each.hit.id for one in film_plan(STEADY, hits, choices).contacts]

    assert names(FilmChoices(FilmPreset.HITS)) == ["five", "three"]
    assert names(FilmChoices(FilmPreset.BEST)) == ["five"]
    assert names(FilmChoices(FilmPreset.CHOSEN, frozenset({"three", "no"}))) == ["three"]
    nothing = film_plan(STEADY, hits, FilmChoices(FilmPreset.CHOSEN))
    assert len(nothing.frame) == 0
    assert nothing.cuts_s == ()


def test_the_sign_of_a_hit_gives_way_to_the_next_one() -> None:
    plan = film_plan(
        STEADY,
        scored(hit("a", 2.0), hit("b", 3.0)),
        FilmChoices(FilmPreset.WHOLE, slow_motion=False, pause=False),
    )
    shown = [plan.near(time_s, 0.05, 2.2) for time_s in (1.0, 2.5, 3.5, 6.0)]
    assert [None if one is None else one.each.hit.id for one in shown] == [None, "a", "b", None]


def test_a_moment_is_about_a_hit_of_its_own_clip() -> None:
    hits = scored(hit("a", 2.0), hit("b", 3.0), hit("c", 8.0))
    plan = film_plan(STEADY, hits, FilmChoices())
    cut_s = plan.cuts_s[1]
    first, second, third = (contact.time_s for contact in plan.contacts)
    moments = (0.0, first + 0.5, first + 2.1, second + 2.3, cut_s - 0.01, cut_s, third, plan.end_s)
    told = [plan.about(time_s, 2.2).each.hit.id for time_s in moments]
    assert told == ["a", "a", "a", "b", "b", "c", "c", "c"]
