"""Hits as they are called early, confirmed, corrected, withdrawn, and heard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.state.live_hits import LessonHits, Standing
from core.hits.hit import Hit
from core.live.watch_values import (
    EarlyCall,
    EarlyWithdrawn,
    HitFound,
    HitHeard,
    HitUnheard,
    LiveEvent,
    SourceEnded,
)


def hit(number: int, r: float = 0.1, name: str = "") -> Hit:
    return Hit(name or f"hit-{number}", float(number), 30 * number, 0.9, offset=(r, 0.0))


def after(*events: LiveEvent) -> LessonHits:
    hits = LessonHits()
    for event in events:
        hits = hits.after(event)
    return hits


def test_an_early_call_is_shown_but_not_counted() -> None:
    hits = after(EarlyCall(1, hit(3, name="early"), 0.3))
    assert hits.newest is not None
    assert hits.newest.standing is Standing.EARLY
    assert hits.scored == ()
    assert hits.summary.n_hits == 0
    assert len(hits.standing) == 1


def test_the_final_hit_takes_the_place_of_its_early_call() -> None:
    hits = after(EarlyCall(1, hit(3, name="early"), 0.3), HitFound(hit(3, r=0.7), 0.8, call_id=1))
    assert [each.hit.id for each in hits.scored] == ["hit-3"]
    assert hits.newest is not None
    assert hits.newest.standing is Standing.FINAL
    assert hits.newest.score.value == 2
    assert hits.newest.key == after(EarlyCall(1, hit(3), 0.3)).newest.key  # type: ignore[union-attr]


def test_a_withdrawn_call_leaves_the_list_and_fades_on_the_picture() -> None:
    hits = after(EarlyCall(1, hit(3), 0.3), EarlyWithdrawn(1, hit(3)))
    assert hits.hits == ()
    assert hits.newest is not None
    assert hits.newest.standing is Standing.WITHDRAWN


def test_what_is_corrected_late_does_not_push_the_newest_score_aside() -> None:
    hits = after(HitFound(hit(3), 0.8), HitFound(hit(5), 0.8), HitHeard(hit(3, r=0.9), new=False))
    assert hits.newest is not None
    assert hits.newest.hit.id == "hit-5"
    assert [each.score.value for each in hits.scored] == [1, 5]


def test_the_sound_may_find_and_take_away() -> None:
    hits = after(HitHeard(hit(2), new=True), HitFound(hit(4), 0.8), HitUnheard(hit(4)))
    assert [each.hit.id for each in hits.scored] == ["hit-2"]
    assert after(HitUnheard(hit(4))) == LessonHits()
    assert after(SourceEnded()) == LessonHits()


@given(st.permutations([HitFound(hit(n), 0.8) for n in range(6)]))
def test_the_list_is_in_times_order_whatever_came_first(events: list[HitFound]) -> None:
    scored = after(*events).scored
    assert [each.hit.time_s for each in scored] == sorted(each.hit.time_s for each in scored)
    assert [each.number for each in scored] == [1, 2, 3, 4, 5, 6]
