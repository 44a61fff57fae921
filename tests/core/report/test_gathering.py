"""From sessions of a library to what a report says, and to a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_strategies import sessions

from core.errors import Cancelled
from core.hits.hit import Hit, HitStatus
from core.progress import CancelAfter
from core.report.gathering import SHOTS, report_of
from core.report.table import COLUMNS, csv_of
from core.resources import sample_video
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.video.reader import probe


def hit(number: int, r: float | None) -> Hit:
    """Return a hit on the sample whose ball was ``r`` to the right of the centre."""
    frame = 20 * number
    return Hit(
        id=f"hit-{number}",
        time_s=frame / 30,
        frame=frame,
        confidence=0.9,
        ball_xy=(600.0 + 20 * number, 300.0),
        racket_head_xyxy=(580.0, 280.0, 640.0, 340.0),
        tip_direction=(0.0, -1.0),
        offset=None if r is None else (r, 0.0),
        r_sigma=0.01,
    )


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "library")


@pytest.fixture
def session(store: SessionStore) -> Session:
    made = store.create(probe(sample_video()), "Forehands")
    hits = [hit(n + 1, r) for n, r in enumerate((0.1, 0.9, 0.5, None, 0.3, 0.7, 0.15, 0.95))]
    rejected = replace(hit(9, 0.0), status=HitStatus.REJECTED)
    made = replace(made, player="Ana", notes="Low.").with_hits((*hits, rejected))
    store.save(made)
    return made


def test_the_best_and_the_worst_are_chosen_and_shown(session: Session, store: SessionStore) -> None:
    report = report_of(session, store)
    assert [shot.number for shot in report.best] == [1, 7, 5]
    assert [shot.number for shot in report.worst] == [8, 2, 6]
    assert all((shot.picture or b"").startswith(b"\xff\xd8") for shot in report.best)
    assert (report.n_hits, report.n_scored) == (8, 7)
    assert len(report.points) == 7
    assert report.points[0][0] == pytest.approx((0.1, 0.0), abs=1e-9)


def test_no_hit_is_both_best_and_worst(session: Session, store: SessionStore) -> None:
    for count in range(1, 6):
        some = session.with_hits(session.hits[:count])
        report = report_of(some, store)
        best = {shot.number for shot in report.best}
        worst = {shot.number for shot in report.worst}
        assert not best & worst
        assert len(best) <= SHOTS


def test_a_video_that_is_gone_costs_only_the_pictures(
    session: Session, store: SessionStore, tmp_path: Path
) -> None:
    gone = replace(session, video=replace(session.video, path=str(tmp_path / "gone.mp4")))
    report = report_of(gone, store)
    assert [shot.number for shot in report.best] == [1, 7, 5]
    assert all(shot.picture is None for shot in report.best)


def test_the_player_s_other_practices_are_told_in_time_s_order(
    session: Session, store: SessionStore
) -> None:
    for number, (day, player) in enumerate(
        (("2020-01-01", " ana "), ("2021-01-01", "Ana"), ("2022-01-01", "Ben"))
    ):
        other = store.create(probe(sample_video()), f"Other {number}")
        created = f"{day}T10:00:00+00:00"
        store.save(replace(other, player=player, created=created).with_hits((hit(1, 0.1),)))
    report = report_of(session, store)
    assert [each.day for each in report.sittings][:2] == ["2020-01-01", "2021-01-01"]
    assert [each.this for each in report.sittings] == [False, False, True]
    alone = report_of(replace(session, player=""), store)
    assert [each.this for each in alone.sittings] == [True]


def test_a_practice_without_hits_has_a_report_too(session: Session, store: SessionStore) -> None:
    report = report_of(session.with_hits(()), store)
    assert (report.n_hits, report.mean_score, report.best, report.sittings) == (0, None, (), ())


def test_gathering_can_be_cancelled(session: Session, store: SessionStore) -> None:
    with pytest.raises(Cancelled):
        report_of(session, store, CancelAfter(0))


@given(several=st.lists(sessions, max_size=3))
def test_a_table_has_a_line_for_each_hit_and_is_read_back(several: list[Session]) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(several), newline="")))
    assert len(rows) == sum(len(each.hits) for each in several)
    for row in rows:
        assert set(row) == set(COLUMNS)
        assert not row["practice"].startswith(("=", "+", "-", "@"))
