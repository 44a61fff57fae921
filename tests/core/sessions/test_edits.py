"""Edits: each has an inverse, none touches more than it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from session_strategies import hits, sessions, words

from core.errors import SessionError
from core.hits.hit import Hit, HitStatus, Stroke
from core.sessions import edits
from core.sessions.session import AnalysisSettings, Session, VideoRef

VIDEO = VideoRef("/v", "f", 640, 360, 90, 3.0, 30.0)
HIT = Hit("a", 1.0, 30, 0.9, ball_xy=(1.0, 2.0), offset=(0.1, 0.2), r_sigma=0.1)
SESSION = Session("one", "One", "2026", VIDEO, hits=(HIT,))


@given(sessions, hits)
def test_add_then_remove_is_the_same(session: Session, hit: Hit) -> None:
    assume(all(hit.id != known.id for known in session.hits))
    added = edits.add_hit(session, hit)
    assert len(added.hits) == len(session.hits) + 1
    assert [h.time_s for h in added.hits] == sorted(h.time_s for h in added.hits)
    assert set(edits.remove_hit(added, hit.id).hits) == set(session.hits)


@given(sessions, st.data())
def test_any_change_of_a_hit_is_undone_by_putting_it_back(
    session: Session, data: st.DataObject
) -> None:
    assume(session.hits)
    hit = data.draw(st.sampled_from(session.hits))
    change = data.draw(
        st.sampled_from(
            [
                lambda s: edits.reject_hit(s, hit.id),
                lambda s: edits.confirm_hit(s, hit.id),
                lambda s: edits.overrule_score(s, hit.id, 3),
                lambda s: edits.overrule_score(s, hit.id, None),
                lambda s: edits.set_stroke(s, hit.id, Stroke.SERVE),
                lambda s: edits.move_hit(s, hit.id, hit.time_s + 1, hit.frame + 30),
            ]
        )
    )
    after = change(session)
    others = [h for h in session.hits if h.id != hit.id]
    assert [h for h in after.hits if h.id != hit.id] == others
    undone = edits.replace_hit(after, hit)
    assert sorted(undone.hits, key=lambda h: h.id) == sorted(session.hits, key=lambda h: h.id)
    assert replace(undone, hits=()) == replace(session, hits=())


@given(sessions, words)
def test_a_court_has_a_name(session: Session, court: str) -> None:
    changed = edits.set_court(session, court)
    assert changed.court == court.strip()
    assert replace(changed, court=session.court) == session


@given(sessions, words, words)
def test_words_go_there_and_back(session: Session, player: str, notes: str) -> None:
    changed = edits.set_notes(edits.set_player(session, player), notes)
    assert (changed.player, changed.notes) == (player.strip(), notes)
    assert replace(changed, player=session.player, notes=session.notes) == session
    assert edits.rename(session, "  ").title == session.title
    assert edits.rename(session, " New ").title == "New"


def test_what_was_measured_elsewhere_does_not_move_along() -> None:
    moved = edits.move_hit(SESSION, "a", 1.5, 45).hits[0]
    assert moved == Hit("a", 1.5, 45, 0.9, status=HitStatus.CONFIRMED)
    stayed = edits.move_hit(SESSION, "a", 1.0, 30).hits[0]
    assert stayed == replace(HIT, status=HitStatus.CONFIRMED)


def test_what_cannot_be_is_refused() -> None:
    for wrong in (
        lambda: edits.add_hit(SESSION, HIT),
        lambda: edits.remove_hit(SESSION, "b"),
        lambda: edits.reject_hit(SESSION, "b"),
        lambda: edits.overrule_score(SESSION, "a", 0),
        lambda: edits.overrule_score(SESSION, "a", 6),
        lambda: edits.set_capture_fps(SESSION, 0.0),
        lambda: edits.set_capture_fps(SESSION, float("nan")),
    ):
        with pytest.raises(SessionError):
            wrong()


def test_settings_change_alone() -> None:
    slow = edits.set_capture_fps(SESSION, 240.0)
    assert slow.settings == AnalysisSettings(240.0, True)
    assert edits.set_capture_fps(slow, None) == SESSION
    assert edits.relocate(SESSION, "/w").video == replace(VIDEO, path="/w")


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "b"])))
def test_free_ids_are_free(taken: list[str]) -> None:
    assert edits.free_hit_id(taken, "a") not in taken
