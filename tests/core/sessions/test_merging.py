"""Merging: the coach's word stays, the machine's comes anew."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from session_strategies import found_hits, sessions

from core.hits.hit import Hit, HitSource
from core.sessions import edits
from core.sessions.merging import (
    merge_found_hits,
    same_hit_window_s,
    take_results,
    touched_by_coach,
)
from core.sessions.session import AnalysisSettings, AnalysisState, Session, VideoRef

SESSION = Session("one", "One", "2026", VideoRef("/v", "f", 640, 360, 900, 30.0, 30.0))


def found(*times_s: float) -> tuple[Hit, ...]:
    return tuple(Hit(f"f{round(t * 30)}", t, round(t * 30), 0.5) for t in times_s)


@given(sessions, found_hits)
def test_merging_twice_is_merging_once(session: Session, new: list[Hit]) -> None:
    once = merge_found_hits(session, new)
    assert merge_found_hits(once, new) == once


@given(sessions, found_hits, st.floats(0, 600))
def test_merging_a_part_twice_is_merging_it_once(
    session: Session, new: list[Hit], until_s: float
) -> None:
    part = [hit for hit in new if hit.time_s <= until_s]
    once = merge_found_hits(session, part, until_s)
    assert merge_found_hits(once, part, until_s) == once


@given(sessions, found_hits)
def test_what_the_coach_touched_stays_as_it_is(session: Session, new: list[Hit]) -> None:
    merged = merge_found_hits(session, new)
    touched = [hit for hit in session.hits if touched_by_coach(hit)]
    assert [hit for hit in merged.hits if touched_by_coach(hit)] == touched
    window = same_hit_window_s(session)
    for hit in merged.hits:
        assert touched_by_coach(hit) or all(abs(hit.time_s - t.time_s) > window for t in touched)
    assert len({hit.id for hit in merged.hits}) == len(merged.hits)
    assert replace(merged, hits=()) == replace(session, hits=())
    expected = sum(all(abs(h.time_s - t.time_s) > window for t in touched) for h in new)
    assert len(merged.hits) == len(touched) + expected


def test_a_rejected_hit_is_not_found_again() -> None:
    first = merge_found_hits(SESSION, found(1.0, 2.0, 3.0))
    rejected = edits.reject_hit(first, "f60")
    again = merge_found_hits(rejected, found(1.0, 2.05, 3.0))
    assert again == rejected


def test_ids_stay_with_their_moment() -> None:
    first = merge_found_hits(SESSION, found(1.0, 2.0))
    again = merge_found_hits(first, (Hit("x", 1.04, 31, 0.7), Hit("y", 5.0, 150, 0.7)))
    assert [(hit.id, hit.time_s) for hit in again.hits] == [("f30", 1.04), ("y", 5.0)]


def test_an_id_that_a_touched_hit_has_is_not_given_again() -> None:
    marked = edits.add_hit(SESSION, Hit("f60", 9.0, 270, 1.0, source=HitSource.MARKED))
    merged = merge_found_hits(marked, found(2.0))
    assert [hit.id for hit in merged.hits] == ["f60-2", "f60"]


def test_in_slow_motion_the_same_hit_reaches_further_on_the_videos_clock() -> None:
    slow = replace(SESSION, settings=AnalysisSettings(capture_fps=240.0))
    assert same_hit_window_s(slow) == 0.8
    confirmed = edits.confirm_hit(merge_found_hits(slow, found(1.0)), "f30")
    assert merge_found_hits(confirmed, found(1.7)) == confirmed
    assert len(merge_found_hits(confirmed, found(1.9)).hits) == 2


def test_findings_that_reach_only_so_far_leave_the_rest() -> None:
    first = merge_found_hits(SESSION, found(1.0, 2.0, 3.0))
    part = merge_found_hits(first, found(1.02), until_s=2.5)
    assert [hit.time_s for hit in part.hits] == [1.02, 3.0]


def test_numbers_that_are_none_become_unknown() -> None:
    nan = float("nan")
    broken = Hit("h", 1.0, 30, 0.5, ball_xy=(1.0, nan), r_sigma=float("inf"), offset=(0.1, 0.2))
    (hit,) = merge_found_hits(SESSION, [broken]).hits
    assert (hit.ball_xy, hit.r_sigma, hit.offset) == (None, None, (0.1, 0.2))


def test_results_join_the_newest_edits() -> None:
    state = AnalysisState("m", "M", AnalysisSettings(), 900, True)
    analysed = replace(merge_found_hits(SESSION, found(1.0, 2.0)), analysis=state)
    edited = edits.set_player(edits.reject_hit(merge_found_hits(SESSION, found(1.0)), "f30"), "A")
    joined = take_results(edited, analysed)
    assert joined.player == "A"
    assert joined.analysis == state
    assert [hit.id for hit in joined.shown_hits] == ["f60"]
    assert take_results(joined, analysed) == joined
